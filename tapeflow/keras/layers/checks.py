"""Checks of layers' arguments, each with the layer's name in its message."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from tapeflow.engine import problem


def positive_int(layer: str, name: str, value: Any) -> int:
    """A whole number of at least 1.

    Raises:
      ValueError: anything else.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < 1:
        raise ValueError(
            problem(
                f"{layer}: Received an invalid value for `{name}`, expected a positive integer.",
                given=f"{name}={value!r}",
                expected="a whole number, at least 1",
            )
        )
    return int(value)


def int_tuple(layer: str, name: str, value: Any, rank: int, smallest: int = 1) -> tuple[int, ...]:
    """One whole number per axis; a single number is for all.

    Raises:
      ValueError: another count, or a number that is too small.
    """
    numbers = (value,) * rank if hasattr(value, "__index__") else value
    try:
        numbers = tuple(int(number.__index__()) for number in numbers)
    except (TypeError, AttributeError):
        numbers = ()
    if len(numbers) != rank or any(number < smallest for number in numbers):
        raise ValueError(
            problem(
                f"{layer}: The `{name}` argument must be a tuple of {rank} integers, each at "
                f"least {smallest}.",
                given=f"{name}={value!r}",
                expected=f"a number, or {rank} of them",
            )
        )
    return numbers


def one_of(layer: str, name: str, value: Any, known: tuple[str, ...]) -> str:
    """A known word, in lower case.

    Raises:
      ValueError: another one.
    """
    word = value.lower() if isinstance(value, str) else value
    if word not in known:
        near = difflib.get_close_matches(str(word), known, 1)
        raise ValueError(
            problem(
                f"{layer}: unknown `{name}`",
                given=f"{name}={value!r}",
                expected=f"one of {known}",
                fix=f"{name}={near[0]!r}" if near else None,
            )
        )
    return word


def checked_axes(layer: Any, axis: Any, rank: int) -> tuple[int, ...]:
    """An axis or several, counted from the front, in rising order.

    Raises:
      ValueError: there is no such axis.
    """
    axes = axis if isinstance(axis, (list, tuple)) else [axis]
    if any(not -rank <= item < rank for item in axes):
        raise ValueError(
            problem(
                f"{type(layer).__name__} '{layer.name}': Axis out of bounds for the inputs",
                given=f"axis={axis}, inputs of {rank} axes",
                expected=f"an axis from {-rank} to {rank - 1}",
            )
        )
    return tuple(sorted(item % rank for item in axes))


def not_given(layer: str, **arguments: Any) -> None:
    """Refuses arguments that are not there yet, unless they have no effect.

    Raises:
      NotImplementedError: one of them is given.
    """
    for name, value in arguments.items():
        if value:
            raise NotImplementedError(
                problem(
                    f"{layer}: {name} is not there yet",
                    given=f"{name}={value!r}",
                    fix=f"leave {name} out",
                )
            )


def fused(activation: Callable) -> tuple[Any, Callable | None]:
    """An activation as a pure function for another op to apply, or else to call afterwards."""
    try:
        return activation.op.function, None  # type: ignore[attr-defined]
    except AttributeError:
        return None, activation
