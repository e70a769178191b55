"""`checks`: all of them."""

from __future__ import annotations

from collections.abc import Callable

from tapeflow.doctor.checks.check import Check
from tapeflow.doctor.checks.inputs import FitData, Inputs, LabelOrder
from tapeflow.doctor.checks.layers import Broadcasts, DeadUnits, Layers
from tapeflow.doctor.checks.losses import Losses
from tapeflow.doctor.checks.training import Gradients, Updates
from tapeflow.doctor.place import Place

_KINDS = (
    Losses, Inputs, LabelOrder, FitData, Layers, Broadcasts, DeadUnits, Gradients, Updates,
)  # fmt: skip


def checks(tell: Callable[[str, Place], None]) -> list[Check]:
    """One of each, which call `tell` with a message and a place."""
    return [kind(tell) for kind in _KINDS]
