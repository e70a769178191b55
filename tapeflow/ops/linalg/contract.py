"""`contract`: matrix products as XLA:CPU likes them, for every op that multiplies matrices."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

_SHORT = (jnp.bfloat16, jnp.float16)


def contract(left: jax.Array, right: jax.Array, dimension_numbers: tuple) -> jax.Array:
    """`lax.dot_general` in the operands' dtype; 16-bit operands are summed in float32.

    On the CPU a product of bfloat16 matrices is twice as fast as one of float32, but only if its
    result is float32, so the result is rounded afterwards. Sums are more exact that way as well.
    """
    if left.dtype in _SHORT:
        return _contract_short(dimension_numbers, left, right)
    return lax.dot_general(left, right, dimension_numbers)


def _contract_short(dimension_numbers: tuple, left: jax.Array, right: jax.Array) -> jax.Array:
    product = lax.dot_general(left, right, dimension_numbers, preferred_element_type=jnp.float32)
    return product.astype(left.dtype)


def rows(array: jax.Array) -> jax.Array:
    """`[..., features]` as `[rows, features]`: products of flat matrices are 20 % faster."""
    return array if array.ndim == 2 else array.reshape(-1, array.shape[-1])


def matrix_product(left: jax.Array, right: jax.Array) -> jax.Array:
    """`left @ right` for two matrices."""
    return contract(left, right, (((1,), (0,)), ((), ())))
