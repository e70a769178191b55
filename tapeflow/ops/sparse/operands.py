"""What dense ops, Keras' among them, make of sparse operands.

The result is sparse where its zeros are known to be zeros, as in Keras on TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from tapeflow.engine import HANDLERS, Tensor, op
from tapeflow.ops import array, linalg, math
from tapeflow.ops.math.cast import cast
from tapeflow.ops.nn import dense, embedding, tanh
from tapeflow.ops.nn.activated import activated
from tapeflow.ops.numpy.indexing import take
from tapeflow.ops.sparse import arithmetic, rearrange
from tapeflow.ops.sparse.create import from_dense, to_dense
from tapeflow.ops.sparse.sparse_tensor import SparseTensor

# Functions that are 0 at 0, by Keras' names and by TensorFlow's.
_ZERO_AT_ZERO = {
    "abs": "abs", "absolute": "abs", "arcsin": "asin", "arcsinh": "asinh", "arctan": "atan",
    "arctanh": "atanh", "ceil": "ceil", "conj": "conj", "conjugate": "conj", "expm1": "expm1",
    "floor": "floor", "log1p": "log1p", "negative": "negative", "round": "round", "sign": "sign",
    "sin": "sin", "sinh": "sinh", "sqrt": "sqrt", "square": "square", "tan": "tan",
}  # fmt: skip
# Those that aren't: what comes out is dense.
_ELSEWHERE = {
    "arccos": "acos", "arccosh": "acosh", "cos": "cos", "cosh": "cosh", "exp": "exp",
    "log": "log", "reciprocal": "reciprocal",
}  # fmt: skip


def multiply(x: Any, y: Any, *rest: Any) -> SparseTensor:
    """The product: of two sparse tensors where both have entries."""
    if not isinstance(x, SparseTensor):
        return y * x
    if not isinstance(y, SparseTensor):
        return x * y
    if np.array_equal(x._places, y._places):
        return x.with_values(math.multiply(x.values, y.values))
    _, left, right = np.intersect1d(_flat(x), _flat(y), return_indices=True)
    values = array.gather(x.values, left) * array.gather(y.values, right)
    return SparseTensor(x._places[left], values, x.dense_shape)


def _flat(x: SparseTensor) -> np.ndarray:
    return np.ravel_multi_index(tuple(x._places.T), x._sizes)


def _add(x: Any, y: Any, *rest: Any) -> Any:
    return arithmetic.add(x, y) if _both(x, y) else math.add(*_dense(x, y))


def _subtract(x: Any, y: Any, *rest: Any) -> Any:
    if _both(x, y):
        return arithmetic.add(x, y.with_values(math.negative(y.values)))
    return math.subtract(*_dense(x, y))


def _divide(x: Any, y: Any, *rest: Any) -> Any:
    return x / y if not isinstance(y, SparseTensor) else math.truediv(*_dense(x, y))


def _maximum(x: Any, y: Any, *rest: Any) -> Any:
    return arithmetic.maximum(x, y) if _both(x, y) else math.maximum(*_dense(x, y))


def _minimum(x: Any, y: Any, *rest: Any) -> Any:
    return arithmetic.minimum(x, y) if _both(x, y) else math.minimum(*_dense(x, y))


def _matmul(x: Any, y: Any, *rest: Any) -> Any:
    if _both(x, y):
        return from_dense(linalg.matmul(*_dense(x, y)))
    if len(x.shape) == len(y.shape) == 2:
        return arithmetic.sparse_dense_matmul(x, y)
    return linalg.matmul(*_dense(x, y))


def _layer(inputs: Any, kernel: Any, bias: Any, *activation: Any) -> Tensor:
    """`Dense`: the entries' rows of the kernel are all that is read of it."""
    if not isinstance(inputs, SparseTensor) or len(inputs._sizes) != 2:
        return dense(*_dense(inputs, kernel), bias, *activation)
    product = arithmetic.sparse_dense_matmul(_in(inputs, kernel.dtype), kernel)
    outputs = product if bias is None else product + bias
    function = activation[0] if activation else None
    return outputs if function is None else _activated(outputs, function)


@op("nn.activation")
def _activated(outputs: jax.Array, activation=None) -> jax.Array:
    return activated(activation, outputs)


def _in(x: SparseTensor, dtype: Any) -> SparseTensor:
    return x if x.dtype is dtype else x.with_values(cast(x.values, dtype))


def _both(x: Any, y: Any) -> bool:
    return isinstance(x, SparseTensor) and isinstance(y, SparseTensor)


def _dense(*operands: Any) -> tuple:
    return tuple(to_dense(x, None, False) if isinstance(x, SparseTensor) else x for x in operands)


def _concat(values: Any, axis: Any = 0, *rest: Any) -> Any:
    if all(isinstance(value, SparseTensor) for value in values):
        return rearrange.sparse_concat(axis, values)
    return array.concat(list(_dense(*values)), axis)


def _transpose(x: SparseTensor, axes: Any = None, *rest: Any) -> SparseTensor:
    return rearrange.transpose(x, axes)


def _reshape(x: SparseTensor, shape: Any, *rest: Any) -> SparseTensor:
    return rearrange.sparse_reshape(x, shape)


def _expand_dims(x: SparseTensor, axis: Any = -1, *rest: Any) -> SparseTensor:
    return rearrange.expand_dims(x, axis)


def _squeeze(x: SparseTensor, axis: Any = None, *rest: Any) -> SparseTensor:
    given = [i for i, size in enumerate(x._sizes) if size == 1] if axis is None else axis
    gone = {int(i) % len(x._sizes) for i in np.atleast_1d(given)}
    sizes = [size for i, size in enumerate(x._sizes) if i not in gone]
    return rearrange.sparse_reshape(x, sizes)


def _sum(x: SparseTensor, axis: Any = None, keepdims: bool = False, *rest: Any) -> SparseTensor:
    return arithmetic.reduce_sum(x, axis, keepdims, output_is_sparse=True)


def _embedding(params: Any, ids: SparseTensor, *rest: Any) -> Tensor:
    return embedding(params, to_dense(ids, None, False), *rest)


def _take(x: Any, indices: Any, *rest: Any) -> Tensor:
    return take(*_dense(x, indices), *rest)


def _of_values(function: Callable) -> Callable:
    return lambda x, *rest: x.with_values(function(x.values))


def _of_dense(function: Callable) -> Callable:
    return lambda x, *rest: function(to_dense(x, None, False))


_BINARY = {
    "add": _add, "divide": _divide, "maximum": _maximum, "minimum": _minimum,
    "multiply": multiply, "subtract": _subtract, "true_divide": _divide,
}  # fmt: skip
_SHAPES = {
    "concat": _concat, "expand_dims": _expand_dims, "reshape": _reshape, "squeeze": _squeeze,
    "transpose": _transpose,
}  # fmt: skip

HANDLERS[SparseTensor] |= {
    **{f"keras.ops.{k}": _of_values(getattr(math, name)) for k, name in _ZERO_AT_ZERO.items()},
    **{f"keras.ops.{k}": _of_dense(getattr(math, name)) for k, name in _ELSEWHERE.items()},
    **{f"keras.ops.{name}": function for name, function in _BINARY.items()},
    **{f"math.{name}": function for name, function in _BINARY.items()},
    **{f"keras.ops.{name}": function for name, function in _SHAPES.items()},
    **_SHAPES,
    "keras.ops.concatenate": _concat,
    "keras.ops.matmul": _matmul,
    "keras.ops.sum": _sum,
    "keras.ops.take": _take,
    "keras.ops.tanh": _of_values(tanh),
    "math.tanh": _of_values(tanh),
    "nn.dense": _layer,
    "nn.embedding_lookup": _embedding,
}
