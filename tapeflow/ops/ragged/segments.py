"""Row splits and segment ids, and partitions as rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid
from tapeflow.engine.dtypes import int64
from tapeflow.ops.ragged import row_partition as rows
from tapeflow.ops.ragged.getitem import take
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor


def row_splits_to_segment_ids(splits: Any, name: str | None = None, out_type: Any = None) -> Tensor:
    """For each value the row it is in.

    >>> import tapeflow as tf
    >>> tf.ragged.row_splits_to_segment_ids([0, 2, 2, 3]).numpy()
    array([0, 0, 2])
    """
    array = rows.integers("row_splits_to_segment_ids", "splits", splits)
    if not array.size:
        raise ValueError("Invalid row_splits: []")
    dtype = out_type if out_type is not None else _dtype(splits)
    return convert_to_tensor(rows.rowids_of_splits(array).astype(as_dtype(dtype).np))


def segment_ids_to_row_splits(
    segment_ids: Any, num_segments: Any = None, out_type: Any = None, name: str | None = None
) -> Tensor:
    """Where the rows begin and end, of which each value's row is given.

    >>> import tapeflow as tf
    >>> tf.ragged.segment_ids_to_row_splits([0, 0, 2]).numpy()
    array([0, 2, 2, 3])
    """
    ids = rows.integers("segment_ids_to_row_splits", "segment_ids", segment_ids)
    count = 0 if num_segments is None else int(num_segments)
    splits = rows.splits_of_lengths(np.bincount(ids, minlength=count).astype(np.int64))
    dtype = out_type if out_type is not None else _dtype(segment_ids)
    return convert_to_tensor(splits.astype(as_dtype(dtype).np))


def stack_dynamic_partitions(
    data: Any, partitions: Any, num_partitions: Any, name: str | None = None
) -> RaggedTensor:
    """Row i is what of `data` belongs to partition i.

    >>> import tapeflow as tf
    >>> tf.ragged.stack_dynamic_partitions([1, 2, 3], [1, 0, 1], 2)
    <tf.RaggedTensor [[2], [1, 3]]>
    """
    data = data if isinstance(data, RaggedTensor) else convert_to_tensor(data)
    ids = rows.integers("stack_dynamic_partitions", "partitions", partitions)
    count = int(num_partitions)
    if ids.size and (ids.min() < 0 or ids.max() >= count):
        raise invalid(
            "tf.ragged.stack_dynamic_partitions: partitions must be >= 0 and < num_partitions",
            given=f"{ids.min()} to {ids.max()}, num_partitions {count}",
        )
    values = take(data, np.argsort(ids, kind="stable"))
    lengths = np.bincount(ids, minlength=count).astype(np.int64)
    dtype = as_dtype(_dtype(partitions, "int32"))
    return RaggedTensor._of(values, rows.splits_of_lengths(lengths), dtype=dtype)


def _dtype(value: Any, default: Any = int64) -> Any:
    return getattr(value, "dtype", default)
