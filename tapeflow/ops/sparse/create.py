"""Sparse tensors from dense ones, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid
from tapeflow.engine.dtypes import float32, string
from tapeflow.ops.array import broadcast_to, concat, gather, gather_nd, ones, reshape, scatter_nd
from tapeflow.ops.math.cast import cast
from tapeflow.ops.sparse.sparse_tensor import SparseTensor


def from_dense(tensor: Any, name: str | None = None) -> SparseTensor:
    """The entries of a tensor that are not 0 (not empty, not False).

    >>> import tapeflow as tf
    >>> tf.sparse.from_dense([0, 3]).indices.numpy()
    array([[1]])
    """
    tensor = convert_to_tensor(tensor)
    array = np.asarray(tensor.numpy())
    places = np.argwhere(array != b"" if tensor.dtype is string else array).astype(np.int64)
    return SparseTensor(places, gather_nd(tensor, places), np.array(array.shape, np.int64))


def sparse_eye(
    num_rows: Any, num_columns: Any = None, dtype: Any = float32, name: str | None = None
) -> SparseTensor:
    """The identity matrix.

    >>> import tapeflow as tf
    >>> tf.sparse.eye(2).indices.numpy()
    array([[0, 0],
           [1, 1]])
    """
    rows = int(num_rows)
    columns = rows if num_columns is None else int(num_columns)
    count = min(rows, columns)
    places = np.repeat(np.arange(count, dtype=np.int64)[:, None], 2, 1)
    return SparseTensor(places, ones([count], dtype), np.array([rows, columns], np.int64))


def to_dense(
    sp_input: SparseTensor,
    default_value: Any = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """The tensor that a sparse tensor stands for.

    Args:
      sp_input: a sparse tensor with its indices in row-major order.
      default_value: what all other entries are; 0, False or an empty string by default.
      validate_indices: whether to check that the indices are in order and in range.
      name: accepted for compatibility, not used.

    Raises:
      TypeError: it is no sparse tensor.
      InvalidArgumentError: indices out of order, twice the same, or out of range.

    >>> import tapeflow as tf
    >>> tf.sparse.to_dense(tf.SparseTensor([[1]], [3], [2])).numpy()
    array([0, 3], dtype=int32)
    """
    sp_input = sparse(sp_input)
    places, sizes = sp_input._places, sp_input._sizes
    _in_range(places, sizes)
    if validate_indices:
        _in_order(places)
    values = sp_input.values
    if values.dtype is string:
        return _dense_strings(values, places, sizes, default_value)
    if values.dtype is as_dtype("bool"):
        dense = to_dense(sp_input.with_values(cast(values, "int32")), None, False)
        if default_value is None or not bool(default_value):
            return cast(dense, "bool")
    if default_value is None:
        return scatter_nd(sp_input.indices, values, sizes)
    # Dense position -> value, the default standing behind the last value: one gather.
    default = broadcast_to(convert_to_tensor(default_value, values.dtype), [1])
    pointers = np.full(int(np.prod(sizes)), len(places), np.int64)
    pointers[np.ravel_multi_index(tuple(places.T), sizes)] = np.arange(len(places))
    return reshape(gather(concat([values, default], 0), pointers), sizes)


def _dense_strings(values: Tensor, places: np.ndarray, sizes: tuple, default: Any) -> Tensor:
    dense = np.empty(sizes, object)
    dense[...] = b"" if default is None else convert_to_tensor(default).numpy()
    dense[tuple(places.T)] = values.numpy()
    return convert_to_tensor(dense, string)


def _in_range(places: np.ndarray, sizes: tuple[int, ...]) -> None:
    outside = ((places < 0) | (places >= np.array(sizes))).any(1)
    if outside.any():
        at = int(np.argmax(outside))
        raise invalid(
            f"indices[{at}] = {places[at].tolist()} is out of bounds",
            expected=f"0 <= index < {list(sizes)}",
        )


def _in_order(places: np.ndarray) -> None:
    if len(places) < 2:
        return
    steps = np.diff(places, axis=0)
    first = np.argmax(steps != 0, 1)
    leading = steps[np.arange(len(steps)), first]
    if (leading <= 0).any():
        at = int(np.argmax(leading <= 0)) + 1
        what = "repeated" if not leading[at - 1] else "out of order"
        raise invalid(
            f"indices[{at}] = {places[at].tolist()} is {what}",
            expected="indices in row-major order, each once",
            fix="tf.sparse.reorder",
        )


def sparse(value: Any) -> SparseTensor:
    """A sparse tensor as it is.

    Raises:
      TypeError: it is something else.
    """
    if not isinstance(value, SparseTensor):
        if all(hasattr(value, part) for part in ("indices", "values", "dense_shape")):
            return SparseTensor.from_value(value)
        raise TypeError(f"Input must be a SparseTensor, got {type(value)}")
    return value
