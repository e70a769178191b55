"""`tf.random.experimental.index_shuffle`: a permutation that needs no memory."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, op
from tapeflow.ops.math import cast


def index_shuffle(index: Any, seed: Any, max_index: Any) -> Tensor:
    """Where a permutation of `0` to `max_index` puts a number.

    A Feistel network over the next power of four, walked on until the result is in range (Black,
    Rogaway 2002, doi:10.1007/3-540-45760-7_9). It is another permutation than TensorFlow's.

    Args:
      index: an integer, or a vector of them.
      seed: three integers, or a matrix `[size of index, 3]`.
      max_index: the largest number, an integer or a vector.

    Returns:
      A tensor of the shape and dtype of `index`.

    >>> import tapeflow as tf
    >>> index = tf.range(10)
    >>> moved = tf.random.experimental.index_shuffle(index, [1, 2, 3], 9)
    >>> sorted(moved.numpy().tolist()) == list(range(10))
    True
    """
    index = convert_to_tensor(index)
    return _shuffled(index, cast(seed, "uint32"), cast(max_index, index.dtype))


@op("random.index_shuffle", free=("index", "seed", "last"), differentiable=False)
def _shuffled(index: jax.Array, seed: jax.Array, last: jax.Array) -> jax.Array:
    shape = jnp.broadcast_shapes(index.shape, last.shape)
    number, last = (jnp.broadcast_to(a, shape).astype(jnp.uint64) for a in (index, last))
    keys = [jnp.broadcast_to(seed[..., i], shape).astype(jnp.uint64) for i in range(3)]
    bits = jnp.zeros(shape, jnp.uint64)  # of one half
    for half in range(1, 32):
        bits = jnp.where(last >> (2 * bits) > 0, jnp.uint64(half), bits)
    bits = jnp.maximum(bits, 1)
    mask = (jnp.uint64(1) << bits) - 1

    def encrypted(number: jax.Array) -> jax.Array:
        left, right = number >> bits, number & mask
        for turn in range(8):
            mixed = (right + keys[turn % 3] + turn) * jnp.uint64(0x9E3779B97F4A7C15)
            mixed = (mixed ^ (mixed >> 29)) * jnp.uint64(0xBF58476D1CE4E5B9)
            left, right = right, left ^ ((mixed ^ (mixed >> 32)) & mask)
        return left << bits | right

    found = jax.lax.while_loop(
        lambda number: jnp.any(number > last),
        lambda number: jnp.where(number > last, encrypted(number), number),
        encrypted(number),
    )
    return found.astype(index.dtype)
