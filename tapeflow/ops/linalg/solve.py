"""Determinants, inverses and linear systems, by LU decomposition."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.linalg.square import square_matrices


@op("linalg.det", costly=True)
def det(input: jax.Array) -> jax.Array:
    """Determinants.

    Args:
      input: `[..., n, n]`.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.det([[2.0, 0.0], [0.0, 3.0]]).numpy()
    np.float32(6.0)
    """
    square_matrices("tf.linalg.det", input)
    return jnp.linalg.det(input)


def slogdet(input: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The sign of determinants, and the logarithm of their size.

    Args:
      input: `[..., n, n]`.
      name: accepted for compatibility, not used.

    Returns:
      Two tensors `[...]`: sign (or complex phase) and `log |det|`.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.slogdet([[-1.0, 0.0], [0.0, 1.0]])[0].numpy()
    np.float32(-1.0)
    """
    return _slogdet(input)


@op("linalg.slogdet", costly=True)
def _slogdet(input: jax.Array) -> tuple[jax.Array, jax.Array]:
    square_matrices("tf.linalg.slogdet", input)
    sign, size = jnp.linalg.slogdet(input)
    return sign, size.astype(input.dtype)


@op("linalg.inv", costly=True)
def inv(input: jax.Array, adjoint=False) -> jax.Array:
    """Inverses of matrices; one that has none gives infinities or NaN.

    Args:
      input: `[..., n, n]`.
      adjoint: whether to invert the conjugate transpose.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.inv([[2.0, 0.0], [0.0, 4.0]]).numpy().tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    square_matrices("tf.linalg.inv", input)
    if not input.size:
        return input
    return jnp.linalg.inv(_adjoint(input) if adjoint else input)


@op("linalg.solve", costly=True)
def solve(matrix: jax.Array, rhs: jax.Array, adjoint=False) -> jax.Array:
    """`x` in `matrix @ x = rhs`; a matrix without an inverse gives infinities or NaN.

    Args:
      matrix: `[..., n, n]`.
      rhs: `[..., n, k]`, of the same dtype and leading axes.
      adjoint: whether to solve with the conjugate transpose.

    Returns:
      `[..., n, k]`.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [[2.0], [2.0]]).numpy().tolist()
    [[1.0], [0.5]]
    """
    square_matrices("tf.linalg.solve", matrix)
    _check_rows("tf.linalg.solve", matrix, rhs)
    if matrix.shape[:-2] != rhs.shape[:-2]:
        raise invalid(
            "tf.linalg.solve: leading axes must be equal", given=f"{matrix.shape} and {rhs.shape}"
        )
    if not rhs.size:
        return rhs
    return jnp.linalg.solve(_adjoint(matrix) if adjoint else matrix, rhs)


@op("linalg.triangular_solve", costly=True)
def triangular_solve(matrix: jax.Array, rhs: jax.Array, lower=True, adjoint=False) -> jax.Array:
    """`x` in `matrix @ x = rhs`, of which only one triangle of the matrix is read.

    Args:
      matrix: `[..., n, n]`.
      rhs: `[..., n, k]`, of the same dtype; leading axes broadcast.
      lower: whether to read the lower triangle.
      adjoint: whether to solve with the conjugate transpose.

    Returns:
      `[..., n, k]`.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.linalg.triangular_solve([[2.0, 9.0], [0.0, 4.0]], [[2.0], [2.0]]).numpy().tolist()
    [[1.0], [0.5]]
    """
    square_matrices("tf.linalg.triangular_solve", matrix)
    _check_rows("tf.linalg.triangular_solve", matrix, rhs)
    batch = jnp.broadcast_shapes(matrix.shape[:-2], rhs.shape[:-2])
    return lax.linalg.triangular_solve(
        jnp.broadcast_to(matrix, (*batch, *matrix.shape[-2:])),
        jnp.broadcast_to(rhs, (*batch, *rhs.shape[-2:])),
        left_side=True,
        lower=lower,
        transpose_a=adjoint,
        conjugate_a=adjoint and jnp.iscomplexobj(matrix),
    )


def lu(
    input: Any, output_idx_type: Any = "int32", name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The LU decompositions of matrices with exchanged rows.

    Args:
      input: `[..., n, n]`.
      output_idx_type: int32 or int64, the permutation's dtype.
      name: accepted for compatibility, not used.

    Returns:
      Both triangles in one tensor `[..., n, n]` (the lower one's diagonal of ones left out), and
      the permutation of rows `[..., n]`.

    Raises:
      InvalidArgumentError: not square.

    >>> import tapeflow as tf
    >>> tf.linalg.lu([[0.0, 1.0], [2.0, 0.0]])[1].numpy().tolist()
    [1, 0]
    """
    return _lu(input, output_idx_type)


@op("linalg.lu", costly=True)
def _lu(input: jax.Array, dtype="int32") -> tuple[jax.Array, jax.Array]:
    square_matrices("tf.linalg.lu", input)
    both, _, permutation = lax.linalg.lu(input)
    return both, permutation.astype(dtype.np)


@op("linalg.lu_solve", costly=True, free=("perm",))
def lu_solve(
    lower_upper: jax.Array, perm: jax.Array, rhs: jax.Array, validate_args=False
) -> jax.Array:
    """`x` in `a @ x = rhs`, where `tf.linalg.lu(a)` is given.

    Args:
      lower_upper: `[..., n, n]`, the first result of `tf.linalg.lu`.
      perm: `[..., n]`, the second.
      rhs: `[..., n, k]`.
      validate_args: not used; shapes are always checked.

    >>> import tapeflow as tf
    >>> tf.linalg.lu_solve(*tf.linalg.lu([[0.0, 1.0], [2.0, 0.0]]), [[3.0], [4.0]]).numpy().tolist()
    [[2.0], [3.0]]
    """
    square_matrices("tf.linalg.lu_solve", lower_upper)
    _check_rows("tf.linalg.lu_solve", lower_upper, rhs)
    batch = jnp.broadcast_shapes(lower_upper.shape[:-2], rhs.shape[:-2], perm.shape[:-1])
    lower_upper = jnp.broadcast_to(lower_upper, (*batch, *lower_upper.shape[-2:]))
    rhs = jnp.broadcast_to(rhs, (*batch, *rhs.shape[-2:]))
    perm = jnp.broadcast_to(perm, (*batch, perm.shape[-1]))
    exchanged = jnp.take_along_axis(rhs, perm[..., None], -2)
    half = lax.linalg.triangular_solve(
        lower_upper, exchanged, left_side=True, lower=True, unit_diagonal=True
    )
    return lax.linalg.triangular_solve(lower_upper, half, left_side=True, lower=False)


@op("linalg.lu_reconstruct", costly=True, free=("perm",))
def lu_reconstruct(lower_upper: jax.Array, perm: jax.Array, validate_args=False) -> jax.Array:
    """The matrix whose `tf.linalg.lu` is given.

    Args:
      lower_upper: `[..., n, n]`.
      perm: `[..., n]`.
      validate_args: not used; shapes are always checked.

    >>> import tapeflow as tf
    >>> tf.linalg.lu_reconstruct(*tf.linalg.lu([[0.0, 1.0], [2.0, 0.0]])).numpy().tolist()
    [[0.0, 1.0], [2.0, 0.0]]
    """
    square_matrices("tf.linalg.lu_reconstruct", lower_upper)
    size = lower_upper.shape[-1]
    lower = jnp.tril(lower_upper, -1) + jnp.eye(size, dtype=lower_upper.dtype)
    product = lower @ jnp.triu(lower_upper)
    back = jnp.argsort(perm, -1)
    return jnp.take_along_axis(product, back[..., None], -2)


def lu_matrix_inverse(
    lower_upper: Any, perm: Any, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The inverse of the matrix whose `tf.linalg.lu` is given.

    Args:
      lower_upper: `[..., n, n]`.
      perm: `[..., n]`.
      validate_args: not used; shapes are always checked.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.linalg.lu_matrix_inverse(*tf.linalg.lu([[0.0, 1.0], [2.0, 0.0]])).numpy().tolist()
    [[0.0, 0.5], [1.0, 0.0]]
    """
    return _lu_inverse(lower_upper, perm)


@op("linalg.lu_matrix_inverse", costly=True, free=("perm",))
def _lu_inverse(lower_upper: jax.Array, perm: jax.Array) -> jax.Array:
    square_matrices("tf.linalg.lu_matrix_inverse", lower_upper)
    same = jnp.eye(lower_upper.shape[-1], dtype=lower_upper.dtype)
    return lu_solve.op.function(lower_upper, perm, jnp.broadcast_to(same, lower_upper.shape))


def _adjoint(matrix: jax.Array) -> jax.Array:
    return jnp.swapaxes(jnp.conj(matrix), -1, -2)


def _check_rows(name: str, matrix: jax.Array, rhs: jax.Array) -> None:
    if rhs.ndim < 2 or rhs.shape[-2] != matrix.shape[-1]:
        raise invalid(
            "Input matrix and rhs are incompatible: the right-hand side needs as many rows",
            given=f"{name} of {matrix.shape} and {rhs.shape}",
            expected=f"rhs [..., {matrix.shape[-1]}, k]",
            fix="add a last axis to a vector: rhs[:, tf.newaxis]",
        )


__all__ = [
    "det",
    "inv",
    "lu",
    "lu_matrix_inverse",
    "lu_reconstruct",
    "lu_solve",
    "slogdet",
    "solve",
    "triangular_solve",
]
