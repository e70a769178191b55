"""Joining ragged tensors, and adding, dropping and joining their axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import HANDLERS, Tensor, convert_to_tensor, invalid
from tapeflow.ops import array
from tapeflow.ops.nn import embedding_lookup
from tapeflow.ops.ragged import row_partition as rows
from tapeflow.ops.ragged.getitem import take, within_rows
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor


def _concat(values: Sequence[Any], axis: Any, name: str | None = None) -> Any:
    values = [_either(value) for value in _as_list(values)]
    rank = max(len(value.shape) for value in values)
    axis = int(axis)
    if not -rank <= axis < rank:
        raise ValueError(f"tf.concat: axis {axis} is out of range for rank {rank}")
    return _joined(values, axis % rank)


def _joined(values: list, axis: int) -> Any:
    if len(values) == 1:
        return values[0]
    dense = not any(isinstance(value, RaggedTensor) for value in values)
    if dense and (axis or _alike(values)):
        return array.concat(values, axis)
    if axis == 0 and all(len(value.shape) == 1 for value in values):
        return array.concat(values, 0)
    values = _of_one_depth(values)
    if axis == 0:
        inner = _joined([value.values for value in values], 0)
        lengths = np.concatenate([np.diff(value._splits) for value in values])
        return RaggedTensor._of(inner, rows.splits_of_lengths(lengths))
    counts = {value._rows for value in values}
    if len(counts) > 1:
        raise invalid(f"Input tensors have incompatible numbers of rows: {sorted(counts)}")
    if axis == 1:
        return _side_by_side(values)
    first = values[0]
    if any(not np.array_equal(first._splits, other._splits) for other in values[1:]):
        raise ValueError("tf.concat: the rows of the ragged tensors have different lengths")
    return first.with_values(_joined([value.values for value in values], axis - 1))


def _side_by_side(values: list[RaggedTensor]) -> RaggedTensor:
    """Row i is the rows i of all, one after the other."""
    lengths = np.stack([np.diff(value._splits) for value in values], 1)
    offsets = np.cumsum([0, *(value._splits[-1] for value in values[:-1])])
    starts = np.stack([value._splits[:-1] for value in values], 1) + offsets
    joined = _joined([value.values for value in values], 0)
    inner = take(joined, rows.spread(starts.ravel(), lengths.ravel()))
    return RaggedTensor._of(inner, rows.splits_of_lengths(lengths.sum(1)))


def _of_one_depth(values: list) -> list[RaggedTensor]:
    depth = (
        max(value.ragged_rank for value in values if isinstance(value, RaggedTensor))
        if any(isinstance(value, RaggedTensor) for value in values)
        else 1
    )
    return [deepened(value, depth) for value in values]


def deepened(value: Any, depth: int) -> Any:
    """A tensor or ragged tensor as one with that many ragged axes."""
    if not depth:
        return value
    if isinstance(value, RaggedTensor):
        return value.with_values(deepened(value.values, depth - 1))
    return RaggedTensor.from_tensor(value, ragged_rank=depth)


def _alike(values: list) -> bool:
    return len({tuple(value.shape[1:]) for value in values}) == 1


def _as_list(values: Any) -> list:
    return list(values) if isinstance(values, (list, tuple)) else [values]


def _either(value: Any) -> Any:
    return value if isinstance(value, RaggedTensor) else convert_to_tensor(value)


def _stack(values: Sequence[Any], axis: Any = 0, name: str | None = None) -> Any:
    axis = int(axis)
    rank = max(len(value.shape) for value in map(_either, _as_list(values))) + 1
    values = [_expand_dims(_either(value), axis % rank) for value in _as_list(values)]
    return _joined(values, axis % rank)


def ragged_stack(values: Any, axis: int = 0, name: str | None = None) -> RaggedTensor:
    """Tensors and ragged tensors of one rank as entries of a new axis.

    Args:
      values: a list of them; they may differ in all sizes.
      axis: where the new axis comes.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.ragged.stack([[1, 2], [3]])
    <tf.RaggedTensor [[1, 2], [3]]>
    """
    values = [_either(value) for value in _as_list(values)]
    result = _stack(values, axis)
    if isinstance(result, Tensor) and result.ndim > 1:
        result = RaggedTensor.from_tensor(result, ragged_rank=result.ndim - 1)
    dense = not any(isinstance(value, RaggedTensor) for value in values)
    return result.with_row_splits_dtype("int32") if dense else result


def _expand_dims(input: Any, axis: Any, name: str | None = None) -> Any:
    axis, rank = int(axis), len(input.shape) + 1
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} is out of range for a new axis among {rank}")
    axis %= rank
    if not isinstance(input, RaggedTensor):
        return array.expand_dims(input, axis)
    return within_rows(input, [slice(None)] * (axis - 1) + [None]) if axis else input[None]


def _squeeze(input: RaggedTensor, axis: Any = None, name: str | None = None) -> Any:
    if axis is None:
        raise ValueError("Ragged.squeeze must have an axis argument.")
    rank = len(input.shape)
    axes = sorted({int(a) % rank for a in (axis if isinstance(axis, (list, tuple)) else [axis])})
    result: Any = input
    for item in reversed(axes):
        result = _without(result, item)
    return result


def _without(ragged: Any, axis: int) -> Any:
    if not isinstance(ragged, RaggedTensor):
        return array.squeeze(ragged, [axis])
    if axis == 0:
        if ragged._rows != 1:
            raise ValueError(
                f"Can not squeeze dim 0, expected a dimension of 1, got {ragged._rows}"
            )
        return ragged.values
    if axis == 1:
        if (np.diff(ragged._splits) != 1).any():
            raise ValueError("Can not squeeze dim 1, expected rows of length 1")
        return ragged.values
    return ragged.with_values(_without(ragged.values, axis - 1))


def _merge_dims(self: RaggedTensor, outer_axis: int, inner_axis: int) -> Any:
    """The axes from `outer_axis` to `inner_axis` made one.

    >>> import tapeflow as tf
    >>> tf.ragged.constant([[[1, 2], [3]], [[4]]]).merge_dims(1, 2)
    <tf.RaggedTensor [[1, 2, 3], [4]]>
    """
    rank = len(self.shape)
    outer, inner = outer_axis % rank, inner_axis % rank
    if outer > inner:
        raise ValueError(f"Expected outer_axis ({outer_axis}) <= inner_axis ({inner_axis})")
    result: Any = self
    for _ in range(inner - outer):
        result = _merged(result, outer)
    return result


def _merged(value: Any, axis: int) -> Any:
    """Axes `axis` and `axis + 1` made one."""
    if not isinstance(value, RaggedTensor):
        shape = value.shape.as_list()
        return array.reshape(
            value, [*shape[:axis], shape[axis] * shape[axis + 1], *shape[axis + 2 :]]
        )
    if axis == 0:
        return value.values
    if axis > 1:
        return value.with_values(_merged(value.values, axis - 1))
    inner = value.values
    if isinstance(inner, RaggedTensor):
        return RaggedTensor._of(
            inner.values, inner._splits[value._splits], dtype=value._splits_dtype
        )
    width = inner.shape[1]
    return RaggedTensor._of(_merged(inner, 0), value._splits * width, dtype=value._splits_dtype)


def _gather(params: Any, indices: Any, axis: Any = None, batch_dims: int = 0) -> Any:
    if (
        isinstance(indices, RaggedTensor)
        and not isinstance(params, RaggedTensor)
        and not batch_dims
    ):
        if axis not in (None, 0):
            raise NotImplementedError("tf.gather: ragged indices along an axis other than 0")
        return indices.with_flat_values(array.gather(params, indices.flat_values))
    if batch_dims:
        return _gather_in_rows(params, indices, axis, batch_dims)
    if isinstance(indices, RaggedTensor):
        return indices.with_values(_gather(params, indices.values, axis))
    if axis not in (None, 0):
        raise NotImplementedError("tf.gather: a ragged tensor along an axis other than 0")
    places = convert_to_tensor(indices).numpy().astype(np.int64)
    if ((places < 0) | (places >= params._rows)).any():
        raise invalid(f"tf.gather: indices must be in [0, {params._rows})", given=places.tolist())
    if places.ndim == 0:
        return params[int(places)]
    picked = take(params, places.ravel())
    for size in reversed(places.shape[1:]):
        picked = RaggedTensor._of(picked, np.arange(0, picked.shape[0] + 1, size, dtype=np.int64))
    return picked


def _gather_in_rows(params: Any, indices: Any, axis: Any, batch_dims: int) -> Any:
    if batch_dims != 1 or axis not in (None, 1):
        raise NotImplementedError("tf.gather of ragged tensors: batch_dims other than 1")
    params, indices = deepened(params, 1), deepened(_either(indices), 1)
    if params._rows != indices._rows:
        raise ValueError("tf.gather: params and indices have different numbers of rows")
    offsets = convert_to_tensor(params._splits[:-1][rows.rowids_of_splits(indices._splits)])
    flat = indices.values
    if isinstance(flat, RaggedTensor):
        raise NotImplementedError("tf.gather: ragged indices of more than two axes")
    return indices.with_values(
        _gather_flat(params.values, array.identity(flat).numpy() + offsets.numpy())
    )


def _gather_flat(values: Any, places: np.ndarray) -> Any:
    return take(values, places.astype(np.int64))


def _tile(input: RaggedTensor, multiples: Any, name: str | None = None) -> Any:
    result: Any = input
    for axis, count in reversed(list(enumerate(np.asarray(multiples).tolist()))):
        result = _joined([result] * int(count), axis) if count != 1 else result
    return result


def _reverse(tensor: RaggedTensor, axis: Any, name: str | None = None) -> RaggedTensor:
    keys = [slice(None)] * len(tensor.shape)
    for item in axis if isinstance(axis, (list, tuple)) else [axis]:
        keys[int(item)] = slice(None, None, -1)
    return tensor[tuple(keys)]


def _size(input: RaggedTensor, out_type: Any = None, name: str | None = None) -> Tensor:
    return array.size(input.flat_values, out_type)


def _rank(input: RaggedTensor, name: str | None = None) -> Tensor:
    return convert_to_tensor(len(input.shape))


def _embedding(params: Any, ids: RaggedTensor, max_norm: Any = None) -> RaggedTensor:
    return ids.with_flat_values(embedding_lookup(params, ids.flat_values, max_norm=max_norm))


def _shape(input: RaggedTensor, out_type: Any = None, name: str | None = None) -> Any:
    raise NotImplementedError(
        "tf.shape of a ragged tensor; use ragged.bounding_shape(), ragged.nrows() or "
        "ragged.row_lengths()"
    )


RaggedTensor.merge_dims = _merge_dims
HANDLERS[RaggedTensor] |= {
    "concat": _concat, "expand_dims": _expand_dims, "gather": _gather, "rank": _rank,
    "nn.embedding_lookup": _embedding, "reverse": _reverse, "shape": _shape, "size": _size,
    "squeeze": _squeeze, "stack": _stack, "tile": _tile,
}  # fmt: skip
