"""Schedules as plain data and back."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.optimizers.schedules.cosine_decay import CosineDecay
from tapeflow.keras.optimizers.schedules.cosine_decay_restarts import CosineDecayRestarts
from tapeflow.keras.optimizers.schedules.exponential_decay import ExponentialDecay
from tapeflow.keras.optimizers.schedules.inverse_time_decay import InverseTimeDecay
from tapeflow.keras.optimizers.schedules.learning_rate_schedule import LearningRateSchedule
from tapeflow.keras.optimizers.schedules.piecewise_constant_decay import PiecewiseConstantDecay
from tapeflow.keras.optimizers.schedules.polynomial_decay import PolynomialDecay

_CLASSES = {
    kind.__name__: kind
    for kind in (
        CosineDecay,
        CosineDecayRestarts,
        ExponentialDecay,
        InverseTimeDecay,
        PiecewiseConstantDecay,
        PolynomialDecay,
    )
}


def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """A schedule as plain data, in Keras 3's form."""
    name = type(learning_rate_schedule).__name__
    ours = _CLASSES.get(name) is type(learning_rate_schedule)
    return {
        "module": "keras.optimizers.schedules" if ours else type(learning_rate_schedule).__module__,
        "class_name": name,
        "config": learning_rate_schedule.get_config(),
        "registered_name": None if ours else name,
    }


def deserialize(
    config: dict[str, Any], custom_objects: dict[str, type] | None = None
) -> LearningRateSchedule:
    """A schedule made of what `serialize` gave.

    Args:
      config: a mapping with `class_name` and `config`.
      custom_objects: the user's own classes, by name.

    Raises:
      ValueError: no class of that name.
    """
    classes = _CLASSES | (custom_objects or {})
    kind = classes.get(config["class_name"])
    if kind is None:
        raise ValueError(
            problem(
                "cannot make a learning rate schedule",
                given=f"class_name {config['class_name']!r}",
                expected=f"one of {sorted(classes)}",
                fix="name your own classes in custom_objects",
            )
        )
    return kind.from_config(config["config"])
