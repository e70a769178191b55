"""`tf.sparse.cross`, `tf.ragged.cross` and their hashed forms: combinations of columns' values."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor
from tapeflow.ops.strings.cross import DEFAULT_KEY, concatenated
from tapeflow.ops.strings.farmhash import fingerprint64


def sparse_cross(inputs: Sequence, name: str | None = None, separator: str | None = None):
    """All combinations of the values in a row of each input, as strings joined by `_X_`.

    Args:
      inputs: `SparseTensor`s or tensors `[batch, values]`, of strings or integers, which are read;
        the sparse ones come first.
      name: accepted for compatibility, not used.
      separator: what is put between the values.

    Returns:
      A `SparseTensor` of strings, `[batch, most combinations in a row]`.

    >>> import tapeflow as tf
    >>> crossed = tf.sparse.cross([tf.constant([["a", "b"]]), tf.constant([[1]])])
    >>> crossed.values.numpy().tolist()
    [b'a_X_1', b'b_X_1']
    """
    joined = b"_X_" if separator is None else separator.encode()
    rows = _combined(_sparse_first(inputs))
    return _sparse([_joined(combined, joined) for combined in rows], object)


def sparse_cross_hashed(
    inputs: Sequence, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> SparseTensor:
    """`tf.sparse.cross` with bins in place of strings.

    Args:
      inputs: see `tf.sparse.cross`.
      num_buckets: how many bins; 0 for as many as int64 has positive numbers.
      hash_key: begins each value's hash.
      name: accepted for compatibility, not used.

    Returns:
      A `SparseTensor` of int64.
    """
    combinations = _combined(_sparse_first(inputs))
    rows = [_hashed(combined, num_buckets, hash_key) for combined in combinations]
    return _sparse(rows, np.int64)


def ragged_cross(inputs: Sequence, name: str | None = None) -> RaggedTensor:
    """`tf.sparse.cross` of ragged tensors too, as a ragged tensor.

    Args:
      inputs: `RaggedTensor`s, `SparseTensor`s or tensors `[batch, values]`, one of them ragged.
      name: accepted for compatibility, not used.
    """
    return _ragged([_joined(combined, b"_X_") for combined in _combined(inputs)], object)


def ragged_cross_hashed(
    inputs: Sequence, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> RaggedTensor:
    """`tf.sparse.cross_hashed` of ragged tensors too, as a ragged tensor; see `tf.ragged.cross`."""
    rows = [_hashed(combined, num_buckets, hash_key) for combined in _combined(inputs)]
    return _ragged(rows, np.int64)


def _sparse_first(inputs: Sequence) -> list:
    """As TensorFlow has them: other tensors come last."""
    return sorted(inputs, key=lambda each: not isinstance(each, SparseTensor))


def _combined(inputs: Sequence) -> list[list[tuple]]:
    """For each row the combinations of values, the last input's changing fastest."""
    columns = [_rows(each) for each in inputs]
    if len({len(column) for column in columns}) != 1:
        raise invalid(
            "cross: the inputs have different numbers of rows",
            given=", ".join(str(len(column)) for column in columns),
        )
    return [list(itertools.product(*row)) for row in zip(*columns, strict=True)]


def _rows(value: Any) -> list[list]:
    if isinstance(value, RaggedTensor):
        return value.to_list()
    if isinstance(value, SparseTensor):
        rows: list[list] = [[] for _ in range(int(value.dense_shape.numpy()[0]))]
        places = np.asarray(value.indices.numpy())[:, 0].tolist()
        for place, item in zip(places, np.asarray(value.values.numpy()).tolist(), strict=True):
            rows[place].append(item)
        return rows
    tensor: Tensor = convert_to_tensor(value)
    if tensor.ndim != 2:
        raise invalid("cross: tensors must have two axes", given=f"{tensor.shape}")
    return np.asarray(tensor.numpy()).tolist()


def _joined(combined: list[tuple], separator: bytes) -> list[bytes]:
    return [separator.join(map(_text, values)) for values in combined]


def _text(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _hashed(combined: list[tuple], buckets: int, key: int | None) -> list[int]:
    found = []
    limit = np.uint64(buckets or np.iinfo(np.int64).max)
    for values in combined:
        hashed = np.uint64(DEFAULT_KEY if key is None else key)
        with np.errstate(over="ignore"):
            for value in values:
                is_text = isinstance(value, bytes)
                number = fingerprint64(value) if is_text else value % (1 << 64)
                hashed = concatenated(hashed, np.uint64(number))
        found.append(int(hashed % limit))
    return found


def _sparse(rows: list[list], kind: Any) -> SparseTensor:
    places = [(row, i) for row, items in enumerate(rows) for i in range(len(items))]
    values = _array([item for items in rows for item in items], kind)
    shape = [len(rows), max(map(len, rows), default=0)]
    indices = np.array(places, np.int64).reshape(-1, 2)
    return SparseTensor(indices, values, np.array(shape, np.int64))


def _ragged(rows: list[list], kind: Any) -> RaggedTensor:
    values = _array([item for items in rows for item in items], kind)
    lengths = np.array([len(items) for items in rows], np.int64)
    return RaggedTensor.from_row_lengths(convert_to_tensor(values), lengths)


def _array(items: list, kind: Callable) -> Tensor:
    return convert_to_tensor(np.array(items, kind), "string" if kind is object else None)
