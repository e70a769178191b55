"""`Slot`: what an update rule keeps for each variable from step to step."""

from __future__ import annotations

from typing import NamedTuple


class Slot(NamedTuple):
    """One array: its name, what it starts with, and whether it is one number for the variable."""

    name: str
    initial: float = 0.0
    scalar: bool = False
