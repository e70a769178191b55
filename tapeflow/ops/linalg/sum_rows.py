"""Sums over all axes but the last, as XLA:CPU does them fast."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.ops.linalg.contract import rows

# Not eight: a loop that computes each part's elements from others twice, as a product of a masked
# cotangent and what the mask depends on, would exceed the fifteen evaluations XLA fuses at most,
# and what they share would be put into memory.
_PARTS = (4, 7, 6, 5, 3, 2)
_LARGE = 1 << 15


def sum_rows(array: jax.Array) -> jax.Array:
    """`[..., features]` summed to `[features]`.

    If the elements are computed on the way (a product, a square), XLA's loop for the sum computes
    them one by one: 3 ms of processor time for 32x28x28x64 of them. Adding the quarters of an axis
    first is a loop that it vectorizes, and leaves a quarter to sum: 0.31 ms
    (benchmarks/formulations.py). For elements that lie in memory see `sum_stored_rows`.
    """
    if _is_large(array) and jax.default_backend() == "cpu":
        axis, parts = next(
            ((i, n) for i in range(array.ndim - 1) for n in _PARTS if array.shape[i] % n == 0),
            (0, 1),
        )
        array = sum(jnp.split(array, parts, axis))
    return jnp.sum(rows(array), 0)


def sum_stored_rows(array: jax.Array) -> jax.Array:
    """The same for elements that other computations read as well, such as a bias's cotangents.

    XLA may compute what it sums once more in the sum's own loop, one by one (2.7 ms for 2048x512
    of them behind a GELU), unless it is told that they are there (0.1 ms).
    """
    array = rows(array)
    return jnp.sum(lax.optimization_barrier(array) if _is_large(array) else array, 0)


def _is_large(array: jax.Array) -> bool:
    # In a program that is exported for batches of any size, that size is a symbol.
    return isinstance(array.size, int) and array.size >= _LARGE


__all__ = ["sum_rows", "sum_stored_rows"]
