"""`keras.ops.linalg`: decompositions, solutions and norms of matrices `[..., m, n]`."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.ops.linalg.cholesky import cholesky as cholesky_of
from tapeflow.ops.linalg.decompositions import eig as eig_of
from tapeflow.ops.linalg.decompositions import eigh as eigh_of
from tapeflow.ops.linalg.decompositions import qr as qr_of
from tapeflow.ops.linalg.decompositions import svd as svd_of
from tapeflow.ops.linalg.least_squares import matrix_rank as rank_of
from tapeflow.ops.linalg.least_squares import pinv as pinv_of
from tapeflow.ops.linalg.parts import matrix_transpose
from tapeflow.ops.linalg.solve import det as det_of
from tapeflow.ops.linalg.solve import inv as inv_of
from tapeflow.ops.linalg.solve import lu as lu_of
from tapeflow.ops.linalg.solve import solve as solve_of
from tapeflow.ops.linalg.solve import triangular_solve
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.linear import matmul
from tapeflow.ops.numpy.matrix_norm import norm as norm_of


def cholesky(x: Any, upper: bool = False) -> Tensor:
    """L of `x = L @ L.T`, lower triangular; with `upper`, its transpose."""
    factor = cholesky_of(_floats(x))
    return matrix_transpose(factor) if upper else factor


def cholesky_inverse(x: Any, upper: bool = False) -> Tensor:
    """The inverse of the matrix whose Cholesky factor is `x`."""
    factor = _floats(x)
    inverse = inv_of(factor)
    transposed = matrix_transpose(inverse)
    return matmul(inverse, transposed) if upper else matmul(transposed, inverse)


def det(x: Any) -> Tensor:
    """The determinants of square matrices."""
    return det_of(_floats(x))


def eig(x: Any) -> tuple:
    """The eigenvalues of square matrices, and their eigenvectors as columns: complex."""
    return tuple(eig_of(_floats(x)))


def eigh(x: Any) -> tuple:
    """The eigenvalues of symmetric matrices, ascending, and their eigenvectors as columns."""
    return tuple(eigh_of(_floats(x)))


def inv(x: Any) -> Tensor:
    """The inverses of square matrices."""
    return inv_of(_floats(x))


def lstsq(a: Any, b: Any, rcond: float | None = None) -> Tensor:
    """The x of least norm of those for which the squares of `a @ x - b` are least.

    Args:
      a: a matrix `[m, n]`.
      b: `[m]` or `[m, k]`.
      rcond: singular values below this share of the largest count as 0.
    """
    a, b = _floats(a), _floats(b)
    column = b[:, None] if b._spec.ndim == 1 else b
    solution = matmul(pinv_of(a, rcond), column)
    return solution[:, 0] if b._spec.ndim == 1 else solution


def lu_factor(x: Any) -> tuple:
    """Both factors of `P @ x = L @ U` in one matrix, and the rows' order, int32."""
    return tuple(lu_of(_floats(x)))


def matrix_rank(x: Any, tol: float | None = None) -> Tensor:
    """How many singular values are above `tol`, int32."""
    return rank_of(_floats(x), tol)


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Norms of vectors along an axis, or of matrices in two.

    Args:
      x: numbers of any shape.
      ord: None for the root of the sum of squares; a number, "fro" or "nuc".
      axis: a number, a pair, or None for all.
      keepdims: whether reduced axes stay with size 1.
    """
    return norm_of(x, ord, axis, keepdims)


def pinv(x: Any, rcond: float | None = None) -> Tensor:
    """Moore's and Penrose's inverses."""
    return pinv_of(_floats(x), rcond)


def qr(x: Any, mode: str = "reduced") -> tuple:
    """Q, with orthonormal columns, and R, upper triangular, of `x = Q @ R`.

    Raises:
      ValueError: a mode that is neither "reduced" nor "complete".
    """
    if mode not in ("reduced", "complete"):
        raise ValueError(
            "`mode` argument value not supported. Expected one of {'reduced', 'complete'}. "
            f"Received: mode={mode}"
        )
    return tuple(qr_of(_floats(x), full_matrices=mode == "complete"))


def solve(a: Any, b: Any) -> Tensor:
    """X of `a @ x = b`, where `b` is `[..., n]` or `[..., n, k]`."""
    a, b = _floats(a), _floats(b)
    if b._spec.ndim == a._spec.ndim - 1:
        return solve_of(a, b[..., None])[..., 0]
    return solve_of(a, b)


def solve_triangular(a: Any, b: Any, lower: bool = False) -> Tensor:
    """X of `a @ x = b` for triangular `a`, upper unless told otherwise."""
    a, b = _floats(a), _floats(b)
    if b._spec.ndim == a._spec.ndim - 1:
        return triangular_solve(a, b[..., None], lower=lower)[..., 0]
    return triangular_solve(a, b, lower=lower)


def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """U, the singular values and V.T of `x = U @ diag(s) @ V.T`; or the singular values alone."""
    if not compute_uv:
        return svd_of(_floats(x), compute_uv=False)
    values, left, right = svd_of(_floats(x), full_matrices=full_matrices)
    return left, values, matrix_transpose(right)


def _floats(x: Any) -> Any:
    tensor = convert_to_tensor(x)
    return (
        tensor if tensor.dtype.is_floating or tensor.dtype.is_complex else cast(tensor, "float32")
    )
