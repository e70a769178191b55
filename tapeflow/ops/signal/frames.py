"""Frames of signals, and signals of frames."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, op


def frame(
    signal: Any,
    frame_length: Any,
    frame_step: Any,
    pad_end: bool = False,
    pad_value: Any = 0,
    axis: int = -1,
    name: str | None = None,
) -> Tensor:
    """The frames of a signal along an axis, as a new axis before the samples' own.

    Args:
      signal: `[..., samples, ...]`, any number type.
      frame_length: in samples.
      frame_step: in samples, from the start of one frame to that of the next.
      pad_end: whether the end is filled with `pad_value`, so that all samples are in a frame.
      pad_value: what it is filled with.
      axis: the axis of samples.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.signal.frame([1, 2, 3, 4, 5], 3, 2).numpy()
    array([[1, 2, 3],
           [3, 4, 5]], dtype=int32)
    """
    return _framed(signal, int(frame_length), int(frame_step), bool(pad_end), pad_value, int(axis))


@op("signal.frame")
def _framed(signal: jax.Array, length=1, step=1, pad_end=False, pad_value=0, axis=-1) -> jax.Array:
    axis %= signal.ndim
    samples = signal.shape[axis]
    if pad_end:
        count = -(-samples // step)
        missing = max(0, (count - 1) * step + length - samples)
        widths = [(0, missing if i == axis else 0) for i in range(signal.ndim)]
        signal = jnp.pad(signal, widths, constant_values=np.asarray(pad_value, signal.dtype))
    else:
        count = max(0, 1 + (samples - length) // step)
    places = np.arange(count)[:, None] * step + np.arange(length)
    return jnp.take(signal, places, axis=axis)


def overlap_and_add(signal: Any, frame_step: Any, name: str | None = None) -> Tensor:
    """The signal of frames that follow each other at a step; what overlaps is added.

    Args:
      signal: `[..., frames, frame_length]`.
      frame_step: in samples.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.signal.overlap_and_add([[1.0, 2.0], [3.0, 4.0]], 1).numpy()
    array([1., 5., 4.], dtype=float32)
    """
    return _added(signal, int(frame_step))


@op("signal.overlap_and_add")
def _added(signal: jax.Array, step=1) -> jax.Array:
    *outer, count, length = signal.shape
    places = np.arange(count)[:, None] * step + np.arange(length)
    total = (count - 1) * step + length if count else 0
    flat = signal.reshape(-1, count * length)
    result = jnp.zeros((flat.shape[0], total), signal.dtype).at[:, places.reshape(-1)].add(flat)
    return result.reshape(*outer, total)
