"""`sum_rows`: sums of computed elements over all axes but the last, as XLA:CPU does them fast."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.ops.linalg.contract import rows

_PARTS = (8, 7, 6, 5, 4, 3, 2)
_LARGE = 1 << 15


def sum_rows(array: jax.Array) -> jax.Array:
    """`[..., features]` summed to `[features]`.

    If the elements are computed on the way (a product, a square), XLA's loop for the sum computes
    them one by one: 5 ms of processor time for 32x28x28x64 of them. Adding the eighths of an axis
    first is a loop that it vectorizes, and leaves an eighth to sum: 0.24 ms
    (benchmarks/formulations.py). Elements that lie in memory are summed faster by `jnp.sum`.
    """
    if array.size >= _LARGE and jax.default_backend() == "cpu":
        axis, parts = next(
            ((i, n) for i in range(array.ndim - 1) for n in _PARTS if array.shape[i] % n == 0),
            (0, 1),
        )
        array = sum(jnp.split(array, parts, axis))
    return jnp.sum(rows(array), 0)


__all__ = ["sum_rows"]
