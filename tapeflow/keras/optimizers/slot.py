"""`Slot`: what an update rule keeps for each variable from step to step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tapeflow.engine import Variable


class Slot(NamedTuple):
    """One array: its name, what it starts with, and its shape.

    `initial` is a number, or None for a copy of the variable. `shape` makes the slot's shape of
    the variable: by default it is the variable's own; None means that the variable has no such
    slot.
    """

    name: str
    initial: float | None = 0.0
    shape: Callable[[Variable], tuple[int, ...] | None] | None = None

    def shape_for(self, variable: Variable) -> tuple[int, ...] | None:
        return variable._tensor._spec.shape if self.shape is None else self.shape(variable)


def scalar(variable: Variable) -> tuple[int, ...]:
    """The shape of a slot that is one number for the variable."""
    return ()
