"""Exponential decay of a learning rate."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.schedules.learning_rate_schedule import (
    LearningRateSchedule,
    check_steps,
)
from tapeflow.ops.keras_math.schedules import exponential_decay


class ExponentialDecay(LearningRateSchedule):
    """`initial_learning_rate * decay_rate ** (step / decay_steps)`.

    Args:
      initial_learning_rate: the rate at step 0.
      decay_steps: after how many steps it is multiplied by `decay_rate`.
      decay_rate: that factor.
      staircase: whether it changes only every `decay_steps` steps, at once.
      name: kept for the configuration.

    >>> import tapeflow as tf
    >>> schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, decay_rate=0.5)
    >>> print(schedule(20))
    tf.Tensor(0.025, shape=(), dtype=float32)
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ):
        check_steps(self, "decay_steps", decay_steps)
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps, self.decay_rate, self.staircase = decay_steps, decay_rate, staircase
        self.name = name

    def __call__(self, step: Any) -> Any:
        numbers = self.vector(self.initial_learning_rate, self.decay_steps, self.decay_rate)
        return exponential_decay(step, numbers, self.staircase)
