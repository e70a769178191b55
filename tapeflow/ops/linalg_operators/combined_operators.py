"""Operators made of others."""

from __future__ import annotations

import functools
import operator as python_operator
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, TensorShape, convert_to_tensor, op
from tapeflow.ops.array import concat, expand_dims, split
from tapeflow.ops.linalg import adjoint as adjoint_of
from tapeflow.ops.linalg import inv, matmul
from tapeflow.ops.linalg_operators.linear_operator import LinearOperator
from tapeflow.ops.math import add_n, conj

_Hint = bool | None


class _Combined(LinearOperator):
    """Several operators of one dtype."""

    def __init__(self, operators: Sequence, hints: tuple, name: str | None, joint: str):
        if not isinstance(operators, (list, tuple)) or not operators:
            raise ValueError("Expected a non-empty list of operators.")
        self._operators = list(operators)
        dtypes = {each.dtype for each in self._operators}
        if len(dtypes) > 1:
            names = sorted(dtype.name for dtype in dtypes)
            raise TypeError(f"Expected all operators to have the same dtype, found {names}")
        everywhere = [
            True if hint is None and all(getattr(o, attribute) for o in operators) else hint
            for attribute, hint in zip(
                ("is_non_singular", "is_self_adjoint", "is_positive_definite"), hints, strict=False
            )
        ]
        if joint == "product":  # a product of self-adjoint matrices need not be one
            everywhere[1:] = hints[1:3]
        first = self._operators[0]
        if name is None:
            name = f"_{joint}_".join(each.name for each in operators)
        parameters = {"operators": operators}
        super().__init__(first.dtype, None, *everywhere, hints[3], name, parameters)

    @property
    def operators(self) -> list[LinearOperator]:
        """The operators that it is made of."""
        return self._operators

    def _batch(self) -> list[int]:
        shapes = [tuple(each.batch_shape.as_list()) for each in self._operators]
        return list(np.broadcast_shapes(*shapes))


class LinearOperatorComposition(_Combined):
    """One operator after another: the matrices' product.

    Args:
      operators: of which the last one is applied first.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.

    Raises:
      ValueError: their sizes do not fit.
    """

    def __init__(
        self,
        operators: Sequence,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str | None = None,
    ):
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        super().__init__(operators, hints, name, "product")
        for one, other in zip(self._operators, self._operators[1:], strict=False):
            if one.domain_dimension != other.range_dimension:
                raise ValueError(f"Operators do not fit: {one.shape} and {other.shape}")

    def _shape(self) -> TensorShape:
        ends = [self._operators[0].range_dimension, self._operators[-1].domain_dimension]
        return TensorShape([*self._batch(), *ends])

    def _dense(self) -> Tensor:
        return functools.reduce(matmul, [each.to_dense() for each in self._operators])

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        for each in self._operators if adjoint else reversed(self._operators):
            x = each.matmul(x, adjoint=adjoint)
        return x

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        if not all(each.is_square for each in self._operators):
            return super()._solve(rhs, adjoint)
        for each in reversed(self._operators) if adjoint else self._operators:
            rhs = each.solve(rhs, adjoint=adjoint)
        return rhs


class LinearOperatorKronecker(_Combined):
    """The Kronecker product of matrices.

    Args:
      operators: the factors.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        operators: Sequence,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str | None = None,
    ):
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        super().__init__(operators, hints, name, "x")

    def _shape(self) -> TensorShape:
        rows = functools.reduce(python_operator.mul, [o.range_dimension for o in self._operators])
        columns = functools.reduce(
            python_operator.mul, [o.domain_dimension for o in self._operators]
        )
        return TensorShape([*self._batch(), rows, columns])

    def _dense(self) -> Tensor:
        return functools.reduce(_kronecker, [each.to_dense() for each in self._operators])


class LinearOperatorBlockDiag(_Combined):
    """Matrices along the diagonal of a larger one.

    Args:
      operators: the blocks.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        operators: Sequence,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = True,
        name: str | None = None,
    ):
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        super().__init__(operators, hints, name, "ds")

    def _shape(self) -> TensorShape:
        rows = sum(each.range_dimension for each in self._operators)
        columns = sum(each.domain_dimension for each in self._operators)
        return TensorShape([*self._batch(), rows, columns])

    def _dense(self) -> Tensor:
        return _blocks([each.to_dense() for each in self._operators])

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        sizes = [o.range_dimension if adjoint else o.domain_dimension for o in self._operators]
        parts = split(x, sizes, -2)
        pairs = zip(self._operators, parts, strict=True)
        return concat([each.matmul(part, adjoint=adjoint) for each, part in pairs], -2)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        if not all(each.is_square for each in self._operators):
            return super()._solve(rhs, adjoint)
        parts = split(rhs, [each.range_dimension for each in self._operators], -2)
        pairs = zip(self._operators, parts, strict=True)
        return concat([each.solve(part, adjoint=adjoint) for each, part in pairs], -2)

    def determinant(self, name: str = "det") -> Tensor:
        if not all(each.is_square for each in self._operators):
            return super().determinant()
        return functools.reduce(python_operator.mul, [o.determinant() for o in self._operators])

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        if not all(each.is_square for each in self._operators):
            return super().log_abs_determinant()
        return add_n([each.log_abs_determinant() for each in self._operators])


class LinearOperatorBlockLowerTriangular(LinearOperator):
    """Matrices on and below the diagonal of a larger one.

    Args:
      operators: a list of rows, of one, two, ... operators.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.

    Raises:
      ValueError: a row is of another length than its number.
    """

    def __init__(
        self,
        operators: Sequence,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str = "LinearOperatorBlockLowerTriangular",
    ):
        for number, row in enumerate(operators, 1):
            if len(row) != number:
                raise ValueError(f"Row {number - 1} must have {number} operators, got {len(row)}")
        self._rows = [list(row) for row in operators]
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        parameters = {"operators": operators}
        super().__init__(operators[0][0].dtype, None, *hints, name, parameters)

    @property
    def operators(self) -> list[list[LinearOperator]]:
        """The operators that it is made of, row by row."""
        return self._rows

    def _shape(self) -> TensorShape:
        rows = sum(row[0].range_dimension for row in self._rows)
        columns = sum(each.domain_dimension for each in self._rows[-1])
        batches = [tuple(o.batch_shape.as_list()) for row in self._rows for o in row]
        return TensorShape([*np.broadcast_shapes(*batches), rows, columns])

    def _dense(self) -> Tensor:
        flat = [each.to_dense() for row in self._rows for each in row]
        return _triangle(flat, tuple(each.domain_dimension for each in self._rows[-1]))


class LinearOperatorAdjoint(LinearOperator):
    """The adjoint of an operator.

    Args:
      operator: the operator.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        operator: LinearOperator,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str | None = None,
    ):
        self._operator = operator
        hints = _inherited(operator, is_non_singular, is_self_adjoint, is_positive_definite)
        name = name or f"{operator.name}_adjoint"
        super().__init__(operator.dtype, None, *hints, is_square, name, {"operator": operator})

    @property
    def operator(self) -> LinearOperator:
        """The operator whose adjoint it is."""
        return self._operator

    def _shape(self) -> TensorShape:
        *batch, rows, columns = self._operator.shape.as_list()
        return TensorShape([*batch, columns, rows])

    def _dense(self) -> Tensor:
        return adjoint_of(self._operator.to_dense())

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._operator.matmul(x, adjoint=not adjoint)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._operator.solve(rhs, adjoint=not adjoint)

    def adjoint(self, name: str = "adjoint") -> LinearOperator:
        return self._operator


class LinearOperatorInversion(LinearOperator):
    """The inverse of an operator.

    Args:
      operator: the operator.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        operator: LinearOperator,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str | None = None,
    ):
        self._operator = operator
        hints = _inherited(operator, True, is_self_adjoint, is_positive_definite)
        name = name or f"{operator.name}_inv"
        super().__init__(operator.dtype, None, *hints, is_square, name, {"operator": operator})

    @property
    def operator(self) -> LinearOperator:
        """The operator whose inverse it is."""
        return self._operator

    def _shape(self) -> TensorShape:
        return self._operator.shape

    def _dense(self) -> Tensor:
        return inv(self._operator.to_dense())

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._operator.solve(x, adjoint=adjoint)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._operator.matmul(rhs, adjoint=adjoint)

    def inverse(self, name: str = "inverse") -> LinearOperator:
        return self._operator


class LinearOperatorLowRankUpdate(LinearOperator):
    """`L + U D V^H`: an operator and a product of narrow matrices.

    Args:
      base_operator: `L`, `[..., rows, columns]`.
      u: `[..., rows, rank]`.
      diag_update: the diagonal of `D`, `[..., rank]`; ones by default.
      v: `[..., columns, rank]`; `u` by default.
      is_diag_update_positive: whether `D` is known to be positive.
      is_non_singular: see `LinearOperator`, like the following.
      is_self_adjoint: see there.
      is_positive_definite: see there.
      is_square: see there.
      name: its name.
    """

    def __init__(
        self,
        base_operator: LinearOperator,
        u: Any,
        diag_update: Any = None,
        v: Any = None,
        is_diag_update_positive: _Hint = None,
        is_non_singular: _Hint = None,
        is_self_adjoint: _Hint = None,
        is_positive_definite: _Hint = None,
        is_square: _Hint = None,
        name: str = "LinearOperatorLowRankUpdate",
    ):
        self._base, self._u = base_operator, convert_to_tensor(u)
        self._v = None if v is None else convert_to_tensor(v)
        self._update = None if diag_update is None else convert_to_tensor(diag_update)
        self._positive = True if diag_update is None else is_diag_update_positive
        if v is None and base_operator.is_self_adjoint and not self._u.dtype.is_complex:
            is_self_adjoint = True
            if base_operator.is_positive_definite and self._positive:
                is_positive_definite = True
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        parameters = {"base_operator": base_operator, "u": u, "diag_update": diag_update, "v": v}
        super().__init__(base_operator.dtype, None, *hints, name, parameters)

    @property
    def base_operator(self) -> LinearOperator:
        """`L`."""
        return self._base

    @property
    def u(self) -> Tensor:
        return self._u

    @property
    def v(self) -> Tensor:
        return self._u if self._v is None else self._v

    @property
    def diag_update(self) -> Tensor | None:
        """The diagonal of `D`."""
        return self._update

    @property
    def is_diag_update_positive(self) -> _Hint:
        return self._positive

    def _shape(self) -> TensorShape:
        batches = [self._base.batch_shape, self._u.shape[:-2], self.v.shape[:-2]]
        batch = np.broadcast_shapes(*[tuple(b.as_list()) for b in batches])
        return TensorShape([*batch, *self._base.shape[-2:]])

    def _dense(self) -> Tensor:
        return self._base.to_dense() + matmul(self._scaled(self._u), self.v, adjoint_b=True)

    def _scaled(self, u: Tensor) -> Tensor:
        return u if self._update is None else u * expand_dims(self._update, -2)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        base = self._base.matmul(x, adjoint=adjoint)
        if not adjoint:
            return base + matmul(self._scaled(self._u), matmul(self.v, x, adjoint_a=True))
        update = self._update
        if update is not None and update.dtype.is_complex:
            update = conj(update)
        inner = matmul(self._u, x, adjoint_a=True)
        inner = inner if update is None else expand_dims(update, -1) * inner
        return base + matmul(self.v, inner)


def _inherited(operator: LinearOperator, *hints: _Hint) -> list[_Hint]:
    known = (operator.is_non_singular, operator.is_self_adjoint, operator.is_positive_definite)
    return [k if hint is None else hint for hint, k in zip(hints, known, strict=True)]


@op("linalg.LinearOperatorKronecker")
def _kronecker(left: jax.Array, right: jax.Array) -> jax.Array:
    product = left[..., :, None, :, None] * right[..., None, :, None, :]
    rows, columns = left.shape[-2] * right.shape[-2], left.shape[-1] * right.shape[-1]
    return product.reshape(*product.shape[:-4], rows, columns)


@op("linalg.LinearOperatorBlockDiag")
def _blocks(matrices: Sequence[jax.Array]) -> jax.Array:
    batch = np.broadcast_shapes(*[m.shape[:-2] for m in matrices])
    rows, columns = (sum(m.shape[axis] for m in matrices) for axis in (-2, -1))
    dense, row, column = jnp.zeros((*batch, rows, columns), matrices[0].dtype), 0, 0
    for matrix in matrices:
        height, width = matrix.shape[-2:]
        dense = dense.at[..., row : row + height, column : column + width].set(matrix)
        row, column = row + height, column + width
    return dense


@op("linalg.LinearOperatorBlockLowerTriangular")
def _triangle(matrices: Sequence[jax.Array], widths=()) -> jax.Array:
    batch = np.broadcast_shapes(*[m.shape[:-2] for m in matrices])
    remaining, rows = iter(matrices), []
    for number in range(1, len(widths) + 1):
        row = [next(remaining) for _ in range(number)]
        height = row[0].shape[-2]
        row = [jnp.broadcast_to(m, (*batch, *m.shape[-2:])) for m in row]
        row += [jnp.zeros((*batch, height, width), row[0].dtype) for width in widths[number:]]
        rows.append(jnp.concatenate(row, -1))
    return jnp.concatenate(rows, -2)
