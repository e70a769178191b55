"""Weights of a model that a file describes: no more than the file can hold, and not made twice."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import DType, problem
from tapeflow.engine.convert import adopt

# A config may ask for this many bytes, or so many times what the file has.
_FREELY, _RATIO = 1 << 28, 10


# Weights of so many bytes are not initialized before they are read.
_LARGE = 1 << 20


class _Budget(threading.local):
    left: int | None = None
    later: list | None = None


_budget = _Budget()


@contextlib.contextmanager
def weights_for(stored: int) -> Iterator[Callable[[], None]]:
    """In the block, layers make no more weights than a file of so many bytes can be about.

    Large ones are zeros at first, which take no memory; the function that comes, called when all
    was read, gives those that the file had nothing for their initial values.
    """
    before = _budget.left, _budget.later
    later: list[tuple[Any, Any, Callable[[], Any]]] = []
    _budget.left, _budget.later = max(_FREELY, _RATIO * stored), later

    def settle() -> None:
        for variable, zeros, initial in later:
            if variable._tensor is zeros:
                variable.assign(initial())
        later.clear()

    try:
        yield settle
    finally:
        _budget.left, _budget.later = before


def initially(shape: Sequence[int], dtype: DType, initial: Callable[[], Any]) -> Any:
    """The initial value, or zeros in its place if the variable's value is about to be read."""
    if _budget.later is None or math.prod(shape) * dtype.size < _LARGE:
        return initial()
    return adopt(np.zeros(shape, dtype.np))


def note(variable: Any, value: Any, initial: Callable[[], Any]) -> None:
    """Remembers how a variable is initialized that got zeros from `initially`."""
    if _budget.later is not None and getattr(value, "_value", None).__class__ is np.ndarray:
        _budget.later.append((variable, variable._tensor, initial))


def claim(name: str, shape: Sequence[int], itemsize: int) -> None:
    """Takes a new weight's bytes off the budget.

    Raises:
      ValueError: there are not so many left.
    """
    if _budget.left is None:
        return
    size = math.prod(shape) * itemsize
    if size > _budget.left:
        raise ValueError(
            problem(
                f"model file: weight '{name}' would be larger than what the file can hold; "
                "not made",
                given=f"shape {tuple(shape)}, {size:,} bytes",
                expected=f"at most {_budget.left:,} bytes",
            )
        )
    _budget.left -= size
