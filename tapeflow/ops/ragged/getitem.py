"""`ragged[...]`, and picking rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.ops.array import expand_dims, gather
from tapeflow.ops.ragged import row_partition as rows
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor


def take(values: Any, indices: np.ndarray) -> Any:
    """The rows of a tensor or ragged tensor that the indices name."""
    if not isinstance(values, RaggedTensor):
        if len(indices) == values.shape[0] and (indices == np.arange(len(indices))).all():
            return values
        return gather(values, convert_to_tensor(indices))
    starts, lengths = values._splits[:-1][indices], np.diff(values._splits)[indices]
    inner = take(values.values, rows.spread(starts, lengths))
    splits = rows.splits_of_lengths(lengths)
    return RaggedTensor._of(inner, splits, values._uniform, values._splits_dtype)


def getitem(ragged: RaggedTensor, key: Any) -> Any:
    """What `ragged[key]` gives.

    The first index picks rows, the next ones what is in each row; an integer is allowed only on an
    axis that is not ragged.

    Raises:
      IndexError: there is no such row.
      ValueError: an integer on a ragged axis.
    """
    if isinstance(key, RaggedTensor):
        return boolean_mask(ragged, key)
    keys = list(key) if isinstance(key, (tuple, list)) else [key]
    if any(item is Ellipsis for item in keys):
        at = next(i for i, item in enumerate(keys) if item is Ellipsis)
        named = sum(item is not None for item in keys) - 1
        keys[at : at + 1] = [slice(None)] * (len(ragged.shape) - named)
    if not keys:
        return ragged
    first, rest = keys[0], keys[1:]
    if first is None:
        inner = getitem(ragged, tuple(rest)) if rest else ragged
        return _as_only_row(inner)
    if isinstance(first, slice):
        picked = np.arange(ragged._rows)[_bounds(first)]
        return within_rows(take(ragged, picked), rest)
    row = int(first)
    if not -ragged._rows <= row < ragged._rows:
        raise IndexError(f"Row key {row} out of bounds")
    start, stop = ragged._splits[row % ragged._rows : row % ragged._rows + 2]
    found = ragged.values[int(start) : int(stop)]
    return found[tuple(rest)] if rest else found


def within_rows(ragged: RaggedTensor, keys: list) -> RaggedTensor:
    """`ragged[:, *keys]`."""
    if not keys:
        return ragged
    first, rest = keys[0], keys[1:]
    if first is None:
        inner = within_rows(ragged, rest)
        count = np.arange(inner._rows + 1, dtype=np.int64)
        return RaggedTensor._of(inner, count, 1, inner._splits_dtype)
    if not isinstance(first, slice):
        if ragged._uniform is None:
            raise ValueError("Cannot index into an inner ragged dimension.")
        row = int(first) % ragged._uniform
        return _deeper(take(ragged.values, ragged._splits[:-1] + row), rest)
    picked = [
        np.arange(start, stop, dtype=np.int64)[_bounds(first)]
        for start, stop in zip(ragged._splits[:-1], ragged._splits[1:], strict=True)
    ]
    lengths = np.array([len(row) for row in picked], np.int64)
    values = take(ragged.values, np.concatenate([np.zeros(0, np.int64), *picked]))
    uniform = int(lengths[0]) if ragged._uniform is not None and len(lengths) else None
    splits = rows.splits_of_lengths(lengths)
    return RaggedTensor._of(_deeper(values, rest), splits, uniform, ragged._splits_dtype)


def _deeper(values: Any, keys: list) -> Any:
    if not keys:
        return values
    if isinstance(values, RaggedTensor):
        return within_rows(values, keys)
    return values[(slice(None), *keys)]


def _bounds(key: slice) -> slice:
    return slice(*(None if part is None else int(part) for part in (key.start, key.stop, key.step)))


def _as_only_row(inner: Any) -> Any:
    if not isinstance(inner, RaggedTensor):
        return expand_dims(inner, 0)
    return RaggedTensor._of(inner, np.array([0, inner._rows]), inner._rows, inner._splits_dtype)


def boolean_mask(data: Any, mask: Any, name: str | None = None) -> Any:
    """What is under true entries of a mask, kept in its rows.

    Args:
      data: a tensor or ragged tensor.
      mask: bools, a tensor or ragged tensor, of the shape of the first axes of `data`.
      name: accepted for compatibility, not used.

    Returns:
      A ragged tensor with as many ragged axes as `mask` has axes beyond the first, at least; a
      tensor if the mask is a vector.

    Raises:
      ValueError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.ragged.boolean_mask([[1, 2], [3, 4]], [[True, False], [True, True]])
    <tf.RaggedTensor [[1], [3, 4]]>
    """
    data = data if isinstance(data, RaggedTensor) else convert_to_tensor(data)
    mask = mask if isinstance(mask, RaggedTensor) else convert_to_tensor(mask, "bool")
    if isinstance(mask, Tensor) and mask.ndim == 1:
        return take(data, np.flatnonzero(mask.numpy()))
    if isinstance(mask, Tensor):
        if not mask.ndim:
            raise ValueError("mask cannot be scalar.")
        mask = RaggedTensor.from_tensor(mask)
    if isinstance(data, Tensor):
        data = RaggedTensor.from_tensor(data)
    if not np.array_equal(data._splits, mask._splits):
        raise ValueError("tf.ragged.boolean_mask: data and mask must have the same row_splits")
    kept = boolean_mask(data.values, mask.values)
    inner = mask.values
    if isinstance(inner, RaggedTensor):
        return data.with_values(kept)
    inside = (
        np.add.reduceat(np.append(inner.numpy(), False).astype(np.int64), data._splits[:-1])
        if data._rows
        else np.zeros(0, np.int64)
    )
    lengths = np.where(np.diff(data._splits) > 0, inside, 0)
    return RaggedTensor._of(kept, rows.splits_of_lengths(lengths), dtype=data._splits_dtype)


RaggedTensor.__getitem__ = getitem
