"""Decay of a learning rate by the inverse of the time."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.schedules.learning_rate_schedule import (
    LearningRateSchedule,
    check_steps,
)
from tapeflow.ops.keras_math.schedules import inverse_time_decay


class InverseTimeDecay(LearningRateSchedule):
    """`initial_learning_rate / (1 + decay_rate * step / decay_steps)`.

    Args:
      initial_learning_rate: the rate at step 0.
      decay_steps: the unit in which time counts, in steps.
      decay_rate: how fast it falls.
      staircase: whether it changes only every `decay_steps` steps, at once.
      name: kept for the configuration.

    >>> import tapeflow as tf
    >>> print(tf.keras.optimizers.schedules.InverseTimeDecay(1.0, 10, 3.0)(10))
    tf.Tensor(0.25, shape=(), dtype=float32)
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ):
        check_steps(self, "decay_steps", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps, self.decay_rate, self.staircase = decay_steps, decay_rate, staircase
        self.name = name

    def __call__(self, step: Any) -> Any:
        numbers = self.vector(self.initial_learning_rate, self.decay_steps, self.decay_rate)
        return inverse_time_decay(step, numbers, self.staircase)
