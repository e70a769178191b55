"""Rules for gather and scatter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine.interpreter.rules import rule


def _is_filling(mode: Any) -> bool:
    """Whether what lies outside is left out, rather than moved inside."""
    return "FILL" in str(mode).upper()


class _Places:
    """The elements that each start index and its window name.

    Args:
      shape: the operand's.
      indices: start indices, `[..., index axes]`.
      sizes: the windows'.
      index_axes: which of the operand's axes each number of an index is for.
      omitted: axes of the operand that windows don't have.
      batching: pairs of batch axes, of the operand and of the indices.
    """

    def __init__(
        self,
        shape: Sequence[int],
        indices: Any,
        sizes: Sequence[int],
        index_axes: Sequence[int],
        omitted: Sequence[int],
        batching: Sequence[tuple[int, int]],
    ):
        self.batch = indices.shape[:-1]
        windows = [axis for axis in range(len(shape)) if axis not in omitted]
        self.window = tuple([sizes[axis] for axis in windows])
        ndim = len(self.batch) + len(windows)
        self.inside = np.ones(self.batch, bool)
        self.index: list[Any] = []
        for axis, (length, size) in enumerate(zip(shape, sizes, strict=True)):
            place: Any = np.zeros((1,) * ndim, np.int64)
            if axis in windows:
                line = [1] * ndim
                line[len(self.batch) + windows.index(axis)] = size
                place = np.arange(size).reshape(line)
            if axis in index_axes:
                start = indices[..., list(index_axes).index(axis)].astype(np.int64)
                self.inside &= (start >= 0) & (start <= length - size)
                start = np.clip(start, 0, max(length - size, 0))
                place = place + start.reshape((*self.batch, *[1] * len(windows)))
            for of_operand, of_indices in batching:
                if axis == of_operand:
                    line = [1] * ndim
                    line[of_indices] = length
                    place = place + np.arange(length).reshape(line)
            self.index.append(place)

    @property
    def all_inside(self) -> bool:
        return bool(self.inside.all())

    def widened(self) -> Any:
        """`inside` with an axis for each of a window's."""
        return self.inside.reshape((*self.batch, *[1] * len(self.window)))


def _window_order(ndim: int, offset_dims: Sequence[int]) -> tuple[list[int], list[int]]:
    """The result's axes that are of the batch, and those that are of windows."""
    return [axis for axis in range(ndim) if axis not in offset_dims], list(offset_dims)


@rule("gather")
def _gather(
    dimension_numbers: Any,
    slice_sizes: Sequence[int],
    mode: Any = None,
    fill_value: Any = None,
    **_: Any,
):
    numbers = dimension_numbers
    omitted = (*numbers.collapsed_slice_dims, *numbers.operand_batching_dims)
    batching = tuple(
        zip(numbers.operand_batching_dims, numbers.start_indices_batching_dims, strict=True)
    )

    def gather(x: Any, indices: Any) -> Any:
        ndim = indices.ndim - 1 + len(numbers.offset_dims)
        of_batch, of_window = _window_order(ndim, numbers.offset_dims)
        rows = _rows(x.shape, numbers, slice_sizes)
        if rows is not None and indices.shape[-1] == 1 and not _is_filling(mode):
            picked = np.clip(indices[..., 0], 0, x.shape[rows] - 1)
            found = np.take(np.moveaxis(x, rows, 0), picked, axis=0)
        else:
            places = _Places(
                x.shape, indices, slice_sizes, numbers.start_index_map, omitted, batching
            )
            found = (
                np.broadcast_to(x[tuple(places.index)], (*places.batch, *places.window))
                if x.size
                else np.zeros((*places.batch, *places.window), x.dtype)
            )
            if _is_filling(mode) and not places.all_inside:
                found = np.where(places.widened(), found, _filling(x.dtype, fill_value))
        return found.transpose(np.argsort([*of_batch, *of_window]))

    return gather


def _rows(shape: Sequence[int], numbers: Any, sizes: Sequence[int]) -> int | None:
    """The axis of which whole rows are taken, if it is as simple as that."""
    if len(numbers.start_index_map) != 1 or numbers.operand_batching_dims:
        return None
    (axis,) = numbers.start_index_map
    others = [size == length for i, (size, length) in enumerate(zip(sizes, shape, strict=True))
              if i != axis]  # fmt: skip
    return axis if tuple(numbers.collapsed_slice_dims) == (axis,) and all(others) else None


def _filling(dtype: np.dtype, value: Any) -> Any:
    if value is not None:
        return np.array(value, dtype)
    if dtype.kind == "b":
        return np.array(True)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return np.array(limits.min if dtype.kind == "i" else limits.max, dtype)
    return np.array(np.nan, dtype)


def _scatter(change: Callable) -> Callable:
    def made(dimension_numbers: Any, **_: Any):
        numbers = dimension_numbers
        omitted = (*numbers.inserted_window_dims, *numbers.operand_batching_dims)
        batching = tuple(
            zip(numbers.operand_batching_dims, numbers.scatter_indices_batching_dims, strict=True)
        )

        def scatter(x: Any, indices: Any, updates: Any) -> Any:
            of_batch, of_window = _window_order(updates.ndim, numbers.update_window_dims)
            windows = iter([updates.shape[axis] for axis in of_window])
            sizes = [1 if axis in omitted else next(windows) for axis in range(x.ndim)]
            places = _Places(
                x.shape, indices, sizes, numbers.scatter_dims_to_operand_dims, omitted, batching
            )
            updates = updates.transpose([*of_batch, *of_window])
            index = [np.broadcast_to(place, updates.shape) for place in places.index]
            if not places.all_inside:
                inside = np.broadcast_to(places.widened(), updates.shape)
                index, updates = [place[inside] for place in index], updates[inside]
            result = np.array(x)
            if result.size and updates.size:
                change(result, tuple(index), updates)
            return result

        return scatter

    return made


def _put(x: Any, index: tuple, updates: Any) -> None:
    x[index] = updates


rule("scatter")(_scatter(_put))
rule("scatter-add", "scatter_add")(_scatter(np.add.at))
rule("scatter-sub", "scatter_sub")(_scatter(np.subtract.at))
rule("scatter-mul", "scatter_mul")(_scatter(np.multiply.at))
rule("scatter-min", "scatter_min")(_scatter(np.minimum.at))
rule("scatter-max", "scatter_max")(_scatter(np.maximum.at))
