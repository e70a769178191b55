"""What works on each value by itself, on ragged tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import HANDLERS, Tensor, convert_to_tensor, invalid
from tapeflow.ops import array, math, nn
from tapeflow.ops.array import broadcast_to, gather, reshape
from tapeflow.ops.array.create import ones_like, zeros_like
from tapeflow.ops.math.cast import cast
from tapeflow.ops.ragged.getitem import boolean_mask
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor

# Names of ops and functions whose first operand alone may be ragged.
UNARY = [
    "abs",
    "acos",
    "acosh",
    "angle",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "bessel_i0",
    "bessel_i0e",
    "bessel_i1",
    "bessel_i1e",
    "ceil",
    "conj",
    "cos",
    "cosh",
    "digamma",
    "erf",
    "erfc",
    "erfcinv",
    "erfinv",
    "exp",
    "expm1",
    "floor",
    "imag",
    "is_finite",
    "is_inf",
    "is_nan",
    "lgamma",
    "log",
    "log1p",
    "log_sigmoid",
    "logical_not",
    "ndtri",
    "negative",
    "real",
    "reciprocal",
    "rint",
    "round",
    "rsqrt",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "square",
    "tan",
    "tanh",
]
BINARY = [
    "add",
    "atan2",
    "divide",
    "divide_no_nan",
    "equal",
    "floordiv",
    "floormod",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "logical_and",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "multiply",
    "multiply_no_nan",
    "not_equal",
    "pow",
    "squared_difference",
    "subtract",
    "truediv",
    "xdivy",
    "xlog1py",
    "xlogy",
    "zeta",
]
ACTIVATIONS = [
    "crelu",
    "elu",
    "gelu",
    "leaky_relu",
    "relu",
    "relu6",
    "selu",
    "silu",
    "softsign",
    "dropout",
]


def map_flat_values(op: Callable, *args: Any, **kwargs: Any) -> Any:
    """`op` of the innermost values of ragged tensors, put back into their rows.

    Args:
      op: a function of tensors that keeps the number of values.
      *args: its arguments; ragged ones, alike in their rows, give it their innermost values.
      **kwargs: the same.

    Raises:
      ValueError: rows differ, or the result has another number of values.

    >>> import tapeflow as tf
    >>> tf.ragged.map_flat_values(tf.square, tf.ragged.constant([[1, 2], [3]]))
    <tf.RaggedTensor [[1, 4], [9]]>
    """
    ragged = [v for v in (*args, *kwargs.values()) if isinstance(v, RaggedTensor)]
    if not ragged:
        return op(*args, **kwargs)
    for other in ragged[1:]:
        if not _alike(ragged[0], other):
            raise ValueError("All ragged inputs must have the same row_splits")
    result = op(*map(_flat, args), **{key: _flat(value) for key, value in kwargs.items()})
    if not result.shape or result.shape[0] != ragged[0].flat_values.shape[0]:
        raise ValueError(
            "tf.ragged.map_flat_values requires that the output of `op` have the same outer-"
            f"dimension size as flat_values; got {result.shape}"
        )
    return ragged[0].with_flat_values(result)


def _flat(value: Any) -> Any:
    return value.flat_values if isinstance(value, RaggedTensor) else value


def _alike(x: RaggedTensor, y: RaggedTensor) -> bool:
    if x._splits is not y._splits and not np.array_equal(x._splits, y._splits):
        return False
    inner, other = x.values, y.values
    if isinstance(inner, RaggedTensor) and isinstance(other, RaggedTensor):
        return _alike(inner, other)
    return True


def unary(function: Callable) -> Callable:
    """`function` of the innermost values of its first argument, in the same rows."""

    def on_values(ragged: RaggedTensor, *rest: Any) -> RaggedTensor:
        return ragged.with_flat_values(function(ragged.flat_values, *rest))

    return on_values


def binary(function: Callable) -> Callable:
    """`function` of two operands, at least one of them ragged, stretched to each other."""

    def on_values(x: Any, y: Any, *rest: Any) -> RaggedTensor:
        x, y = _operand(x, y), _operand(y, x)
        return _paired(lambda a, b: function(a, b, *rest), x, y)

    return on_values


def _operand(value: Any, other: Any) -> Any:
    if isinstance(value, (RaggedTensor, Tensor)):
        return value
    return convert_to_tensor(value, other.dtype if isinstance(other, RaggedTensor) else None)


def _paired(function: Callable, x: Any, y: Any) -> Any:
    if not isinstance(x, RaggedTensor):
        if not isinstance(y, RaggedTensor):
            return function(x, y)
        return y.with_values(_paired(function, stretched(x, y), y.values))
    if not isinstance(y, RaggedTensor):
        return x.with_values(_paired(function, x.values, stretched(y, x)))
    depth = len(x.shape) - len(y.shape)
    if depth:
        raise invalid(
            "ragged operands of different ranks can't be combined",
            given=f"shapes {x.shape} and {y.shape}",
            fix="tf.expand_dims",
        )
    if not np.array_equal(x._splits, y._splits):
        raise invalid(
            "Incompatible shapes: the rows of the ragged operands have different lengths",
            given=f"row_splits {x._splits[:20].tolist()} and {y._splits[:20].tolist()}",
        )
    return x.with_values(_paired(function, x.values, y.values))


def stretched(dense: Tensor, ragged: RaggedTensor) -> Tensor:
    """A dense operand as one that fits a ragged one's values: its two outer axes are joined."""
    missing = len(ragged.shape) - dense.ndim
    if missing < 0:
        raise invalid(
            "a dense operand can't have more axes than a ragged one",
            given=f"shapes {dense.shape} and {ragged.shape}",
        )
    if missing >= 2:
        return dense  # no outer axes at all
    if missing:
        dense = reshape(dense, [1, *dense.shape])
    count, width = dense.shape[:2]
    if count not in (1, ragged._rows):
        raise invalid(
            "Incompatible shapes: the operands have different numbers of rows",
            given=f"shapes {dense.shape} and {ragged.shape}",
        )
    rowids = np.repeat(np.arange(ragged._rows), np.diff(ragged._splits))
    places = np.arange(ragged._splits[-1]) - np.repeat(ragged._splits[:-1], np.diff(ragged._splits))
    if width == 1:
        places = np.zeros_like(places)
    elif (np.diff(ragged._splits) != width).any():
        raise invalid(
            f"Incompatible shapes: rows of different lengths, and an operand with {width} columns",
            given=f"shapes {ragged.shape} and {dense.shape}",
        )
    if count == 1:
        if width == 1:
            return reshape(dense, [1, *dense.shape[2:]])
        rowids = np.zeros_like(rowids)
    flat = reshape(dense, [count * width, *dense.shape[2:]])
    return gather(flat, convert_to_tensor(rowids * width + places))


def _cast(x: RaggedTensor, dtype: Any, name: str | None = None) -> RaggedTensor:
    return x.with_flat_values(cast(x.flat_values, dtype))


def _like(function: Callable) -> Callable:
    def of(ragged: RaggedTensor, dtype: Any = None, *rest: Any) -> RaggedTensor:
        return ragged.with_flat_values(function(ragged.flat_values, dtype))

    return of


def _clip(t: RaggedTensor, lowest: Any, highest: Any, name: str | None = None) -> RaggedTensor:
    return t.with_flat_values(math.clip_by_value(t.flat_values, lowest, highest))


def _add_n(inputs: Any, name: str | None = None) -> Any:
    total = inputs[0]
    for other in inputs[1:]:
        total = binary(math.add)(total, other)
    return total


def _where(condition: Any, x: Any, y: Any, name: str | None = None) -> Any:
    first = next(v for v in (condition, x, y) if isinstance(v, RaggedTensor))
    parts = [_fitted(part, first) for part in (condition, x, y)]
    return map_flat_values(array.where, *parts)


def _fitted(value: Any, ragged: RaggedTensor) -> RaggedTensor:
    if isinstance(value, RaggedTensor):
        return value
    return _paired(lambda a, b: broadcast_to(a, b.shape), convert_to_tensor(value), ragged)


def _true_places(condition: RaggedTensor) -> Tensor:
    return gather(condition.to_sparse().indices, array.where(condition.flat_values)[:, 0])


def _softmax(logits: RaggedTensor, axis: Any = None, name: str | None = None) -> RaggedTensor:
    rank = len(logits.shape)
    axis = -1 if axis is None else int(axis)
    if axis % rank != rank - 1:
        raise ValueError(f"tf.nn.softmax of a ragged tensor takes the last axis only, not {axis}")
    if logits.ragged_rank < rank - 1:
        return logits.with_flat_values(nn.softmax(logits.flat_values))
    inner = list(logits._levels())[-1]
    ids, count = inner.value_rowids(), inner._rows
    flat = inner.values
    exps = math.exp(flat - gather(math.unsorted_segment_max(flat, ids, count), ids))
    return logits.with_flat_values(exps / gather(math.unsorted_segment_sum(exps, ids, count), ids))


def _install() -> None:
    handlers = HANDLERS.setdefault(RaggedTensor, {})
    for name in UNARY:
        function = getattr(math, name, None) or getattr(nn, name)
        handlers[f"math.{name}"] = unary(function)
    for name in ACTIVATIONS:
        handlers[f"nn.{name}"] = unary(getattr(nn, name))
    for name in BINARY:
        handlers[f"math.{name}"] = binary(getattr(math, name))
    for name in ("bitcast", "identity", "stop_gradient"):
        handlers[name] = unary(getattr(array, name, None) or getattr(math, name))
    handlers |= {
        "boolean_mask": lambda data, mask, *rest: boolean_mask(data, mask),
        "cast": _cast,
        "clip_by_value": _clip,
        "math.add_n": _add_n,
        "nn.softmax": _softmax,
        "ones_like": _like(ones_like),
        "tf.one_hot": unary(array.one_hot),
        "where": _where,
        "where_true": _true_places,
        "zeros_like": _like(zeros_like),
    }


def _operators() -> None:
    def of(function: Callable, reflected: bool = False) -> Callable:
        if reflected:
            return lambda self, other: function(other, self)
        return lambda self, other: function(self, other)

    for name, function in (
        ("add", math.add), ("sub", math.subtract), ("mul", math.multiply), ("pow", math.pow),
        ("truediv", math.truediv), ("floordiv", math.floordiv), ("mod", math.floormod),
        ("and", math.logical_and), ("or", math.logical_or), ("xor", math.logical_xor),
    ):  # fmt: skip
        setattr(RaggedTensor, f"__{name}__", of(function))
        setattr(RaggedTensor, f"__r{name}__", of(function, True))
    for name, function in (
        ("lt", math.less), ("le", math.less_equal), ("gt", math.greater), ("ne", math.not_equal),
        ("ge", math.greater_equal), ("eq", math.equal),
    ):  # fmt: skip
        setattr(RaggedTensor, f"__{name}__", of(function))
    RaggedTensor.__neg__ = lambda self: math.negative(self)
    RaggedTensor.__abs__ = lambda self: math.abs(self)
    RaggedTensor.__invert__ = lambda self: math.logical_not(self)
    RaggedTensor.__hash__ = _unhashable


def _unhashable(self: RaggedTensor) -> int:
    raise TypeError("RaggedTensor is unhashable.")


_install()
_operators()
