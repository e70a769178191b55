"""Sums, products, reductions and the softmax of sparse tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import HANDLERS, Tensor, convert_to_tensor, invalid
from tapeflow.ops import array, math
from tapeflow.ops.array import broadcast_to, gather, gather_nd, reshape, scatter_nd
from tapeflow.ops.math.cast import cast
from tapeflow.ops.sparse.create import sparse, to_dense
from tapeflow.ops.sparse.rearrange import retain
from tapeflow.ops.sparse.sparse_tensor import SparseTensor

_UNARY = [
    "abs",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "conj",
    "cos",
    "digamma",
    "erf",
    "exp",
    "expm1",
    "floor",
    "is_finite",
    "is_inf",
    "is_nan",
    "lgamma",
    "log",
    "log1p",
    "negative",
    "reciprocal",
    "rint",
    "round",
    "rsqrt",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "square",
    "tan",
]


def map_values(op: Callable, *args: Any, **kwargs: Any) -> SparseTensor:
    """`op` of the values of sparse tensors, at the same places.

    Raises:
      ValueError: no sparse tensor is given, or their places differ.

    >>> import tapeflow as tf
    >>> tf.sparse.map_values(tf.square, tf.SparseTensor([[1]], [3], [2])).values.numpy()
    array([9], dtype=int32)
    """
    given = [v for v in (*args, *kwargs.values()) if isinstance(v, SparseTensor)]
    if not given:
        raise ValueError("No SparseTensor in argument list of map_values")
    for other in given[1:]:
        if not np.array_equal(given[0]._places, other._places):
            raise invalid("tf.sparse.map_values: the sparse tensors have different indices")
    result = op(*map(_inner, args), **{key: _inner(value) for key, value in kwargs.items()})
    return given[0].with_values(result)


def _inner(value: Any) -> Any:
    return value.values if isinstance(value, SparseTensor) else value


def add(a: Any, b: Any, threshold: Any = 0) -> Any:
    """The sum of two sparse tensors, or of a sparse and a dense one.

    Args:
      a: a sparse tensor or tensor.
      b: the same; at least one is sparse.
      threshold: sums of sparse tensors whose absolute value is below it are left out.

    Returns:
      A sparse tensor if both are.

    Raises:
      TypeError: neither is sparse.
    """
    sparse_ones = [isinstance(value, SparseTensor) for value in (a, b)]
    if not any(sparse_ones):
        raise TypeError("At least one input should be SparseTensor; do you mean to use tf.add()?")
    if not all(sparse_ones):
        of, dense = (a, b) if sparse_ones[0] else (b, a)
        return to_dense(of, None, False) + dense
    total = _united(
        a,
        b,
        lambda x, y, ids, count: math.unsorted_segment_sum(array.concat([x, y], 0), ids, count),
    )
    if isinstance(threshold, (int, float)) and threshold == 0:
        return total
    kept = math.greater_equal(
        math.abs(total.values), cast(convert_to_tensor(threshold), total.values.dtype.real_dtype)
    )
    return retain(total, kept)


def _united(a: SparseTensor, b: SparseTensor, combine: Callable) -> SparseTensor:
    if a._sizes != b._sizes:
        raise invalid(f"the sparse tensors have different shapes: {a.shape} and {b.shape}")
    places = np.concatenate([a._places, b._places])
    united, ids = np.unique(places, axis=0, return_inverse=True)
    values = combine(a.values, b.values, convert_to_tensor(ids.reshape(-1)), len(united))
    return SparseTensor(united, values, a.dense_shape)


def _extreme(function: Callable) -> Callable:
    def of(sp_a: SparseTensor, sp_b: SparseTensor, name: str | None = None) -> SparseTensor:
        def combine(x: Any, y: Any, ids: Any, count: int) -> Tensor:
            # What is in one only meets the other's 0.
            left = math.unsorted_segment_sum(x, ids[: x.shape[0]], count)
            right = math.unsorted_segment_sum(y, ids[x.shape[0] :], count)
            return function(left, right)

        return _united(sparse(sp_a), sparse(sp_b), combine)

    of.__doc__ = "The larger (or smaller) of two sparse tensors' entries, 0 where one has none."
    return of


maximum = _extreme(math.maximum)
minimum = _extreme(math.minimum)


def _reduction(by_segment: Callable) -> Callable:
    def reduce(
        sp_input: SparseTensor,
        axis: Any = None,
        keepdims: bool | None = None,
        output_is_sparse: bool = False,
        name: str | None = None,
    ) -> Any:
        sp_input = sparse(sp_input)
        rank = len(sp_input._sizes)
        given = range(rank) if axis is None else np.atleast_1d(np.asarray(axis)).tolist()
        axes = {_axis(int(item), rank) for item in given}
        left = [item for item in range(rank) if item not in axes]
        sizes = [sp_input._sizes[item] for item in left]
        united, ids = np.unique(sp_input._places[:, left], axis=0, return_inverse=True)
        if not left:
            united, ids = np.zeros((1, 0), np.int64), np.zeros(len(sp_input._places), np.int64)
        if len(sp_input._places):
            values = by_segment(sp_input.values, convert_to_tensor(ids.reshape(-1)), len(united))
        else:
            united, values = united[:0], sp_input.values
        if keepdims:
            united = np.stack(
                [
                    united[:, left.index(i)] if i in left else np.zeros(len(united), np.int64)
                    for i in range(rank)
                ],
                1,
            )
            sizes = [1 if i in axes else sp_input._sizes[i] for i in range(rank)]
        if output_is_sparse:
            return SparseTensor(united, values, np.array(sizes, np.int64))
        if not sizes:
            return math.reduce_sum(values)
        return scatter_nd(convert_to_tensor(united), values, sizes)

    return reduce


def _axis(axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise invalid(f"Invalid reduction dimension {axis}, for input with {rank} dimensions")
    return axis % rank


reduce_sum = _reduction(math.unsorted_segment_sum)
reduce_sum.__name__ = "reduce_sum"
reduce_sum.__doc__ = """The sum along axes, dense unless `output_is_sparse`.

>>> import tapeflow as tf
>>> tf.sparse.reduce_sum(tf.SparseTensor([[0, 1], [0, 2]], [5, 6], [2, 3]), axis=1).numpy()
array([11,  0], dtype=int32)
"""
reduce_max = _reduction(math.unsorted_segment_max)
reduce_max.__name__ = "reduce_max"
reduce_max.__doc__ = """The maximum of the entries along axes; 0 where there are none."""


def sparse_softmax(sp_input: SparseTensor, name: str | None = None) -> SparseTensor:
    """The softmax over the entries of each row of the last axis; what is missing counts as -inf."""
    sp_input = sparse(sp_input)
    if len(sp_input._sizes) < 2:
        raise invalid("tf.sparse.softmax needs a rank of at least 2", given=f"{sp_input.shape}")
    united, ids = np.unique(sp_input._places[:, :-1], axis=0, return_inverse=True)
    rows, count = convert_to_tensor(ids.reshape(-1)), len(united)
    highest = gather(math.unsorted_segment_max(sp_input.values, rows, count), rows)
    exps = math.exp(sp_input.values - highest)
    return sp_input.with_values(exps / gather(math.unsorted_segment_sum(exps, rows, count), rows))


def sparse_dense_matmul(
    sp_a: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False, name: str | None = None
) -> Tensor:
    """The product of a sparse and a dense matrix (or of a dense and a sparse one).

    Args:
      sp_a: a sparse matrix `[m, k]`, or a dense one if `b` is sparse.
      b: a dense matrix `[k, n]`.
      adjoint_a: whether `sp_a` is transposed and conjugated first.
      adjoint_b: the same for `b`.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> s = tf.SparseTensor([[0, 1]], [2.0], [1, 2])
    >>> tf.sparse.sparse_dense_matmul(s, [[1.0], [3.0]]).numpy()
    array([[6.]], dtype=float32)
    """
    if isinstance(b, SparseTensor):
        flipped = sparse_dense_matmul(b, sp_a, not adjoint_b, not adjoint_a)
        return _adjoint(flipped)
    sp_a, b = sparse(sp_a), convert_to_tensor(b)
    if b.dtype is not sp_a.dtype:
        raise invalid(f"sparse_dense_matmul: {sp_a.dtype.name} and {b.dtype.name}", fix="tf.cast")
    b = _adjoint(b) if adjoint_b else b
    row, column = (1, 0) if adjoint_a else (0, 1)
    if sp_a._sizes[column] != b.shape[0]:
        raise invalid(
            "Cannot multiply A and B because inner dimension does not match: "
            f"{sp_a._sizes[column]} vs. {b.shape[0]}",
            given=f"shapes {sp_a.shape} and {b.shape}",
        )
    values = math.conj(sp_a.values) if adjoint_a else sp_a.values
    products = gather(b, sp_a.indices[:, column]) * reshape(values, [-1, 1])
    return math.unsorted_segment_sum(products, sp_a.indices[:, row], sp_a._sizes[row])


def _adjoint(matrix: Any) -> Tensor:
    return array.transpose(convert_to_tensor(matrix), conjugate=True)


def _scaled(function: Callable) -> Callable:
    """A sparse tensor times or over a dense one that is stretched to its shape."""

    def of(self: SparseTensor, other: Any) -> SparseTensor:
        if isinstance(other, SparseTensor):
            raise ValueError("a product of sparse tensors by *; use tf.sparse.map_values")
        other = convert_to_tensor(other, self.dtype) if not isinstance(other, Tensor) else other
        if other.ndim:
            other = gather_nd(broadcast_to(other, self._sizes), self.indices)
        return self.with_values(function(self.values, other))

    return of


def _of_values(function: Callable) -> Callable:
    return lambda sparse_operand, *rest: sparse_operand.with_values(
        function(sparse_operand.values, *rest)
    )


def _product(x: Any, y: Any, name: str | None = None) -> SparseTensor:
    return x * y if isinstance(x, SparseTensor) else y * x


SparseTensor.__mul__ = _scaled(math.multiply)
SparseTensor.__rmul__ = _scaled(math.multiply)
SparseTensor.__truediv__ = _scaled(math.truediv)
HANDLERS[SparseTensor] = {
    **{f"math.{name}": _of_values(getattr(math, name)) for name in _UNARY},
    "cast": lambda x, dtype, *rest: x.with_values(cast(x.values, dtype)),
    "identity": _of_values(array.identity),
    "math.multiply": _product,
    "shape": lambda x, dtype=None, *rest: cast(x.dense_shape, dtype or "int32"),
    "stop_gradient": _of_values(array.stop_gradient),
}
