"""Operators that hold their matrix."""

from __future__ import annotations

from typing import Any

import jax

from tapeflow.engine import Tensor, TensorShape, convert_to_tensor, op
from tapeflow.ops.linalg import band_part, diag_part
from tapeflow.ops.linalg_operators.linear_operator import LinearOperator, both_batches
from tapeflow.ops.math import abs as absolute
from tapeflow.ops.math import log, reduce_prod, reduce_sum


class LinearOperatorFullMatrix(LinearOperator):
    """A matrix as it is.

    Args:
      matrix: `[..., rows, columns]`.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.

    >>> import tapeflow as tf
    >>> operator = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
    >>> operator.matvec([1.0, 1.0]).numpy()
    array([3., 7.], dtype=float32)
    """

    def __init__(
        self,
        matrix: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorFullMatrix",
    ):
        self._matrix = convert_to_tensor(matrix) if not hasattr(matrix, "assign") else matrix
        if len(self._matrix.shape) < 2:
            raise ValueError(
                f"Argument `matrix` must have at least 2 dimensions. Found: {self._matrix.shape}"
            )
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        super().__init__(self._matrix.dtype, None, *hints, name, {"matrix": matrix})

    @property
    def matrix(self) -> Any:
        """The matrix that it was made of."""
        return self._matrix

    def _shape(self) -> TensorShape:
        return self._matrix.shape

    def _dense(self) -> Tensor:
        return convert_to_tensor(self._matrix)


class LinearOperatorLowerTriangular(LinearOperator):
    """The lower triangle of a matrix.

    Args:
      tril: `[..., size, size]`; what is above the diagonal is not used.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        tril: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowerTriangular",
    ):
        if is_square is False:
            raise ValueError("Only square lower triangular operators supported at this time.")
        self._tril = convert_to_tensor(tril) if not hasattr(tril, "assign") else tril
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, True)
        super().__init__(self._tril.dtype, None, *hints, name, {"tril": tril})

    @property
    def tril(self) -> Any:
        """The matrix that it was made of."""
        return self._tril

    def _shape(self) -> TensorShape:
        return self._tril.shape

    def _dense(self) -> Tensor:
        return band_part(self._tril, -1, 0)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return _triangular(self._dense(), rhs, bool(adjoint))

    def determinant(self, name: str = "det") -> Tensor:
        return reduce_prod(diag_part(self._tril), -1)

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        return reduce_sum(log(absolute(diag_part(self._tril))), -1)


@op("linalg.LinearOperatorLowerTriangular.solve", costly=True)
def _triangular(tril: jax.Array, rhs: jax.Array, adjoint=False) -> jax.Array:
    tril, rhs = both_batches(tril, rhs)
    return jax.lax.linalg.triangular_solve(
        tril, rhs, left_side=True, lower=True, transpose_a=adjoint, conjugate_a=adjoint
    )
