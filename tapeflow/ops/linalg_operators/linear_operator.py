"""`tf.linalg.LinearOperator`: a matrix known by what it does to others."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import (
    Tensor,
    TensorShape,
    Variable,
    as_dtype,
    convert_to_tensor,
    invalid,
    op,
    problem,
)
from tapeflow.ops.array import expand_dims, squeeze
from tapeflow.ops.debugging import assert_near, assert_positive
from tapeflow.ops.linalg import (
    adjoint,
    cholesky,
    det,
    diag_part,
    eigvalsh,
    matmul,
    slogdet,
    svd,
    trace,
)
from tapeflow.ops.math import abs as absolute
from tapeflow.ops.math import cast, reduce_max, reduce_min
from tapeflow.ops.module import Module


class LinearOperator(Module):
    """A `[..., rows, columns]` matrix; a subclass says how it looks, and does what it can faster.

    A subclass gives `_shape` and `_dense`. Everything else follows from the dense matrix, which XLA
    makes within the program that uses it.

    Args:
      dtype: of the entries.
      graph_parents: not used.
      is_non_singular: what is known of the matrix: True, False, or None.
      is_self_adjoint: likewise.
      is_positive_definite: likewise: `x^H A x` has a positive real part for all `x`.
      is_square: likewise.
      name: its name.
      parameters: the arguments it was made with.

    Raises:
      ValueError: the hints contradict each other.
    """

    def __init__(
        self,
        dtype: Any,
        graph_parents: Any = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
        parameters: dict | None = None,
    ):
        super().__init__(name=name or type(self).__name__)
        if is_positive_definite and is_non_singular is False:
            raise ValueError("A positive definite matrix is always non-singular.")
        if is_square is False and (is_non_singular or is_self_adjoint or is_positive_definite):
            raise ValueError("A matrix that is non-singular or self-adjoint is always square.")
        self._dtype = as_dtype(dtype)
        self._non_singular = True if is_positive_definite else is_non_singular
        self._self_adjoint = is_self_adjoint
        self._positive_definite = is_positive_definite
        self._square = is_square
        self._parameters = dict(parameters or {})

    def _shape(self) -> TensorShape:
        raise NotImplementedError("_shape is not implemented.")

    def _dense(self) -> Tensor:
        raise NotImplementedError("to_dense is not implemented")

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return matmul(self._dense(), x, adjoint_a=adjoint)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return _solution(self._dense(), rhs, bool(adjoint))

    @property
    def dtype(self) -> Any:
        """The entries' dtype."""
        return self._dtype

    @property
    def parameters(self) -> dict:
        """The arguments it was made with."""
        return dict(self._parameters)

    @property
    def is_non_singular(self) -> bool | None:
        return self._non_singular

    @property
    def is_self_adjoint(self) -> bool | None:
        return self._self_adjoint

    @property
    def is_positive_definite(self) -> bool | None:
        return self._positive_definite

    @property
    def is_square(self) -> bool | None:
        """Whether there are as many rows as columns."""
        return self.range_dimension == self.domain_dimension

    @property
    def shape(self) -> TensorShape:
        return self._shape()

    @property
    def batch_shape(self) -> TensorShape:
        return self.shape[:-2]

    @property
    def tensor_rank(self) -> int:
        return len(self.shape)

    @property
    def range_dimension(self) -> int:
        """How many rows there are."""
        return self.shape[-2]

    @property
    def domain_dimension(self) -> int:
        """How many columns there are."""
        return self.shape[-1]

    def shape_tensor(self, name: str = "shape_tensor") -> Tensor:
        return convert_to_tensor(np.array(self.shape, np.int32))

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        return convert_to_tensor(np.array(self.batch_shape, np.int32))

    def tensor_rank_tensor(self, name: str = "tensor_rank_tensor") -> Tensor:
        return convert_to_tensor(self.tensor_rank)

    def range_dimension_tensor(self, name: str = "range_dimension_tensor") -> Tensor:
        return convert_to_tensor(self.range_dimension)

    def domain_dimension_tensor(self, name: str = "domain_dimension_tensor") -> Tensor:
        return convert_to_tensor(self.domain_dimension)

    def to_dense(self, name: str = "to_dense") -> Tensor:
        """The matrix."""
        return self._dense()

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """The product with a matrix, or with another operator.

        Args:
          x: `[..., columns, size]`, or a `LinearOperator`.
          adjoint: whether this matrix's adjoint is meant.
          adjoint_arg: whether that of `x` is.
          name: accepted for compatibility, not used.

        Raises:
          ValueError: the sizes do not fit.
        """
        if isinstance(x, LinearOperator):
            return self._composed(x, adjoint, adjoint_arg)
        x = self._operand(x)
        x = _adjoint(x) if adjoint_arg else x
        self._check_rows(x, self.range_dimension if adjoint else self.domain_dimension, "matmul")
        return self._matmul(x, adjoint)

    def __matmul__(self, other: Any) -> Any:
        return self.matmul(other)

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Tensor:
        """The product with a vector, `[..., columns]`."""
        return squeeze(self.matmul(expand_dims(self._operand(x), -1), adjoint), -1)

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """The solution `x` of `A x = rhs`; the arguments are those of `matmul`.

        Raises:
          NotImplementedError: the matrix is not square, or said to be singular.
          ValueError: the sizes do not fit.
        """
        if self.is_non_singular is False:
            raise NotImplementedError(
                "Exact solve not implemented for an operator that is expected to be singular."
            )
        if not self.is_square:
            raise NotImplementedError(
                "Exact solve not implemented for an operator that is expected to not be square."
            )
        if isinstance(rhs, LinearOperator):
            return self.inverse()._composed(rhs, adjoint, adjoint_arg)
        rhs = self._operand(rhs)
        rhs = _adjoint(rhs) if adjoint_arg else rhs
        self._check_rows(rhs, self.range_dimension, "solve")
        return self._solve(rhs, adjoint)

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Tensor:
        """The solution for a vector, `[..., rows]`."""
        return squeeze(self.solve(expand_dims(self._operand(rhs), -1), adjoint), -1)

    def adjoint(self, name: str = "adjoint") -> LinearOperator:
        """The adjoint operator."""
        return self if self.is_self_adjoint else self._made("LinearOperatorAdjoint", self)

    H = property(adjoint)

    def inverse(self, name: str = "inverse") -> LinearOperator:
        """The inverse operator.

        Raises:
          ValueError: the matrix is not square, or said to be singular.
        """
        if not self.is_square:
            raise ValueError(
                "Cannot take the Inverse: This operator represents a non square matrix."
            )
        if self.is_non_singular is False:
            raise ValueError("Cannot take the Inverse: This operator represents a singular matrix.")
        return self._made("LinearOperatorInversion", self)

    def cholesky(self, name: str = "cholesky") -> LinearOperator:
        """The lower triangular `L` with `A = L L^H`.

        Raises:
          ValueError: the matrix is not said to be positive definite and self-adjoint.
        """
        if not (self.is_positive_definite and self.is_self_adjoint):
            raise ValueError(
                "Cannot take the Cholesky decomposition: Not a positive definite self adjoint "
                "matrix."
            )
        factor = cholesky(self._dense())
        return self._made("LinearOperatorLowerTriangular", factor, is_non_singular=True)

    def determinant(self, name: str = "det") -> Tensor:
        """The determinant.

        Raises:
          NotImplementedError: the matrix is not square.
        """
        self._check_square("Determinant")
        return det(self._dense())

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        """The logarithm of the determinant's absolute value."""
        self._check_square("Determinant")
        return slogdet(self._dense())[1]

    def diag_part(self, name: str = "diag_part") -> Tensor:
        """The main diagonal."""
        return diag_part(self._dense())

    def trace(self, name: str = "trace") -> Tensor:
        """The sum of the main diagonal."""
        return trace(self._dense())

    def add_to_tensor(self, x: Any, name: str = "add_to_tensor") -> Tensor:
        """The sum with a dense matrix."""
        return self._dense() + self._operand(x)

    def eigvals(self, name: str = "eigvals") -> Tensor:
        """The eigenvalues of a self-adjoint matrix, in rising order.

        Raises:
          NotImplementedError: it is not said to be self-adjoint.
        """
        if not self.is_self_adjoint:
            raise NotImplementedError("Only self-adjoint matrices are supported.")
        return eigvalsh(self._dense())

    def cond(self, name: str = "cond") -> Tensor:
        """The largest singular value by the smallest."""
        values = svd(self._dense(), compute_uv=False)
        return cast(reduce_max(values, -1) / reduce_min(values, -1), self.dtype)

    def assert_non_singular(self, name: str = "assert_non_singular") -> None:
        """Tests that the condition is not worse than the dtype can tell.

        Raises:
          InvalidArgumentError: it is.
        """
        limit = 1 / np.finfo(self.dtype.real_dtype.np).eps
        room = limit - absolute(self.cond())
        assert_positive(room, message="Singular matrix up to precision epsilon.")

    def assert_positive_definite(self, name: str = "assert_positive_definite") -> None:
        """Tests that all eigenvalues are positive.

        Raises:
          InvalidArgumentError: one is not.
        """
        assert_positive(eigvalsh(self._dense()), message="Operator was not positive definite.")

    def assert_self_adjoint(self, name: str = "assert_self_adjoint") -> None:
        """Tests that the matrix is its adjoint.

        Raises:
          InvalidArgumentError: it is not.
        """
        dense = self._dense()
        assert_near(dense, _adjoint(dense), message="Operator was not self-adjoint.")

    def _operand(self, x: Any) -> Tensor:
        x = convert_to_tensor(x, None if isinstance(x, (Tensor, Variable)) else self.dtype)
        if x.dtype is not self.dtype:
            raise TypeError(
                problem(
                    f"{type(self).__name__}: dtypes differ",
                    given=x.dtype.name,
                    expected=self.dtype.name,
                    fix=f"tf.cast(x, tf.{self.dtype.name})",
                )
            )
        return x

    def _check_rows(self, x: Tensor, rows: int, name: str) -> None:
        if x.ndim < 2:
            raise invalid(f"{name}: a matrix is expected", given=f"shape {x.shape}")
        if x.shape[-2] != rows:
            raise ValueError(
                f"Dimensions are not compatible: {type(self).__name__}.{name} of shape "
                f"{self.shape} and {x.shape}"
            )

    def _check_square(self, what: str) -> None:
        if not self.is_square:
            raise NotImplementedError(
                f"{what} not implemented for an operator that is expected to not be square."
            )

    def _composed(self, x: LinearOperator, adjoint: bool, adjoint_arg: bool) -> LinearOperator:
        left = self.adjoint() if adjoint else self
        right = x.adjoint() if adjoint_arg else x
        if left.domain_dimension != right.range_dimension:
            raise ValueError(
                "Operators are incompatible. Expected `x` to have dimension "
                f"{left.domain_dimension} but got {right.range_dimension}."
            )
        return self._made("LinearOperatorComposition", [left, right])

    def _made(self, kind: str, *args: Any, **options: Any) -> LinearOperator:
        """An operator of a class that is built on this one."""
        return _CLASSES[kind](*args, **options)

    def __init_subclass__(cls, **options: Any):
        super().__init_subclass__(**options)
        _CLASSES.setdefault(cls.__name__, cls)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} shape={self.shape} dtype={self.dtype.name}>"


_CLASSES: dict[str, Any] = {}


def _adjoint(x: Tensor) -> Tensor:
    return adjoint(x)


@op("linalg.LinearOperator.solve", costly=True)
def _solution(matrix: jax.Array, rhs: jax.Array, adjoint=False) -> jax.Array:
    matrix = jnp.conj(matrix.swapaxes(-1, -2)) if adjoint else matrix
    return jnp.linalg.solve(*both_batches(matrix, rhs))


def both_batches(matrix: jax.Array, rhs: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Two arrays of matrices with the same leading axes."""
    batch = np.broadcast_shapes(matrix.shape[:-2], rhs.shape[:-2])
    return tuple([jnp.broadcast_to(m, (*batch, *m.shape[-2:])) for m in (matrix, rhs)])
