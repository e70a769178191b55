"""Rules for reductions, cumulative reductions, sorting and windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine.interpreter.elementwise import HALF
from tapeflow.engine.interpreter.rules import Unsupported, rule


def _exact(reduce: Callable) -> Callable:
    """Half precision is added up in single precision, as XLA does."""

    def reduced(x: Any, **options: Any) -> Any:
        if x.dtype in HALF:
            return reduce(x.astype(np.float32), dtype=np.float32, **options).astype(x.dtype)
        return reduce(x, dtype=x.dtype, **options)

    return reduced


_sum, _product = _exact(np.sum), _exact(np.prod)
_running_sum, _running_product = _exact(np.cumsum), _exact(np.cumprod)


@rule("reduce_sum")
def _reduce_sum(axes: tuple[int, ...], **_: Any):
    return lambda x: _sum(x, axis=tuple(axes))


@rule("reduce_prod")
def _reduce_prod(axes: tuple[int, ...], **_: Any):
    return lambda x: _product(x, axis=tuple(axes))


def _extreme(reduce: Callable, largest: bool) -> Callable:
    def made(axes: tuple[int, ...], **_: Any):
        def reduced(x: Any) -> Any:
            if all(x.shape[axis] for axis in axes):
                return reduce(x, axis=tuple(axes))
            if x.dtype.kind in "iu":
                limits = np.iinfo(x.dtype)
                nothing: Any = limits.min if largest else limits.max
            else:
                nothing = -np.inf if largest else np.inf
            return reduce(x, axis=tuple(axes), initial=nothing)

        return reduced

    return made


rule("reduce_max")(_extreme(np.max, True))
rule("reduce_min")(_extreme(np.min, False))


@rule("reduce_and")
def _reduce_and(axes: tuple[int, ...], **_: Any):
    return lambda x: np.bitwise_and.reduce(x, axis=tuple(axes))


@rule("reduce_or")
def _reduce_or(axes: tuple[int, ...], **_: Any):
    return lambda x: np.bitwise_or.reduce(x, axis=tuple(axes))


@rule("argmax")
def _argmax(axes: tuple[int, ...], index_dtype: Any, **_: Any):
    return lambda x: np.argmax(x, axes[0]).astype(index_dtype)


@rule("argmin")
def _argmin(axes: tuple[int, ...], index_dtype: Any, **_: Any):
    return lambda x: np.argmin(x, axes[0]).astype(index_dtype)


def _running(accumulate: Callable) -> Callable:
    def made(axis: int, reverse: bool, **_: Any):
        if not reverse:
            return lambda x: accumulate(x, axis=axis)
        return lambda x: np.flip(accumulate(np.flip(x, axis), axis=axis), axis)

    return made


rule("cumsum")(_running(_running_sum))
rule("cumprod")(_running(_running_product))
rule("cummax")(_running(np.maximum.accumulate))
rule("cummin")(_running(np.minimum.accumulate))
rule("cumlogsumexp")(_running(np.logaddexp.accumulate))


@rule("sort")
def _sort(dimension: int, num_keys: int, **_: Any):
    def sort(*arrays: Any) -> Any:
        if len(arrays) == 1:
            return (np.sort(arrays[0], axis=dimension, kind="stable"),)
        order = np.lexsort(arrays[num_keys - 1 :: -1] if num_keys > 1 else arrays[:1], dimension)
        return tuple(np.take_along_axis(array, order, dimension) for array in arrays)

    return sort


@rule("top_k")
def _top_k(k: int, **params: Any):
    axis = params.get("axis", params.get("dimension", -1))

    def top_k(x: Any) -> Any:
        size = x.shape[axis]
        order = size - 1 - np.flip(np.argsort(np.flip(x, axis), axis, kind="stable"), axis)
        places = np.take(order, np.arange(k), axis)
        return np.take_along_axis(x, places, axis), places.astype(np.int32)

    return top_k


def _windows(x: Any, nothing: Any, params: dict[str, Any]) -> Any:
    """The windows of an array, as as many last axes as it has."""
    sizes, steps, padding = (
        params[name] for name in ("window_dimensions", "window_strides", "padding")
    )
    if any(n != 1 for n in (*params["base_dilation"], *params["window_dilation"])):
        raise Unsupported("windows with dilation")
    if any(n for pair in padding for n in pair):
        x = np.pad(x, padding, constant_values=nothing)
    found = np.lib.stride_tricks.sliding_window_view(x, sizes)
    return found[tuple([slice(None, None, step) for step in steps])]


@rule("reduce_window_sum")
def _window_sum(**params: Any):
    def reduced(x: Any) -> Any:
        return _sum(_windows(x, 0, params), axis=tuple(range(x.ndim, 2 * x.ndim)))

    return reduced


def _window_extreme(reduce: Callable, sign: int) -> Callable:
    def made(**params: Any):
        def reduced(x: Any) -> Any:
            if x.dtype.kind in "iu":
                limits = np.iinfo(x.dtype)
                nothing: Any = limits.min if sign < 0 else limits.max
            else:
                nothing = sign * np.inf
            return reduce(_windows(x, nothing, params), axis=tuple(range(x.ndim, 2 * x.ndim)))

        return reduced

    return made


rule("reduce_window_max")(_window_extreme(np.max, -1))
rule("reduce_window_min")(_window_extreme(np.min, 1))
