"""Sums, means, extremes and the like of ragged tensors, along any axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import HANDLERS, Tensor, convert_to_tensor
from tapeflow.ops import math
from tapeflow.ops.array import expand_dims, ones_like
from tapeflow.ops.math.cast import cast
from tapeflow.ops.ragged import row_partition as rows
from tapeflow.ops.ragged.getitem import within_rows
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor


def _reduction(dense: Callable, by_segment: Callable) -> Callable:
    def reduce(
        input_tensor: RaggedTensor, axis: Any = None, keepdims: bool = False, name: Any = None
    ) -> Any:
        if axis is None:
            result = dense(input_tensor.flat_values)
            for _ in range(len(input_tensor.shape) if keepdims else 0):
                result = expand_dims(result, 0)
            return result
        axes = axis if isinstance(axis, (list, tuple)) else [axis]
        if isinstance(axis, Tensor):
            axes = np.atleast_1d(axis.numpy()).tolist()
        rank = len(input_tensor.shape)
        wanted = sorted({_in_range(int(item), rank) for item in axes}, reverse=True)
        result: Any = input_tensor
        for item in wanted:
            result = _along(result, item, dense, by_segment)
            if keepdims:
                result = _with_axis(result, item)
        return result

    return reduce


def _in_range(axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} is out of range for a ragged tensor of rank {rank}")
    return axis % rank


def _along(ragged: Any, axis: int, dense: Callable, by_segment: Callable) -> Any:
    if not isinstance(ragged, RaggedTensor):
        return dense(ragged, axis)
    if axis == 0:
        ids = rows.positions_of_splits(ragged._splits)
        count = int(np.diff(ragged._splits).max(initial=0))
        return _by_segment(by_segment, ragged.values, ids, count)
    if axis == 1:
        ids = rows.rowids_of_splits(ragged._splits)
        return _by_segment(by_segment, ragged.values, ids, ragged._rows)
    return ragged.with_values(_along(ragged.values, axis - 1, dense, by_segment))


def _by_segment(function: Callable, values: Any, ids: np.ndarray, count: int) -> Any:
    """The rows of values that share an id made one, which is as long as the longest of them."""
    if not isinstance(values, RaggedTensor):
        return function(values, convert_to_tensor(ids), count)
    lengths = np.zeros(count, np.int64)
    np.maximum.at(lengths, ids, np.diff(values._splits))
    splits = rows.splits_of_lengths(lengths)
    rowids = rows.rowids_of_splits(values._splits)
    targets = splits[:-1][ids[rowids]] + rows.positions_of_splits(values._splits)
    inner = _by_segment(function, values.values, targets, int(splits[-1]))
    return RaggedTensor._of(inner, splits, dtype=values._splits_dtype)


def _with_axis(result: Any, axis: int) -> Any:
    if not isinstance(result, RaggedTensor):
        return expand_dims(result, axis)
    return within_rows(result, [slice(None)] * (axis - 1) + [None]) if axis else result[None]


def _mean(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Any = None) -> Any:
    if axis is None:
        return _MEAN_OF_ALL(input_tensor, axis, keepdims)
    ones = input_tensor.with_flat_values(ones_like(input_tensor.flat_values))
    return _SUM(input_tensor, axis, keepdims) / _SUM(ones, axis, keepdims)


def _variance(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Any = None) -> Any:
    mean = _mean(input_tensor, axis, keepdims)
    return _mean(math.square(input_tensor), axis, keepdims) - math.square(mean)


def _std(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Any = None) -> Any:
    return math.sqrt(_variance(input_tensor, axis, keepdims))


def _segment_bool(extreme: Callable) -> Callable:
    def of(data: Any, ids: Any, count: int) -> Any:
        return math.greater(extreme(cast(data, "int32"), ids, count), 0)

    return of


_REDUCTIONS = {
    "sum": math.unsorted_segment_sum,
    "prod": math.unsorted_segment_prod,
    "max": math.unsorted_segment_max,
    "min": math.unsorted_segment_min,
    "any": _segment_bool(math.unsorted_segment_max),
    "all": _segment_bool(math.unsorted_segment_min),
}

for _name, _segment in _REDUCTIONS.items():
    HANDLERS[RaggedTensor][f"math.reduce_{_name}"] = _reduction(
        getattr(math, f"reduce_{_name}"), _segment
    )
_SUM = HANDLERS[RaggedTensor]["math.reduce_sum"]
_MEAN_OF_ALL = _reduction(math.reduce_mean, math.unsorted_segment_mean)
HANDLERS[RaggedTensor] |= {
    "math.reduce_mean": _mean, "math.reduce_std": _std, "math.reduce_variance": _variance,
}  # fmt: skip
