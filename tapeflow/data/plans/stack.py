"""Putting components together: elements into a block, blocks into a longer one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, invalid
from tapeflow.engine.convert import host_value
from tapeflow.engine.host_arrays import aligned


def stack(elements: Sequence[tuple]) -> list:
    """Elements of the same shapes as a block.

    Raises:
      InvalidArgumentError: the shapes of a component differ.
    """
    return [_stack(position, column) for position, column in enumerate(zip(*elements, strict=True))]


def _stack(position: int, column: Sequence) -> Any:
    if column[0].__class__ is not Tensor and hasattr(column[0], "_type_spec"):
        from tapeflow.data.composites import joined_as_they_are  # for few data sets

        return joined_as_they_are(column)
    arrays = [array_of(component) for component in column]
    first = arrays[0]
    for number, array in enumerate(arrays):
        if array.shape != first.shape or array.dtype != first.dtype:
            raise _uneven(position, first, number, array)
    stacked = aligned((len(arrays), *first.shape), first.dtype)
    for number, array in enumerate(arrays):
        stacked[number] = array if array.ndim else array[()]
    return stacked


def _uneven(position: int, first: np.ndarray, number: int, array: np.ndarray) -> Exception:
    return invalid(
        f"Cannot batch tensors with different shapes in component {position}. First "
        f"element had shape {list(first.shape)} and element {number} had shape "
        f"{list(array.shape)}.",
        given=f"{array.dtype} {array.shape} after {first.dtype} {first.shape}",
        fix="padded_batch pads to the longest; map can make the shapes equal",
    )


def array_of(component: Any) -> np.ndarray:
    """A component as an array, read only; strings as an object array."""
    if component.__class__ is not Tensor:
        raise NotImplementedError(
            f"batching elements that hold a {type(component).__name__} is not built; "
            "map it to tensors before batch"
        )
    found = host_value(component)
    return np.asarray(component.value()) if found is None else found


def join(blocks: Sequence[list]) -> list:
    """Blocks one after the other."""
    if len(blocks) == 1:
        return blocks[0]
    joined = []
    for column in zip(*blocks, strict=True):
        if hasattr(column[0], "_type_spec"):
            from tapeflow.data.composites import one_after_the_other  # for few data sets

            joined.append(one_after_the_other(column))
            continue
        arrays = [np.asarray(array) for array in column]
        first = arrays[0]
        for array in arrays:
            if array.shape[1:] != first.shape[1:] or array.dtype != first.dtype:
                raise _uneven(len(joined), first[0], len(first), array[0])
        count = sum(len(array) for array in arrays)
        out = aligned((count, *arrays[0].shape[1:]), arrays[0].dtype)
        np.concatenate(arrays, out=out)
        joined.append(out)
    return joined
