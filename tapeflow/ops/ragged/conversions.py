"""Ragged tensors from and to dense and sparse ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, TensorShape, as_dtype, convert_to_tensor, invalid
from tapeflow.engine.dtypes import int64, string
from tapeflow.ops.array import broadcast_to, concat, expand_dims, gather, reshape, scatter_nd
from tapeflow.ops.ragged import row_partition as rows
from tapeflow.ops.ragged.getitem import take
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor
from tapeflow.ops.sparse.sparse_tensor import SparseTensor


def _from_tensor(
    cls: type,
    tensor: Any,
    lengths: Any = None,
    padding: Any = None,
    ragged_rank: int = 1,
    name: str | None = None,
    row_splits_dtype: Any = int64,
) -> RaggedTensor:
    """The rows of a dense tensor, cut to `lengths` or freed of trailing `padding`.

    Args:
      tensor: a tensor of rank above `ragged_rank`.
      lengths: integers of shape `[rows]`, or a list of such for several ragged axes.
      padding: the value of what is to be cut off at the ends of rows.
      ragged_rank: how many axes shall be ragged.
      name: accepted for compatibility, not used.
      row_splits_dtype: int64 or int32.

    Raises:
      ValueError: both `lengths` and `padding`, or too small a rank.
    """
    tensor = convert_to_tensor(tensor)
    dtype = as_dtype(row_splits_dtype)
    if lengths is not None and padding is not None:
        raise ValueError("Specify argument `lengths` or `padding`, but not both.")
    if isinstance(lengths, (list, tuple)) and lengths and not _is_number(lengths[0]):
        if ragged_rank not in (1, len(lengths)):
            raise ValueError("If Tuple lengths, ragged_rank must equal len(lengths)")
        return _from_nested_lengths(tensor, lengths, dtype)
    if not 0 < ragged_rank < tensor.ndim:
        raise ValueError(
            f"ragged_rank must be greater than 0 and less than the rank {tensor.ndim}, "
            f"got {ragged_rank}"
        )
    if ragged_rank > 1:
        if lengths is not None:
            raise ValueError("If name lengths is given, ragged_rank must be 1")
        return _from_deeper(tensor, padding, ragged_rank, dtype)
    count, width = tensor.shape[0], tensor.shape[1]
    flat = reshape(tensor, [count * width, *tensor.shape[2:]])
    if lengths is None and padding is None:
        return RaggedTensor._of(flat, np.arange(count + 1, dtype=np.int64) * width, width, dtype)
    if padding is not None:
        kept = tensor.numpy() != np.asarray(convert_to_tensor(padding, tensor.dtype).numpy())
        kept = kept.reshape(count, width, -1).any(-1)
        sizes = np.where(kept.any(1), width - np.argmax(kept[:, ::-1], 1), 0).astype(np.int64)
    else:
        sizes = np.clip(rows.integers("from_tensor", "lengths", lengths), 0, width)
    picked = rows.spread(np.arange(count, dtype=np.int64) * width, sizes)
    return RaggedTensor._of(take(flat, picked), rows.splits_of_lengths(sizes), dtype=dtype)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) or getattr(value, "ndim", 1) == 0


def _from_nested_lengths(tensor: Tensor, lengths: Any, dtype: Any) -> RaggedTensor:
    outer = _from_tensor(RaggedTensor, tensor, lengths[0], row_splits_dtype=dtype)
    if len(lengths) == 1:
        return outer
    return outer.with_values(_from_nested_lengths(outer.values, lengths[1:], dtype))


def _from_deeper(tensor: Tensor, padding: Any, ragged_rank: int, dtype: Any) -> RaggedTensor:
    count, width = tensor.shape[0], tensor.shape[1]
    flat = reshape(tensor, [count * width, *tensor.shape[2:]])
    inner = _from_tensor(RaggedTensor, flat, None, padding, ragged_rank - 1, row_splits_dtype=dtype)
    return RaggedTensor._of(inner, np.arange(count + 1, dtype=np.int64) * width, width, dtype)


def _from_sparse(
    cls: type, st_input: Any, name: str | None = None, row_splits_dtype: Any = int64
) -> RaggedTensor:
    """The rows of a two-dimensional sparse tensor whose entries stand at the left of each row.

    Raises:
      TypeError: it is no sparse tensor.
      ValueError: its rank is not 2.
      InvalidArgumentError: there is a gap in a row.
    """
    if not isinstance(st_input, SparseTensor):
        raise TypeError(f"Argument `st_input` must be of type SparseTensor, got {type(st_input)}")
    if len(st_input.shape) != 2:
        raise ValueError(f"Rank of `st_input` should be 2, got shape {st_input.shape}")
    places, count = st_input.indices.numpy(), int(st_input.dense_shape.numpy()[0])
    lengths = np.bincount(places[:, 0], minlength=count).astype(np.int64)
    if not np.array_equal(places[:, 1], rows.positions_of_splits(rows.splits_of_lengths(lengths))):
        raise invalid("SparseTensor is not right-ragged", given=f"indices {places.tolist()[:20]}")
    return RaggedTensor._of(
        st_input.values, rows.splits_of_lengths(lengths), dtype=as_dtype(row_splits_dtype)
    )


def _to_tensor(
    self: RaggedTensor, default_value: Any = None, name: str | None = None, shape: Any = None
) -> Tensor:
    """A dense tensor, with a default where rows are too short.

    Args:
      default_value: a value of the innermost shape, or one that broadcasts to it; 0 or an empty
        string by default.
      name: accepted for compatibility, not used.
      shape: the result's shape, None where the longest row decides; longer rows are cut off.

    >>> import tapeflow as tf
    >>> tf.ragged.constant([[1, 2], [3]]).to_tensor(-1).numpy()
    array([[ 1,  2],
           [ 3, -1]], dtype=int32)
    """
    values, places = _placed(self)
    bounds = self._bounds()
    if shape is not None:
        wanted = TensorShape(shape)
        if wanted.rank != len(bounds):
            raise ValueError(f"shape must have rank {len(bounds)}, got {wanted}")
        bounds = [b if size is None else size for b, size in zip(bounds, wanted, strict=True)]
    depth = places.shape[1]
    kept = (places < np.array(bounds[:depth])).all(1)
    if not kept.all():
        values, places = take(values, np.flatnonzero(kept)), places[kept]
    if values.dtype is string:
        return _filled_strings(values, places, bounds, default_value)
    if default_value is None and values.dtype is not as_dtype("bool"):
        return scatter_nd(convert_to_tensor(places), values, bounds)
    default = convert_to_tensor(False if default_value is None else default_value, values.dtype)
    # Dense position -> value, the default standing behind the last value: one gather.
    size = int(np.prod(bounds[:depth]))
    pointers = np.full(size, values.shape[0], np.int64)
    pointers[np.ravel_multi_index(tuple(places.T), bounds[:depth])] = np.arange(len(places))
    padded = _with_default(values, default, bounds[depth:])
    return reshape(gather(padded, pointers), bounds)


def _with_default(values: Tensor, default: Tensor, inner: list[int]) -> Tensor:
    return concat([values, expand_dims(broadcast_to(default, inner), 0)], 0)


def _filled_strings(values: Tensor, places: np.ndarray, bounds: list, default: Any) -> Tensor:
    fill_with = b"" if default is None else convert_to_tensor(default).numpy()
    array = np.empty(bounds, object)
    array[...] = fill_with
    array[tuple(places.T)] = values.numpy()
    return convert_to_tensor(array, string)


def _placed(ragged: RaggedTensor) -> tuple[Tensor, np.ndarray]:
    """The innermost values and, for each, its row, its place in the row, and so on."""
    outer = np.stack(
        [rows.rowids_of_splits(ragged._splits), rows.positions_of_splits(ragged._splits)], 1
    )
    if not isinstance(ragged.values, RaggedTensor):
        return ragged.values, outer
    values, inner = _placed(ragged.values)
    return values, np.concatenate([outer[inner[:, 0]], inner[:, 1:]], 1)


def _to_sparse(self: RaggedTensor, name: str | None = None) -> SparseTensor:
    """A sparse tensor with an entry for every value."""
    values, places = _placed(self)
    inner = values.shape.as_list()[1:]
    if inner:
        size = int(np.prod(inner))
        within = np.stack(np.unravel_index(np.arange(size), inner), 1)
        places = np.concatenate([np.repeat(places, size, 0), np.tile(within, (len(places), 1))], 1)
        values = reshape(values, [-1])
    return SparseTensor(places.astype(np.int64), values, np.array(self._bounds(), np.int64))


RaggedTensor.from_tensor = classmethod(_from_tensor)
RaggedTensor.from_sparse = classmethod(_from_sparse)
RaggedTensor.to_tensor = _to_tensor
RaggedTensor.to_sparse = _to_sparse
