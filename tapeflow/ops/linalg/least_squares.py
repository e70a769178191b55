"""Matrices without an inverse: least squares, pseudo-inverse, rank."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op, problem
from tapeflow.ops.linalg.cholesky import cholesky, cholesky_solve


def lstsq(
    matrix: Any, rhs: Any, l2_regularizer: Any = 0.0, fast: bool = True, name: str | None = None
) -> Tensor:
    """`x` with the least `|matrix @ x - rhs|**2 + l2_regularizer * |x|**2`, column by column.

    Args:
      matrix: `[..., m, n]`.
      rhs: `[..., m, k]`.
      l2_regularizer: a number.
      fast: whether to solve the normal equations by a Cholesky decomposition, which needs a matrix
        of full rank that is not nearly singular; else by a singular value decomposition (then
        without the regularizer), which gives the smallest of all solutions.
      name: accepted for compatibility, not used.

    Returns:
      `[..., n, k]`.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.linalg.lstsq([[1.0], [1.0]], [[1.0], [3.0]]).numpy().round(4).tolist()
    [[2.0]]
    """
    return _lstsq(matrix, rhs, l2_regularizer, bool(fast))


@op("linalg.lstsq", costly=True)
def _lstsq(matrix: jax.Array, rhs: jax.Array, l2_regularizer: jax.Array, fast=True) -> jax.Array:
    if matrix.ndim < 2 or rhs.ndim < 2 or matrix.shape[-2] != rhs.shape[-2]:
        raise invalid(
            "tf.linalg.lstsq: shapes don't fit",
            given=f"matrix {matrix.shape}, rhs {rhs.shape}",
            expected="[..., m, n] and [..., m, k]",
        )
    adjoint = jnp.swapaxes(jnp.conj(matrix), -1, -2)
    if not fast:
        return pinv.op.function(matrix) @ rhs
    rows, columns = matrix.shape[-2:]
    penalty = l2_regularizer * jnp.eye(min(rows, columns), dtype=matrix.dtype)
    solve = cholesky_solve.op.function
    if rows >= columns:
        return solve(cholesky.op.function(adjoint @ matrix + penalty), adjoint @ rhs)
    return adjoint @ solve(cholesky.op.function(matrix @ adjoint + penalty), rhs)


@op("linalg.pinv", costly=True)
def pinv(a: jax.Array, rcond=None, validate_args=False) -> jax.Array:
    """The Moore-Penrose pseudo-inverse of matrices.

    Args:
      a: `[..., m, n]`, floating.
      rcond: singular values below `rcond` times the largest count as 0; by default
        `10 * max(m, n) * eps`.
      validate_args: not used; shapes are always checked.

    Returns:
      `[..., n, m]`.

    Raises:
      ValueError: fewer than two axes.

    >>> import tapeflow as tf
    >>> tf.linalg.pinv([[2.0], [0.0]]).numpy().tolist()
    [[0.5, 0.0]]
    """
    if a.ndim < 2:
        raise ValueError(
            problem(
                "Input `a` must have at least 2 dimensions", given=f"tf.linalg.pinv of {a.shape}"
            )
        )
    if rcond is None:
        rcond = 10.0 * max(a.shape[-2:]) * float(jnp.finfo(a.dtype).eps)
    return jnp.linalg.pinv(a, rtol=jnp.asarray(rcond, jnp.finfo(a.dtype).dtype))


@op("linalg.matrix_rank", differentiable=False)
def matrix_rank(a: jax.Array, tol=None, validate_args=False) -> jax.Array:
    """How many singular values of matrices are not 0, as int32.

    Args:
      a: `[..., m, n]`, floating.
      tol: values up to it count as 0; by default `max(m, n) * eps` times the largest.
      validate_args: not used; shapes are always checked.

    Returns:
      `[...]`.

    >>> import tapeflow as tf
    >>> tf.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]]).numpy()
    np.int32(1)
    """
    if a.ndim < 2:
        raise ValueError(
            problem(
                "Input `a` must have at least 2 dimensions",
                given=f"tf.linalg.matrix_rank of {a.shape}",
            )
        )
    values = jnp.linalg.svd(a, compute_uv=False)
    if tol is None:
        tol = jnp.finfo(a.dtype).eps * max(a.shape[-2:]) * jnp.max(values, -1, keepdims=True)
    return jnp.sum(values > tol, -1, dtype=jnp.int32)


__all__ = ["lstsq", "matrix_rank", "pinv"]
