"""`hashed_bits`: cheap random bits from a hashed counter, for masks such as dropout's."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np


def hashed_bits(seed: jax.Array, offset: jax.Array, shape: tuple[int, ...]) -> jax.Array:
    """32 random bits per element, as uint32; 1/15 of Philox's cost, and not of its quality.

    Element `i` is a bijective mix ("lowbias32", C. Wellons' constants) of `i` times the golden
    ratio plus a hash of the two seeds, so one pair of seeds gives all 2**32 values before one
    comes twice. Good for masks; use `philox` for numbers that are looked at.

    Args:
      seed: an integer scalar, the first number of `seeds.next_seed`.
      offset: an integer scalar, the second number of `seeds.next_seed`.
      shape: of the result.
    """
    size = math.prod(shape)
    start = _mix(_word(offset) + _mix(_word(seed) + np.uint32(0x9E3779B9)))
    step = _mix(start ^ np.uint32(0x85EBCA6B)) | np.uint32(1)
    counter = jax.lax.iota(jnp.uint32, size) * step + start
    return _mix(counter).reshape(shape)


def keep_mask(
    seed: jax.Array, offset: jax.Array, rate: jax.Array, shape: tuple[int, ...]
) -> jax.Array:
    """Whether each element is kept, with probability `1 - rate` (to within 2**-32), as bool."""
    threshold = jnp.clip(rate.astype(jnp.float64) * 2.0**32, 0, 2.0**32 - 1).astype(jnp.uint32)
    return hashed_bits(seed, offset, shape) >= threshold


def _word(number: jax.Array) -> jax.Array:
    """An integer's low and high 32 bits, mixed into one uint32."""
    wide = jax.lax.convert_element_type(number, jnp.uint64)
    low, high = wide.astype(jnp.uint32), (wide >> np.uint64(32)).astype(jnp.uint32)
    return low ^ _mix(high)


def _mix(word: jax.Array) -> jax.Array:
    word = (word ^ (word >> np.uint32(16))) * np.uint32(0x7FEB352D)
    word = (word ^ (word >> np.uint32(15))) * np.uint32(0x846CA68B)
    return word ^ (word >> np.uint32(16))
