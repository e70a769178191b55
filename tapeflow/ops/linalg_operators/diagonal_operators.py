"""Operators that are 0 off the diagonal."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, TensorShape, as_dtype, convert_to_tensor
from tapeflow.engine.op import static
from tapeflow.ops.array import expand_dims, ones, zeros
from tapeflow.ops.linalg import diag
from tapeflow.ops.linalg_operators.linear_operator import LinearOperator
from tapeflow.ops.math import abs as absolute
from tapeflow.ops.math import cast, conj, log, reduce_max, reduce_min, reduce_prod, reduce_sum


class _Diagonal(LinearOperator):
    """What follows from a diagonal, which a subclass gives as `_diagonal()`."""

    def _diagonal(self) -> Tensor:
        raise NotImplementedError

    def _shape(self) -> TensorShape:
        shape = self._diagonal().shape.as_list()
        return TensorShape([*shape, shape[-1]])

    def _dense(self) -> Tensor:
        return diag(self._diagonal())

    def _column(self, adjoint: bool) -> Tensor:
        entries = self._diagonal()
        return expand_dims(conj(entries) if adjoint and entries.dtype.is_complex else entries, -1)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._column(adjoint) * x

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return rhs / self._column(adjoint)

    def determinant(self, name: str = "det") -> Tensor:
        return reduce_prod(self._diagonal(), -1)

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        return cast(reduce_sum(log(absolute(self._diagonal())), -1), self.dtype)

    def diag_part(self, name: str = "diag_part") -> Tensor:
        return self._diagonal()

    def trace(self, name: str = "trace") -> Tensor:
        return reduce_sum(self._diagonal(), -1)

    def eigvals(self, name: str = "eigvals") -> Tensor:
        return self._diagonal()

    def cond(self, name: str = "cond") -> Tensor:
        sizes = absolute(self._diagonal())
        return cast(reduce_max(sizes, -1) / reduce_min(sizes, -1), self.dtype)


class LinearOperatorDiag(_Diagonal):
    """A diagonal matrix.

    Args:
      diag: `[..., size]`.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there; True for real numbers.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.

    >>> import tapeflow as tf
    >>> tf.linalg.LinearOperatorDiag([1.0, 2.0]).solvevec([1.0, 1.0]).numpy()
    array([1. , 0.5], dtype=float32)
    """

    def __init__(
        self,
        diag: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorDiag",
    ):
        if is_square is False:
            raise ValueError("Only square diagonal operators currently supported.")
        self._diag = convert_to_tensor(diag) if not hasattr(diag, "assign") else diag
        if not len(self._diag.shape):
            raise ValueError("Argument `diag` must have at least 1 dimension.")
        if not self._diag.dtype.is_complex:
            if is_self_adjoint is False:
                raise ValueError("A real diagonal operator is always self adjoint.")
            is_self_adjoint = True
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, True)
        super().__init__(self._diag.dtype, None, *hints, name, {"diag": diag})

    @property
    def diag(self) -> Any:
        """The diagonal."""
        return self._diag

    def _diagonal(self) -> Tensor:
        return convert_to_tensor(self._diag)

    def inverse(self, name: str = "inverse") -> LinearOperator:
        return LinearOperatorDiag(1 / self._diagonal(), is_non_singular=self.is_non_singular)


class LinearOperatorIdentity(_Diagonal):
    """The identity.

    Args:
      num_rows: how many rows and columns.
      batch_shape: what comes before them.
      dtype: float32 by default.
      is_non_singular: only True, like the following.
      is_self_adjoint: see above.
      is_positive_definite: see above.
      is_square: see above.
      assert_proper_shapes: not used: shapes are always checked.
      name: its name.
    """

    def __init__(
        self,
        num_rows: Any,
        batch_shape: Any = None,
        dtype: Any = None,
        is_non_singular: bool | None = True,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = True,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorIdentity",
    ):
        if not (is_self_adjoint and is_square and is_non_singular and is_positive_definite):
            raise ValueError("An identity operator is always self-adjoint, square and so on.")
        self._sizes = _sizes(num_rows, batch_shape)
        hints = (True, True, True, True)
        super().__init__(as_dtype(dtype or "float32"), None, *hints, name, {"num_rows": num_rows})

    def _diagonal(self) -> Tensor:
        return ones(self._sizes, self.dtype)

    def inverse(self, name: str = "inverse") -> LinearOperator:
        return self

    def cholesky(self, name: str = "cholesky") -> LinearOperator:
        return self


class LinearOperatorScaledIdentity(_Diagonal):
    """The identity times a number.

    Args:
      num_rows: how many rows and columns.
      multiplier: the number, `[...]` for a batch of matrices.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: only True.
      assert_proper_shapes: not used: shapes are always checked.
      name: its name.
    """

    def __init__(
        self,
        num_rows: Any,
        multiplier: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorScaledIdentity",
    ):
        if not is_square:
            raise ValueError("A ScaledIdentity operator is always square.")
        held = hasattr(multiplier, "assign")
        self._multiplier = multiplier if held else convert_to_tensor(multiplier)
        (self._rows,) = _sizes(num_rows, None)
        if not self._multiplier.dtype.is_complex:
            is_self_adjoint = True
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, True)
        parameters = {"num_rows": num_rows, "multiplier": multiplier}
        super().__init__(self._multiplier.dtype, None, *hints, name, parameters)

    @property
    def multiplier(self) -> Any:
        """The number."""
        return self._multiplier

    def _diagonal(self) -> Tensor:
        return expand_dims(self._multiplier, -1) * ones([self._rows], self.dtype)

    def inverse(self, name: str = "inverse") -> LinearOperator:
        return LinearOperatorScaledIdentity(self._rows, 1 / convert_to_tensor(self._multiplier))


class LinearOperatorZeros(LinearOperator):
    """A matrix of zeros.

    Args:
      num_rows: how many rows.
      num_columns: how many columns; as many as rows by default.
      batch_shape: what comes before them.
      dtype: float32 by default.
      is_non_singular: only False.
      is_self_adjoint: see `LinearOperator`.
      is_positive_definite: only False.
      is_square: see there.
      assert_proper_shapes: not used: shapes are always checked.
      name: its name.
    """

    def __init__(
        self,
        num_rows: Any,
        num_columns: Any = None,
        batch_shape: Any = None,
        dtype: Any = None,
        is_non_singular: bool | None = False,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = False,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorZeros",
    ):
        if is_non_singular or is_positive_definite:
            raise ValueError("A zero operator is always singular, and never positive definite.")
        rows = _sizes(num_rows, batch_shape)
        columns = rows[-1] if num_columns is None else int(num_columns)
        self._sizes = (*rows, columns)
        square = rows[-1] == columns
        hints = (False, square and is_self_adjoint, False, square)
        super().__init__(as_dtype(dtype or "float32"), None, *hints, name, {"num_rows": num_rows})

    def _shape(self) -> TensorShape:
        return TensorShape(self._sizes)

    def _dense(self) -> Tensor:
        return zeros(self._sizes, self.dtype)

    def determinant(self, name: str = "det") -> Tensor:
        return zeros(self._sizes[:-2], self.dtype)


def _sizes(num_rows: Any, batch_shape: Any) -> tuple[int, ...]:
    batch = () if batch_shape is None else static("batch_shape", batch_shape)
    return (*batch, int(static("num_rows", num_rows)))
