"""`tf.nn.max_pool_with_argmax`."""

from __future__ import annotations

import itertools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.nn.max_pool import max_pool_last
from tapeflow.ops.nn.window import axes, padded, per_axis, tap


def max_pool_with_argmax(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    output_dtype: Any = "int64",
    include_batch_in_index: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Max pooling, and where the largest elements were.

    Args:
      input: `[batch, height, width, channels]`.
      ksize: the window's size: 1, 2 or 4 numbers.
      strides: likewise.
      padding: "SAME" or "VALID".
      data_format: "NHWC".
      output_dtype: int32 or int64, of the positions.
      include_batch_in_index: whether positions count on through the batch.
      name: accepted for compatibility, not used.

    Returns:
      The pooled pictures, and for each element its position: the index in the flattened picture,
      `(row * width + column) * channels + channel`.

    Raises:
      ValueError: another data format.

    >>> import tapeflow as tf
    >>> tf.nn.max_pool_with_argmax([[[[1.0], [3.0]]]], [1, 2], 1, "VALID")[1].numpy().ravel()
    array([1])
    """
    if data_format != "NHWC":
        raise ValueError(
            f"tf.nn.max_pool_with_argmax: data_format must be 'NHWC', not {data_format!r}"
        )
    return _max_pool_with_argmax(
        input, ksize, strides, padding, output_dtype, bool(include_batch_in_index)
    )


@op("nn.max_pool_with_argmax", costly=True)
def _max_pool_with_argmax(
    inputs: jax.Array, ksize, strides, padding, output_dtype="int64", include_batch_in_index=False
) -> tuple[jax.Array, jax.Array]:
    name = "tf.nn.max_pool_with_argmax"
    if inputs.ndim != 4:
        raise invalid(f"{name}: input must have 4 axes", given=f"{inputs.shape}")
    window = axes(
        name,
        inputs.shape[1:-1],
        per_axis(name, ksize, 2, None, "ksize"),
        per_axis(name, strides, 2, None, "strides"),
        (1, 1),
        padding,
    )
    rows, columns = window
    array = padded(lax.stop_gradient(inputs), window, -jnp.inf)
    best = place = None
    for down, across in itertools.product(range(rows.window), range(columns.window)):
        seen = tap(array, window, (down, across))
        row = np.arange(rows.outputs) * rows.stride - rows.before + down
        column = np.arange(columns.outputs) * columns.stride - columns.before + across
        here = jnp.asarray(row[:, None, None] * columns.size + column[None, :, None], jnp.int32)
        if best is None:
            best, place = seen, jnp.broadcast_to(here, seen.shape)
        else:
            place = jnp.where(seen > best, here, place)
            best = jnp.maximum(best, seen)
    channels = inputs.shape[-1]
    place = place.astype(np.int64) * channels + lax.iota(np.int64, channels)
    if include_batch_in_index:
        size = rows.size * columns.size * channels
        place = place + (lax.iota(np.int64, inputs.shape[0]) * size)[:, None, None, None]
    return max_pool_last(window, inputs), place.astype(_dtype(output_dtype))


def _dtype(dtype: Any) -> np.dtype:
    return np.dtype(dtype if isinstance(dtype, str) else dtype.as_numpy_dtype)


__all__ = ["max_pool_with_argmax"]
