"""Sums and means of some rows by segment, and counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.ops import math
from tapeflow.ops.array import gather
from tapeflow.ops.sparse.sparse_tensor import SparseTensor


def _by_segment(name: str, combine: Callable, means: str) -> Callable:
    def segment(
        data: Any,
        indices: Any,
        segment_ids: Any,
        num_segments: Any = None,
        name: str | None = None,
        sparse_gradient: bool = False,
    ) -> Tensor:
        ids = convert_to_tensor(segment_ids)
        known = ids.numpy()
        if known.size and (np.diff(known) < 0).any():
            raise invalid("segment ids are not increasing", given=known.tolist())
        count = int(num_segments) if num_segments is not None else int(known.max(initial=-1)) + 1
        return combine(gather(data, indices), ids, count)

    segment.__name__ = segment.__qualname__ = name
    segment.__doc__ = f"""{means} of the rows `indices` of `data` that share a segment id.

    Args:
      data: a tensor of floats.
      indices: integers of shape `[count]`: which rows.
      segment_ids: integers of shape `[count]`, never decreasing: their segments.
      num_segments: how many there are; by default one more than the last id.
      name: accepted for compatibility, not used.
      sparse_gradient: accepted for compatibility; gradients are dense here.
    """
    return segment


segment_sum = _by_segment("segment_sum", math.unsorted_segment_sum, "The sum")
segment_mean = _by_segment("segment_mean", math.unsorted_segment_mean, "The mean")
segment_sqrt_n = _by_segment(
    "segment_sqrt_n", math.unsorted_segment_sqrt_n, "The sum over the square root of the number"
)


def sparse_bincount(
    values: Any,
    weights: Any = None,
    axis: Any = 0,
    minlength: int | None = None,
    maxlength: int | None = None,
    binary_output: bool = False,
    name: str | None = None,
) -> SparseTensor:
    """How often each number occurs, as a sparse tensor.

    Args:
      values: a tensor or sparse tensor of integers, none negative.
      weights: what each counts; 1 by default.
      axis: 0 counts all together, -1 each row by itself.
      minlength: at least so many numbers.
      maxlength: numbers from here on are left out.
      binary_output: whether to tell only if a number occurs.
      name: accepted for compatibility, not used.
    """
    if axis not in (0, -1):
        raise ValueError(
            f"Unsupported value for argument axis={axis}. Only 0 and -1 are supported."
        )
    sparse = isinstance(values, SparseTensor)
    numbers = (values.values if sparse else convert_to_tensor(values)).numpy()
    of = None
    if weights is not None:
        of = np.asarray(
            (
                weights.values if isinstance(weights, SparseTensor) else convert_to_tensor(weights)
            ).numpy()
        ).ravel()
    if axis == 0 or (not sparse and numbers.ndim < 2):
        rows, count = None, 0
    elif sparse:
        rows, count = values._places[:, 0], values._sizes[0]
    else:
        rows, count = np.repeat(np.arange(len(numbers)), numbers.shape[1]), len(numbers)
    flat = numbers.ravel().astype(np.int64)
    kept = flat < maxlength if maxlength is not None else np.ones(len(flat), bool)
    flat = flat[kept]
    places = flat[:, None] if rows is None else np.stack([rows[kept], flat], 1)
    united, ids = np.unique(places, axis=0, return_inverse=True)
    if binary_output:
        totals = np.ones(len(united), np.int32)
    elif of is None:
        totals = np.bincount(ids.ravel(), minlength=len(united)).astype(np.int32)
    else:
        totals = np.bincount(ids.ravel(), of[kept], len(united)).astype(of.dtype)
    width = max(int(flat.max(initial=-1)) + 1, minlength or 0)
    if maxlength is not None:
        width = min(width, maxlength)
    shape = [width] if rows is None else [count, width]
    return SparseTensor(united, totals, np.array(shape, np.int64))
