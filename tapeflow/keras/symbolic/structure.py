"""Walks through nested arguments and results for the KerasTensors in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tapeflow.keras.symbolic.keras_tensor import KerasTensor


def keras_tensors_in(value: Any, found: list[KerasTensor] | None = None) -> list[KerasTensor]:
    """The KerasTensors in nested lists, tuples, dicts and slices, from left to right."""
    found = [] if found is None else found
    if isinstance(value, KerasTensor):
        found.append(value)
    elif isinstance(value, (list, tuple)):
        for item in value:
            keras_tensors_in(item, found)
    elif isinstance(value, Mapping):
        for key in value:
            keras_tensors_in(value[key], found)
    elif isinstance(value, slice):
        keras_tensors_in([value.start, value.stop, value.step], found)
    return found


def with_each(function: Callable, value: Any) -> Any:
    """The same structure, every KerasTensor in it replaced by what `function` makes of it."""
    if isinstance(value, KerasTensor):
        return function(value)
    if isinstance(value, (list, tuple)):
        items = [with_each(function, item) for item in value]
        if isinstance(value, tuple):
            return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
        return items
    if isinstance(value, dict):
        return {key: with_each(function, item) for key, item in value.items()}
    if isinstance(value, slice):
        return slice(*[with_each(function, p) for p in (value.start, value.stop, value.step)])
    return value
