"""Matrices of few diagonals: products, systems and eigenvalues."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, op, problem
from tapeflow.ops.array import stack
from tapeflow.ops.linalg.diagonals import diag_part
from tapeflow.ops.linalg.solve import triangular_solve


def tridiagonal_matmul(
    diagonals: Any, rhs: Any, diagonals_format: str = "compact", name: str | None = None
) -> Tensor:
    """The product of a tridiagonal matrix and a matrix.

    Args:
      diagonals: "compact": `[..., 3, size]`, the diagonal above (its last entry is not used), the
        main one, the one below (its first is not used); "sequence": a list of these three;
        "matrix": `[..., size, size]`.
      rhs: `[..., size, columns]`, of the same dtype.
      diagonals_format: see `diagonals`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.linalg.tridiagonal_matmul([[1.0, 0.0], [2.0, 2.0], [0.0, 1.0]], tf.ones([2, 1])).numpy()
    array([[3.],
           [3.]], dtype=float32)
    """
    return _product(compact(diagonals, diagonals_format), rhs)


@op("linalg.tridiagonal_matmul", costly=True)
def _product(diagonals: jax.Array, rhs: jax.Array) -> jax.Array:
    above, main, below = (diagonals[..., i, :, None] for i in range(3))
    zeros = jnp.zeros_like(rhs[..., :1, :])
    following = jnp.concatenate([rhs[..., 1:, :], zeros], -2)
    preceding = jnp.concatenate([zeros, rhs[..., :-1, :]], -2)
    return above * following + main * rhs + below * preceding


def tridiagonal_solve(
    diagonals: Any,
    rhs: Any,
    diagonals_format: str = "compact",
    transpose_rhs: bool = False,
    conjugate_rhs: bool = False,
    name: str | None = None,
    partial_pivoting: bool = True,
    perturb_singular: bool = False,
) -> Tensor:
    """The solution `x` of `matrix @ x = rhs`, of a tridiagonal matrix.

    Args:
      diagonals: see `tridiagonal_matmul`.
      rhs: `[..., size]` or `[..., size, columns]`.
      diagonals_format: see `diagonals`.
      transpose_rhs: whether a right side of several columns is given as `[..., columns, size]`.
      conjugate_rhs: whether the right side's complex conjugate is meant.
      name: accepted for compatibility, not used.
      partial_pivoting: whether rows may be swapped, so that small pivots do no harm.
      perturb_singular: only False.

    Raises:
      NotImplementedError: `perturb_singular`.
    """
    if perturb_singular:
        raise NotImplementedError("tf.linalg.tridiagonal_solve: perturb_singular is not supported")
    diagonals = compact(diagonals, diagonals_format)
    return _solution(
        diagonals, rhs, bool(transpose_rhs), bool(conjugate_rhs), bool(partial_pivoting)
    )


@op("linalg.tridiagonal_solve", costly=True)
def _solution(
    diagonals: jax.Array, rhs: jax.Array, transposed=False, conjugated=False, pivoting=True
) -> jax.Array:
    vector = rhs.ndim == diagonals.ndim - 1
    rhs = rhs[..., None] if vector else rhs.swapaxes(-1, -2) if transposed else rhs
    rhs = jnp.conj(rhs) if conjugated else rhs
    if pivoting:
        found = jnp.linalg.solve(_dense(diagonals), rhs)
    else:
        above, main, below = (diagonals[..., i, :] for i in range(3))
        below, above = below.at[..., 0].set(0), above.at[..., -1].set(0)
        found = jax.lax.linalg.tridiagonal_solve(below, main, above, rhs)
    return found[..., 0] if vector else found


def compact(diagonals: Any, diagonals_format: str) -> Tensor:
    """The diagonals as `[..., 3, size]`.

    Raises:
      ValueError: an unknown format.
    """
    if diagonals_format == "compact":
        return convert_to_tensor(diagonals)
    if diagonals_format == "sequence":
        return stack(list(diagonals), -2)
    if diagonals_format == "matrix":
        return diag_part(diagonals, k=(-1, 1), align="LEFT_RIGHT")
    raise ValueError(
        problem(
            "tf.linalg: unknown diagonals_format",
            given=repr(diagonals_format),
            expected='"compact", "sequence" or "matrix"',
        )
    )


def _dense(diagonals: jax.Array) -> jax.Array:
    above, main, below = (diagonals[..., i, :] for i in range(3))
    size = main.shape[-1]
    rows = jnp.arange(size)
    dense = jnp.zeros((*main.shape, size), main.dtype).at[..., rows, rows].set(main)
    dense = dense.at[..., rows[:-1], rows[1:]].set(above[..., :-1])
    return dense.at[..., rows[1:], rows[:-1]].set(below[..., 1:])


def banded_triangular_solve(
    bands: Any, rhs: Any, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """The solution `x` of `matrix @ x = rhs`, of a triangular matrix with few diagonals.

    Args:
      bands: `[..., count, size]`: the diagonals, the uppermost first; of those below the main one
        the first entries are not used, of those above it the last.
      rhs: `[..., size, columns]`.
      lower: whether the first band is the main diagonal; else the last one is.
      adjoint: whether the matrix's adjoint is meant.
      name: accepted for compatibility, not used.
    """
    return triangular_solve(_banded(bands, bool(lower)), rhs, lower, adjoint)


@op("linalg.banded_triangular_solve")
def _banded(bands: jax.Array, lower=True) -> jax.Array:
    count, size = bands.shape[-2:]
    dense = jnp.zeros((*bands.shape[:-2], size, size), bands.dtype)
    rows = jnp.arange(size)
    for i in range(min(count, size) if lower else count):
        offset = i if lower else count - 1 - i
        if offset >= size:
            continue
        if lower:
            dense = dense.at[..., rows[offset:], rows[: size - offset]].set(bands[..., i, offset:])
        else:
            entries = bands[..., i, : size - offset]
            dense = dense.at[..., rows[: size - offset], rows[offset:]].set(entries)
    return dense


def eigh_tridiagonal(
    alpha: Any,
    beta: Any,
    eigvals_only: bool = True,
    select: str = "a",
    select_range: Any = None,
    tol: Any = None,
    name: str | None = None,
) -> Any:
    """Eigenvalues of a Hermitian tridiagonal matrix, in rising order.

    Args:
      alpha: `[..., size]`, the main diagonal.
      beta: `[..., size - 1]`, the one above.
      eigvals_only: whether the eigenvectors are left out.
      select: "a" for all, "i" for those numbered from `select_range[0]` to `select_range[1]`, "v"
        for those in that half-open interval (of one matrix, outside of `tf.function`).
      select_range: two numbers.
      tol: not used; they are exact to rounding.
      name: accepted for compatibility, not used.

    Returns:
      The eigenvalues, or with `eigvals_only=False` a pair: these and the eigenvectors' matrix.

    Raises:
      ValueError: another `select`, or no `select_range` where there must be one.
    """
    if select not in ("a", "i", "v"):
        raise ValueError(f"select must be 'a', 'i' or 'v', got {select!r}")
    if select != "a" and select_range is None:
        raise ValueError(f"select_range must be given with select={select!r}")
    values, vectors = _eigen(alpha, beta)
    if select == "i":
        first, last = int(select_range[0]), int(select_range[1]) + 1
        values, vectors = values[..., first:last], vectors[..., first:last]
    elif select == "v":
        found = np.asarray(values.numpy())
        low, high = (float(bound) for bound in select_range)
        first, last = np.searchsorted(found, [low, high], "right").tolist()
        values, vectors = values[first:last], vectors[:, first:last]
    return values if eigvals_only else (values, vectors)


@op("linalg.eigh_tridiagonal", costly=True)
def _eigen(alpha: jax.Array, beta: jax.Array) -> tuple[jax.Array, jax.Array]:
    zero = jnp.zeros_like(alpha[..., :1])
    above = jnp.concatenate([beta, zero], -1)
    below = jnp.concatenate([zero, jnp.conj(beta)], -1)
    values, vectors = jnp.linalg.eigh(_dense(jnp.stack([above, alpha, below], -2)))
    return values, vectors
