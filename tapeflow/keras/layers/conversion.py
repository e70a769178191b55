"""What a user calls a layer with, as tensors of the layer's dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import DType, Symbolic, Tensor, Variable, convert_to_tensor, problem
from tapeflow.engine.convert import convert
from tapeflow.engine.dtypes import string
from tapeflow.keras.symbolic import KerasTensor
from tapeflow.ops.math import cast

_NUMBERS = (int, float, bool)
_KEPT = frozenset({bool, int, float, str, type(None)})


def as_inputs(value: Any, dtype: DType, autocast: bool = True) -> Any:
    """Arrays as tensors, floating ones in `dtype`; a nested list of numbers is one tensor.

    Integers, bools and strings keep their type, as do single Python values (they may be options).
    """
    kind = value.__class__
    if kind is Tensor:
        found = value._spec.dtype
        return (
            cast(value, dtype) if autocast and found is not dtype and found.is_floating else value
        )
    if kind is np.ndarray:
        return convert(value, dtype if autocast and value.dtype.kind == "f" else None)
    if kind in _KEPT:
        return value
    if kind is KerasTensor:
        raise Symbolic(value)
    if isinstance(value, (list, tuple)):
        return _sequence(value, dtype, autocast)
    if isinstance(value, dict):
        return {key: as_inputs(item, dtype, autocast) for key, item in value.items()}
    if isinstance(value, Variable):
        return as_inputs(value.value(), dtype, autocast)
    if hasattr(value, "__array__"):
        return as_inputs(convert_to_tensor(value), dtype, autocast)
    return value


def as_numbers(layer: Any, value: Tensor, dtype: DType) -> Tensor:
    """Integers and bools as floats, for a layer that computes with them.

    Raises:
      ValueError: strings.
    """
    given = value._spec.dtype
    if given.is_floating or given.is_complex:
        return value
    if given is string:
        raise ValueError(
            problem(
                f"{type(layer).__name__} '{layer.name}': cannot compute with strings",
                given=f"inputs {tuple(value.shape)} string",
                expected="numbers",
            )
        )
    return cast(value, dtype)


def _sequence(value: Any, dtype: DType, autocast: bool) -> Any:
    if value and _all_numbers(value):
        tensor = convert_to_tensor(value)
        return as_inputs(tensor, dtype, autocast)
    items = [as_inputs(item, dtype, autocast) for item in value]
    if isinstance(value, tuple):
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return items


def _all_numbers(value: Any) -> bool:
    first = value[0]
    if isinstance(first, (list, tuple)):
        return bool(first) and all(
            isinstance(item, (list, tuple)) and item and _all_numbers(item) for item in value
        )
    return all(isinstance(item, _NUMBERS) for item in value)
