"""`tf.nn.local_response_normalization`."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import invalid, op


@op("nn.local_response_normalization")
def local_response_normalization(
    input: jax.Array,
    depth_radius=5,
    bias=1,
    alpha=1,
    beta=0.5,
) -> jax.Array:
    """`input / (bias + alpha * s) ** beta`, where `s` sums squares over neighboring channels.

    Args:
      input: `[batch, height, width, channels]`, floating.
      depth_radius: how many channels on either side count.
      bias: an offset, usually positive.
      alpha: a factor.
      beta: an exponent.

    >>> import tapeflow as tf
    >>> tf.nn.local_response_normalization(tf.ones([1, 1, 1, 1]), bias=0).numpy().ravel()
    array([1.], dtype=float32)
    """
    if input.ndim != 4:
        raise invalid("in must be 4-dimensional", given=f"{input.shape}")
    squares = jnp.pad(jnp.square(input), [(0, 0)] * 3 + [(depth_radius, depth_radius)])
    channels = input.shape[-1]
    total = None
    for offset in range(2 * depth_radius + 1):
        part = lax.slice_in_dim(squares, offset, offset + channels, 1, 3)
        total = part if total is None else total + part
    return input * jnp.power(bias + alpha * total, -beta)


__all__ = ["local_response_normalization"]
