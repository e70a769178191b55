"""`tf.nn.isotonic_regression`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, op


def isotonic_regression(
    inputs: Any, decreasing: bool = True, axis: int = -1
) -> tuple[Tensor, Tensor]:
    """The monotonic sequence closest to the inputs, in the sum of squares.

    It is the smallest of the largest means of stretches around each entry (Robertson et al. 1988,
    Order Restricted Statistical Inference, theorem 1.4.4), which takes the square of the length in
    memory.

    Args:
      inputs: float tensor.
      decreasing: whether it falls rather than rises.
      axis: along which it is monotonic.

    Returns:
      The sequence, and int32 numbers of the stretches in which it is constant.

    >>> import tapeflow as tf
    >>> tf.nn.isotonic_regression(tf.constant([3.0, 1.0, 2.0]))[0].numpy()
    array([3. , 1.5, 1.5], dtype=float32)
    """
    inputs = convert_to_tensor(inputs)
    if not inputs.dtype.is_floating:
        inputs = convert_to_tensor(inputs.numpy(), "float32")
    return _regression(inputs, bool(decreasing), int(axis))


@op("nn.isotonic_regression", costly=True)
def _regression(inputs: jax.Array, decreasing=True, axis=-1) -> tuple[jax.Array, jax.Array]:
    values = jnp.moveaxis(inputs, axis, -1)
    values = values if decreasing else -values
    count = values.shape[-1]
    sums = jnp.concatenate([jnp.zeros_like(values[..., :1]), jnp.cumsum(values, -1)], -1)
    places = jnp.arange(count)
    lengths = places[None, :] - places[:, None] + 1  # of the stretch from row to column
    means = (sums[..., None, 1:] - sums[..., :-1, None]) / jnp.maximum(lengths, 1)
    means = jnp.where(lengths > 0, means, -jnp.inf)
    # For each start: the largest mean of stretches that end at the entry or later.
    largest = jax.lax.cummax(means, means.ndim - 1, reverse=True)
    largest = jnp.where(lengths > 0, largest, jnp.inf)
    found = jnp.min(largest, -2)
    close = jnp.abs(jnp.diff(found, axis=-1)) > 1e-6 * jnp.maximum(1, jnp.abs(found[..., 1:]))
    first = jnp.zeros_like(found[..., :1], jnp.int32)
    stretches = jnp.concatenate([first, jnp.cumsum(close, -1, jnp.int32)], -1)
    found = found if decreasing else -found
    return jnp.moveaxis(found, -1, axis), jnp.moveaxis(stretches, -1, axis)
