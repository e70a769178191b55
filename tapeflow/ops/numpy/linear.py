"""Products of arrays."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.numpy.promotion import as_floats, floating, promoted


@op("keras.ops.matmul", free=("x1", "x2"), costly=True)
def matmul(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """Products of the matrices in the last two axes; a vector is a row, or a column."""
    return jnp.matmul(*promoted(x1, x2))


@op("keras.ops.dot", free=("x1", "x2"), costly=True)
def dot(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """Sums of products over the last axis of `x1` and the last but one of `x2`."""
    return jnp.dot(*promoted(x1, x2))


@op("keras.ops.inner", free=("x1", "x2"), costly=True)
def inner(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """Sums of products over the last axes of both."""
    return jnp.inner(*promoted(x1, x2))


@op("keras.ops.outer", free=("x1", "x2"))
def outer(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """All products of an element of `x1` and one of `x2`, a matrix."""
    return jnp.outer(*promoted(x1, x2))


@op("keras.ops.vdot", free=("x1", "x2"))
def vdot(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """The sum of products of all elements, those of `x1` conjugated."""
    return jnp.vdot(*promoted(x1, x2))


@op("keras.ops.kron", free=("x1", "x2"))
def kron(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """Kronecker's product: `x2` in the place of each element of `x1`, times that."""
    return jnp.kron(*promoted(x1, x2))


@op("keras.ops.cross", free=("x1", "x2"))
def cross(x1: jax.Array, x2: jax.Array, axisa=-1, axisb=-1, axisc=-1, axis=None) -> jax.Array:
    """Cross products of vectors of size 2 or 3.

    Args:
      x1: vectors along `axisa`.
      x2: vectors along `axisb`.
      axisa: see `x1`.
      axisb: see `x2`.
      axisc: the axis of the results.
      axis: if given, all three of these.
    """
    return jnp.cross(*promoted(x1, x2), axisa, axisb, axisc, axis)


@op("keras.ops.tensordot", free=("x1", "x2"), costly=True)
def tensordot(x1: jax.Array, x2: jax.Array, axes=2) -> jax.Array:
    """Sums of products over axes of both: so many last and first ones, or lists of them."""
    return jnp.tensordot(*promoted(x1, x2), axes=axes)


@op("keras.ops.einsum", free=("operands",), costly=True)
def einsum_of(operands: Sequence[jax.Array], subscripts="") -> jax.Array:
    """Einstein's sum of products, as `subscripts` such as "ij,jk->ik" tell."""
    return jnp.einsum(subscripts, *promoted(*operands))


@op("keras.ops.trace")
def trace(x: jax.Array, offset=0, axis1=0, axis2=1) -> jax.Array:
    """The sum of a diagonal of the matrices in two axes."""
    dtype = "int32" if x.dtype.kind == "b" or (x.dtype.kind == "i" and x.itemsize < 4) else None
    return jnp.trace(x, offset, axis1, axis2, dtype=dtype or x.dtype)


@op("keras.ops.corrcoef")
def corrcoef(x: jax.Array) -> jax.Array:
    """The correlations of the rows of a matrix with each other."""
    return jnp.corrcoef(as_floats(x))


@op("keras.ops.correlate", free=("x1", "x2"))
def correlate(x1: jax.Array, x2: jax.Array, mode="valid") -> jax.Array:
    """The sums of products of a vector and another one moved along it.

    Args:
      x1: a vector.
      x2: another one.
      mode: "valid" where they overlap wholly, "same" for the longer one's size, "full" for all.
    """
    return jnp.correlate(*floating(x1, x2), mode=mode)


@op("keras.ops.vander")
def vander(x: jax.Array, N=None, increasing=False) -> jax.Array:
    """The matrix of powers of a vector's elements, a column for each power, the highest first."""
    return jnp.vander(x, N, increasing)


@op("keras.ops.cdist", free=("x", "y"))
def cdist(x: jax.Array, y: jax.Array) -> jax.Array:
    """The distances of points `[..., m, n]` from points `[..., k, n]`: `[..., m, k]`."""
    x, y = floating(x, y)
    squares = jnp.sum(jnp.square(x[..., :, None, :] - y[..., None, :, :]), axis=-1)
    safe = jnp.where(squares == 0, 1, squares)  # the root's derivative at 0 is infinite
    return jnp.where(squares == 0, 0, jnp.sqrt(safe))
