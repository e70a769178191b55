"""Rules for primitives that make, cut, join and reorder arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine.interpreter.rules import rule


@rule("iota")
def _iota(dtype: Any, shape: tuple[int, ...], dimension: int, **_: Any):
    def iota(*_: Any) -> Any:
        line = np.arange(shape[dimension]).astype(dtype)
        axes = [1] * len(shape)
        axes[dimension] = shape[dimension]
        return np.broadcast_to(line.reshape(axes), shape)

    return iota


@rule("broadcast_in_dim")
def _broadcast(shape: tuple[int, ...], broadcast_dimensions: tuple[int, ...], **_: Any):
    def broadcast(x: Any, *_: Any) -> Any:
        axes = [1] * len(shape)
        for axis, size in zip(broadcast_dimensions, x.shape, strict=True):
            axes[axis] = size
        return np.broadcast_to(x.reshape(axes), shape)

    return broadcast


@rule("reshape")
def _reshape(new_sizes: tuple[int, ...], dimensions: Any = None, **_: Any):
    if dimensions is not None:
        return lambda x, *_: x.transpose(dimensions).reshape(new_sizes)
    return lambda x, *_: x.reshape(new_sizes)


@rule("transpose")
def _transpose(permutation: tuple[int, ...], **_: Any):
    return lambda x: x.transpose(permutation)


@rule("squeeze")
def _squeeze(dimensions: tuple[int, ...], **_: Any):
    axes = tuple(dimensions)
    return lambda x: x.squeeze(axes)


@rule("expand_dims")
def _expand(dimensions: tuple[int, ...], **_: Any):
    axes = tuple(dimensions)
    return lambda x: np.expand_dims(x, axes)


@rule("concatenate")
def _concatenate(dimension: int, **_: Any):
    return lambda *arrays: np.concatenate(arrays, dimension)


@rule("stack")
def _stack(axis: int = 0, **params: Any):
    return lambda *arrays: np.stack(arrays, params.get("dimension", axis))


@rule("tile")
def _tile(reps: tuple[int, ...], **_: Any):
    return lambda x: np.tile(x, reps)


@rule("split")
def _split(sizes: Sequence[int], axis: int, **_: Any):
    ends = np.cumsum(sizes)[:-1].tolist()
    return lambda x: tuple(np.split(x, ends, axis))


@rule("rev")
def _reverse(dimensions: tuple[int, ...], **_: Any):
    axes = tuple(dimensions)
    return lambda x: np.flip(x, axes)


@rule("slice")
def _slice(start_indices: Any, limit_indices: Any, strides: Any = None, **_: Any):
    steps = strides or (1,) * len(start_indices)
    cut = tuple(map(slice, start_indices, limit_indices, steps))
    return lambda x: x[cut]


@rule("pad")
def _pad(padding_config: Any, **_: Any):
    def pad(x: Any, value: Any) -> Any:
        kept, placed, shape = [], [], []
        for size, (low, high, interior) in zip(x.shape, padding_config, strict=True):
            step = interior + 1
            total = low + high + max(0, (size - 1) * step + 1 if size else 0)
            first = math.ceil(max(0, -low) / step)
            last = min(size, (total - 1 - low) // step + 1) if total > 0 else 0
            count = max(0, last - first)
            kept.append(slice(first, first + count))
            begin = low + first * step
            placed.append(slice(begin, begin + (count - 1) * step + 1, step) if count else slice(0))
            shape.append(total)
        result = np.empty(shape, x.dtype)
        result[...] = value
        result[tuple(placed)] = x[tuple(kept)]
        return result

    return pad


def _starts(x: Any, sizes: Sequence[int], indices: Sequence[Any]) -> tuple[slice, ...]:
    """Where a slice of `sizes` is, moved until it is inside."""
    begins = [
        min(max(int(start), 0), length - size)
        for start, length, size in zip(indices, x.shape, sizes, strict=True)
    ]
    return tuple([slice(start, start + size) for start, size in zip(begins, sizes, strict=True)])


@rule("dynamic_slice")
def _dynamic_slice(slice_sizes: tuple[int, ...], **_: Any):
    return lambda x, *indices: x[_starts(x, slice_sizes, indices[: x.ndim])]


@rule("dynamic_update_slice")
def _dynamic_update_slice(**_: Any):
    def update_slice(x: Any, update: Any, *indices: Any) -> Any:
        result = np.array(x)
        result[_starts(x, update.shape, indices)] = update
        return result

    return update_slice
