"""Ragged tensors from Python lists and from ranges."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import as_dtype, convert_to_tensor, problem
from tapeflow.engine.dtypes import float32, int64
from tapeflow.ops.ragged import row_partition as rows
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor


def constant(
    pylist: Any,
    dtype: Any = None,
    ragged_rank: int | None = None,
    inner_shape: Any = None,
    name: str | None = None,
    row_splits_dtype: Any = int64,
) -> Any:
    """A ragged tensor of nested lists, whose rows may have different lengths.

    Args:
      pylist: a nested list of numbers or strings, all equally deep.
      dtype: by default as `tf.constant` chooses.
      ragged_rank: how many axes are ragged; by default all but the innermost shape.
      inner_shape: the shape of the innermost values; by default that of a number.
      name: accepted for compatibility, not used.
      row_splits_dtype: int64 or int32.

    Returns:
      A ragged tensor; a tensor if no axis is ragged.

    Raises:
      ValueError: the depths differ, or don't fit `ragged_rank` and `inner_shape`.

    >>> import tapeflow as tf
    >>> tf.ragged.constant([[1, 2], [], [3]])
    <tf.RaggedTensor [[1, 2], [], [3]]>
    """
    if isinstance(pylist, np.ndarray) and pylist.dtype != object:
        pylist = pylist.tolist()
    depth, deepest = _depth(pylist), _deepest(pylist)
    if depth is not None and deepest > depth:
        raise ValueError("all scalar values must have the same nesting depth")
    depth = depth if depth is not None else max(deepest, 1 + (ragged_rank or 0))
    if inner_shape is not None:
        inner_shape = tuple(inner_shape) if hasattr(inner_shape, "__iter__") else (inner_shape,)
        if ragged_rank is None:
            ragged_rank = max(0, depth - 1 - len(inner_shape))
    if ragged_rank is None:
        ragged_rank = max(0, depth - 1)
    if ragged_rank and ragged_rank >= depth:
        raise ValueError(
            problem(
                f"Invalid pylist={pylist!r}: incompatible with ragged_rank={ragged_rank}",
                given=f"lists {depth} deep",
                expected="ragged_rank < depth",
            )
        )
    splits: list[np.ndarray] = []
    values = pylist
    for _ in range(ragged_rank):
        lengths = np.array([len(row) for row in values], np.int64)
        splits.append(rows.splits_of_lengths(lengths))
        values = [item for row in values for item in row]
    flat = convert_to_tensor(
        np.zeros(
            (0, *(inner_shape or (0,) * (depth - ragged_rank - 1))),
            ((dtype and as_dtype(dtype)) or float32).np,
        )
        if not len(values)
        else values,
        dtype,
    )
    if inner_shape is not None and tuple(flat.shape[1:]) != inner_shape:
        raise ValueError(f"Invalid pylist={pylist!r}: incompatible with inner_shape={inner_shape}")
    for level in reversed(splits):
        flat = RaggedTensor._of(flat, level, dtype=as_dtype(row_splits_dtype))
    return flat


def _depth(value: Any) -> int | None:
    """How deep the shallowest scalar lies; None if there is none."""
    if not isinstance(value, (list, tuple, np.ndarray)) or getattr(value, "ndim", 1) == 0:
        return 0
    depths = [depth for depth in map(_depth, value) if depth is not None]
    return 1 + min(depths) if depths else None


def _deepest(value: Any) -> int:
    if not isinstance(value, (list, tuple, np.ndarray)) or getattr(value, "ndim", 1) == 0:
        return 0
    return 1 + max(map(_deepest, value), default=0)


# The dtype of a range is the first of these among its bounds' dtypes.
_BY_WIDTH = ("float64", "float32", "int64", "int32")


def ragged_range(
    starts: Any,
    limits: Any = None,
    deltas: Any = 1,
    dtype: Any = None,
    name: str | None = None,
    row_splits_dtype: Any = int64,
) -> RaggedTensor:
    """Rows that are ranges: row i is `range(starts[i], limits[i], deltas[i])`.

    Args:
      starts: numbers of shape `[rows]` or `[]`; with one argument these are the limits.
      limits: numbers of shape `[rows]` or `[]`.
      deltas: the same, not 0.
      dtype: by default that of the arguments.
      name: accepted for compatibility, not used.
      row_splits_dtype: int64 or int32.

    >>> import tapeflow as tf
    >>> tf.ragged.range([2, 3])
    <tf.RaggedTensor [[0, 1], [0, 1, 2]]>
    """
    if limits is None:
        starts, limits = 0, starts
    parts = [convert_to_tensor(part) for part in (starts, limits, deltas)]
    kinds = [part.dtype.name for part in parts]
    widest = next(name for name in _BY_WIDTH if name in kinds or name == "int32")
    kind = as_dtype(widest if dtype is None else dtype)
    arrays = np.broadcast_arrays(*[np.atleast_1d(part.numpy()) for part in parts])
    if (arrays[2] == 0).any():
        raise ValueError("tf.ragged.range: Requires delta != 0")
    listed = [np.arange(*triple).astype(kind.np) for triple in zip(*arrays, strict=True)]
    lengths = np.array([len(row) for row in listed], np.int64)
    values = np.concatenate(listed) if listed else np.zeros(0, kind.np)
    return RaggedTensor._of(
        convert_to_tensor(values, kind),
        rows.splits_of_lengths(lengths),
        dtype=as_dtype(row_splits_dtype),
    )
