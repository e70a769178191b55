"""`stored`: an array that XLA:CPU computes once, however many loops read it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

_BITS = {2: jnp.uint16, 4: jnp.uint32, 8: jnp.uint64}


@jax.custom_jvp
def stored(array: jax.Array) -> jax.Array:
    """`array` itself, put into memory where it is computed.

    XLA:CPU computes cheap elements once more in each loop that reads them, and any number of sums
    and products is cheap to it: a depthwise convolution's results, in the two sums of a batch
    normalization and once more to normalize; their cotangents, in each of nine sums. The network
    in benchmarks/workloads/separable.py took 550 ms a step rather than 190, and twice as long to
    compile (see also benchmarks/formulations.py). `lax.optimization_barrier` is no help, as it's
    gone before loops are fused. What XLA does not compute twice is a division. This one is by 1,
    which LLVM finds out, but not XLA.
    """
    if not jnp.issubdtype(array.dtype, jnp.floating) or jax.default_backend() != "cpu":
        return array
    size = array.dtype.itemsize
    ones = lax.population_count(lax.bitcast_convert_type(array, _BITS[size]))
    # At most 8 * size, so that the shift leaves 0.
    return array / ((ones >> (8 * size).bit_length()) + 1).astype(array.dtype)


@stored.defjvp
def _derivative(primals: tuple, tangents: tuple) -> tuple:
    return stored(*primals), *tangents


__all__ = ["stored"]
