"""Lets ops that only move elements take strings, which stay on the host."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import convert_to_tensor
from tapeflow.engine.dtypes import string
from tapeflow.engine.errors import InvalidArgumentError


def moves_strings(*names: str, lists: str | None = None) -> Callable[[Callable], Callable]:
    """Makes a function of tensors work on strings as well, if it only moves elements.

    Where a parameter of those names is a string tensor (or a list of them), the function is called
    with the strings' numbers in their place, and its results are read as numbers of strings.

    Args:
      *names: the parameters that may be strings.
      lists: a parameter that is a list of tensors.
    """
    if lists is not None:
        names = (*names, lists)

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def moving(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except (InvalidArgumentError, TypeError):
                bound = inspect.signature(function).bind(*args, **kwargs)
                if not any(_has_strings(bound.arguments.get(name)) for name in names):
                    raise
                return _moved(function, bound, names, lists)

        return moving

    return decorate


def _has_strings(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_has_strings, value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "OSU"
    return isinstance(value, (str, bytes)) or getattr(value, "dtype", None) is string


def _moved(
    function: Callable, bound: inspect.BoundArguments, names: tuple[str, ...], lists: str | None
) -> Any:
    strings: list[np.ndarray] = []

    def number(value: Any) -> Any:
        array = np.asarray(convert_to_tensor(value).numpy(), object)
        start = sum(part.size for part in strings)
        strings.append(array.ravel())
        return convert_to_tensor(
            np.arange(start, start + array.size, dtype=np.int32).reshape(array.shape)
        )

    for name in names:
        if _has_strings(bound.arguments.get(name)):
            given = bound.arguments[name]
            bound.arguments[name] = (
                [number(item) for item in given] if name == lists else number(given)
            )
    pool = np.concatenate(strings)

    def look_up(result: Any) -> Any:
        if isinstance(result, (list, tuple)):
            return type(result)(map(look_up, result))
        positions = np.asarray(result.numpy())
        taken = np.empty(positions.shape, object)
        taken[...] = pool[positions] if pool.size else b""
        return convert_to_tensor(taken, string)

    return look_up(function(*bound.args, **bound.kwargs))
