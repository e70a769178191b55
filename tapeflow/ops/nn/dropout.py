"""`tf.nn.dropout`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op, problem
from tapeflow.ops.random.hashed import keep_mask
from tapeflow.ops.random.seeds import seed_pair, stream_offset


def dropout(
    x: Any, rate: Any, noise_shape: Any = None, seed: int | None = None, name: str | None = None
) -> Tensor:
    """Sets elements to 0 with probability `rate` and divides the others by `1 - rate`.

    The random bits are a hash of the element's position and a seed, not TensorFlow's Philox: ten
    times as fast, and other elements are dropped than TensorFlow drops.

    Args:
      x: floating tensor.
      rate: a number or scalar tensor in `[0, 1)`.
      noise_shape: shape of what is drawn, which broadcasts to that of `x`; None for an axis (or
        all of it) means that of `x`.
      seed: makes the draw repeatable together with `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `rate` is out of range, or `x` is not floating.

    >>> import tapeflow as tf
    >>> tf.nn.dropout(tf.ones([2]), 0.0).numpy().tolist()
    [1.0, 1.0]
    """
    x = convert_to_tensor(x)
    if not x.dtype.is_floating:
        raise ValueError(
            problem(
                "x.dtype must be a floating point dtype, as `dropout` scales x",
                given=f"{x.dtype.name} of shape {x.shape}",
                fix="tf.cast(x, tf.float32)",
            )
        )
    if rate.__class__ in (int, float):
        if not 0 <= rate < 1:
            raise ValueError(
                "`rate` must be a scalar tensor or a float in the range [0, 1). "
                f"Received: rate={rate}"
            )
        if not rate:
            return x
    first, second = seed_pair(seed)
    if seed is not None:
        second += stream_offset(("dropout", first, second), 1) << 32
    return seeded_dropout(x, rate, first, second, noise_shape)


@op("nn.dropout", free=("rate", "seed", "offset"))
def seeded_dropout(
    x: jax.Array, rate: jax.Array, seed: jax.Array, offset: jax.Array, noise_shape=None
) -> jax.Array:
    """`dropout` by two given numbers; the same numbers drop the same elements."""
    shape = x.shape if noise_shape is None else noise_shape
    if len(shape) > x.ndim:
        raise invalid(
            "tf.nn.dropout: noise_shape has more axes than x",
            given=f"noise_shape {shape}, x {x.shape}",
        )
    offset_axes = x.ndim - len(shape)
    shape = tuple(x.shape[offset_axes + i] if n is None else n for i, n in enumerate(shape))
    keep = keep_mask(seed, offset, rate, shape)
    scale = (1 / (1 - rate)).astype(x.dtype)
    return jnp.where(keep, x * scale, jnp.zeros((), x.dtype))


__all__ = ["dropout", "seeded_dropout"]
