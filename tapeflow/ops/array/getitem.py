"""`tensor[...]`: indices and starts are data, only lengths and steps are part of a program."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import Tensor, convert_to_tensor, host_value, invalid, op
from tapeflow.engine.convert import number
from tapeflow.engine.dtypes import int32, string
from tapeflow.engine.spec import spec as spec_for
from tapeflow.engine.trace import record
from tapeflow.ops.array.boolean_mask import boolean_mask


def getitem(tensor: Any, key: Any) -> Tensor:
    """What `tensor[key]` gives.

    `key` is an integer, slice, `tf.newaxis`, `...` or a tuple of them; integers and the ends of
    slices may be scalar tensors. A bool tensor alone selects as `tf.boolean_mask` does. An index or
    a start that changes from call to call does not change the program; a length does.

    Raises:
      InvalidArgumentError: an index out of bounds that is known on the host, or too many of them.
      TypeError: something else in the key.
    """
    if tensor.__class__ is not Tensor:
        tensor = convert_to_tensor(tensor)
    spec = tensor._spec
    kind = key.__class__
    if kind is int:
        if tensor._value.__class__ is np.ndarray and spec.ndim == 1 and spec.dtype.is_integer:
            # A size out of tf.shape(x), a turn of `for i in tf.range(n)`: known, and stays so.
            return number(int(tensor._value[_in_bounds(key, spec.shape[0], 0)]), spec.dtype)
    elif (kind is Tensor and key._spec.dtype.is_bool) or (
        kind is np.ndarray and key.dtype.kind == "b"
    ):
        return boolean_mask(tensor, key)
    elif kind is bool:
        raise ValueError("mask cannot be scalar.")
    if kind is list:
        key = tuple(key)
    elif kind is not tuple:
        key = (key,)
    if spec.dtype is string:
        return _strings(tensor, key)
    pattern, starts = _pattern(key)
    attributes, limits = _seen.get((spec, pattern), _UNSEEN)
    if attributes is None:
        return _look_into(tensor, key, pattern)
    inputs = [tensor]
    for start, limit in zip(starts, limits, strict=True):
        if start < 0:
            start += limit
        if not 0 <= start < limit:
            return _look_into(tensor, key, pattern)
        inputs.append(Tensor(start, _INDEX))
    return record(_slice.op, inputs, attributes)


# (spec, pattern of a key) -> the attributes of the op, and what each start must be below.
_seen: dict[tuple, tuple[tuple, tuple[int, ...]]] = {}
_UNSEEN = (None, ())
_MAX_SEEN = 4096
_INDEX = spec_for((), int32)


def _pattern(key: tuple) -> tuple[tuple | None, list[int]]:
    """What is static of a key, and the starts, which are data; None for a key with tensors in it.

    The pattern has `int` for an index, the length of a window, and all of another slice.
    """
    pattern: list = []
    starts: list[int] = []
    for item in key:
        kind = item.__class__
        if kind is int:
            pattern.append(int)
            starts.append(item)
        elif kind is slice:
            start, stop, step = item.start, item.stop, item.step
            if start.__class__ is int and stop.__class__ is int and step is None:
                if 0 <= start < stop:
                    pattern.append(stop - start)
                    starts.append(start)
                    continue
            elif not {start.__class__, stop.__class__, step.__class__} <= _STATIC:
                return None, starts
            pattern.append((start, stop, step))
        elif item is None or item is Ellipsis:
            pattern.append(item)
        else:
            return None, starts
    return tuple(pattern), starts


_STATIC = {int, type(None)}


def _look_into(tensor: Tensor, key: tuple, pattern: tuple | None) -> Tensor:
    """`tensor[key]` for any key; what is found out is kept for other keys of its pattern."""
    spec = tensor._spec
    axes, layout, result, starts = _plan(key, spec.shape)
    if result == spec.shape and not starts and all(step == 1 for _, _, _, step in axes):
        return _reshape(tensor, result) if any(item is None for item in key) else tensor
    inputs = (tensor, *[convert_to_tensor(start) for start in starts])
    attributes = (_cut(axes, layout), (-1, len(starts)))
    sliced = record(_slice.op, inputs, attributes)
    if pattern is not None:
        data = [(span, size) for (how, _, span, _), size in zip(axes, spec.shape, strict=True)
                if how == "data"]  # fmt: skip
        spans = [1 if item is int else item for item in pattern if item is int or type(item) is int]
        # A window that is cut off at its axis's end, or is all of it, is not like others.
        if [span for span, _ in data] == spans:
            if len(_seen) >= _MAX_SEEN:
                _seen.clear()
            _seen[spec, pattern] = (attributes, tuple(size - span + 1 for span, size in data))
    return sliced


def _plan(key: tuple, shape: tuple[int, ...]) -> tuple[tuple, tuple, tuple[int, ...], list]:
    """For each axis how it is cut; the result's axes; the result's shape; the starts.

    An axis is `("data", 0, span, step)`, where the start is the next of the starts, `("wrap", 0,
    span, step)`, where that may be negative, or `("fixed", start, stop, step)` as of a slice. So
    cuts of axes of other sizes are equal. An axis of the result is one of the tensor, or None.
    """
    axes: list[tuple] = []
    layout: list[int | None] = []
    result: list[int] = []
    starts: list = []
    indexed = ellipses = 0
    for item in key:
        if item is Ellipsis:
            ellipses += 1
        elif item is not None:
            indexed += 1
    if ellipses > 1:
        raise invalid("Multiple ellipses in slice spec not allowed", given=key)
    if indexed > len(shape):
        if not shape:
            raise invalid(
                "Attempting to slice scalar input.", given=f"{key} of a tensor of shape ()"
            )
        raise invalid(
            f"Index out of range using input dim {len(shape)}; input has only {len(shape)} dims",
            given=key,
        )
    for item in key:
        kind = item.__class__
        if item is None:
            layout.append(None)
            result.append(1)
            continue
        if item is Ellipsis:
            for size in shape[len(axes) : len(axes) + len(shape) - indexed]:
                layout.append(len(axes))
                axes.append(_ALL)
                result.append(size)
            continue
        size = shape[len(axes)]
        if kind is slice:
            axis, length, start = _slice_axis(item, size, len(axes))
            layout.append(len(axes))
            axes.append(axis)
            result.append(length)
            if start is not None:
                starts.append(start)
            continue
        if kind is not int:
            item = _index(item)
        if item.__class__ is int:
            axes.append(("data", 0, 1, 1))
            starts.append(_in_bounds(item, size, len(axes) - 1))
        else:
            axes.append(("wrap", 0, 1, 1))
            starts.append(item)
    for size in shape[len(axes) :]:
        layout.append(len(axes))
        axes.append(_ALL)
        result.append(size)
    return tuple(axes), tuple(layout), tuple(result), starts


_ALL = ("fixed", None, None, 1)


def _slice_axis(item: slice, size: int, axis: int) -> tuple[tuple, int, int | None]:
    start, stop, step = item.start, item.stop, item.step
    if start is None and stop is None and step is None:
        return _ALL, size, None
    start, stop, step = _bound(start), _bound(stop), _bound(step)
    if step == 0:
        raise invalid(f"strides[{axis}] must be non-zero", given=f"{item}")
    positions = range(*slice(start, stop, step).indices(size))
    length = len(positions)
    if not length:
        return ("fixed", 0, 0, 1), 0, None
    low = positions[0] if positions.step > 0 else positions[-1]
    span = (length - 1) * abs(positions.step) + 1
    # Between two ends counted from the front lies a window, which a loop may be moving along.
    window = start is not None and stop is not None and start >= 0 and stop >= 0 and span < size
    if window:
        return ("data", 0, span, positions.step), length, low
    return ("fixed", _inside(start, size), _inside(stop, size), positions.step), length, None


def _inside(end: int | None, size: int) -> int | None:
    """An end of a slice; None for one that is no end, as it lies outside."""
    return end if end is not None and -size <= end < size else None


def _bound(value: Any) -> int | None:
    if value is None or value.__class__ is int:
        return value
    index = _index(value)
    return int(index)


def _index(value: Any) -> Any:
    """An index as an int if it is known on the host, otherwise as a scalar tensor."""
    if not isinstance(value, (bool, np.bool_)):
        if isinstance(value, (int, np.integer)):
            return int(value)
        if hasattr(value, "__array__") and hasattr(value, "dtype"):
            tensor = convert_to_tensor(value)
            if not tensor.ndim and tensor.dtype.is_integer:
                known = host_value(tensor)
                return tensor if known is None else int(known)
        elif hasattr(value, "__index__"):
            return value.__index__()
    raise TypeError(
        "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar "
        "tf.int32/tf.int64 "
        f"tensors are valid indices, got {value!r}; to pick several rows use tf.gather(x, indices)"
    )


@dataclass(frozen=True, eq=False)
class Cut:
    """How the axes of a tensor are cut, and the result's axes: see `_plan`. Made by `_cut`."""

    axes: tuple[tuple, ...]
    layout: tuple[int | None, ...]


# One object for equal cuts: signatures are looked up by its identity.
_cut = functools.cache(Cut)


def _in_bounds(index: int, size: int, axis: int) -> int:
    if not -size <= index < size:
        raise invalid(
            f"slice index {index} of dimension {axis} out of bounds.",
            expected=f"at least {-size} and below {size}",
        )
    return index + size if index < 0 else index


@op("strided_slice", free=("starts",))
def _slice(x: jax.Array, starts: Sequence[jax.Array], cut: Any = None) -> jax.Array:
    axes = [(how, *_window(how, start, stop, step, size), step)
            for (how, start, stop, step), size in zip(cut.axes, x.shape, strict=True)]  # fmt: skip
    spans = tuple(span for _, _, span, _ in axes)
    if starts:
        remaining = iter(starts)
        firsts = []
        for (how, start, _, _), size in zip(axes, x.shape, strict=True):
            first = jnp.int32(start) if how == "fixed" else next(remaining).astype(jnp.int32)
            firsts.append(jnp.where(first < 0, first + size, first) if how == "wrap" else first)
        x = lax.dynamic_slice(x, firsts, spans, allow_negative_indices=False)
        if any(abs(step) > 1 for _, _, _, step in axes):
            x = x[tuple(slice(None, None, abs(step)) for _, _, _, step in axes)]
    else:
        limits = [start + span for _, start, span, _ in axes]
        x = lax.slice(
            x, [start for _, start, _, _ in axes], limits, [abs(step) for *_, step in axes]
        )
    reversed_axes = [i for i, (*_, step) in enumerate(axes) if step < 0]
    x = lax.rev(x, reversed_axes) if reversed_axes else x
    return x.reshape([1 if axis is None else x.shape[axis] for axis in cut.layout])


def _window(how: str, start: Any, stop: Any, step: int, size: Any) -> tuple:
    """The first place and the length of what is cut out of an axis; `size` may be symbolic."""
    if how != "fixed":
        return start, stop
    if step > 0:
        low, end = _from_front(start, size, 0), _from_front(stop, size, size)
        return low, end - low if step == 1 else (end - low - 1) // step * step + 1
    low, high = _from_front(stop, size, -1) + 1, _from_front(start, size, size - 1)
    turns = (high - low) // -step
    return high + turns * step, turns * -step + 1


def _from_front(end: int | None, size: Any, none: Any) -> Any:
    return none if end is None else end if end >= 0 else size + end


@op("strided_slice")
def _reshape(x: jax.Array, shape=()) -> jax.Array:
    return x.reshape(shape)


def _strings(tensor: Tensor, key: tuple) -> Tensor:
    """Strings are on the host; so is their indexing."""
    _plan(key, tensor._spec.shape)  # only to refuse what must be refused
    plain = tuple(
        item if item is None or item is Ellipsis
        else slice(*map(_bound, (item.start, item.stop, item.step))) if item.__class__ is slice
        else int(_index(item))
        for item in key
    )  # fmt: skip
    return convert_to_tensor(np.asarray(tensor.numpy(), object)[plain])
