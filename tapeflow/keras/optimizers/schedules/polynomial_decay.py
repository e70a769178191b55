"""Polynomial decay of a learning rate."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.schedules.learning_rate_schedule import (
    LearningRateSchedule,
    check_steps,
)
from tapeflow.ops.keras_math.schedules import polynomial_decay


class PolynomialDecay(LearningRateSchedule):
    """From the initial rate to the end rate like `(1 - step / decay_steps) ** power`.

    Args:
      initial_learning_rate: the rate at step 0.
      decay_steps: after how many steps the end is reached.
      end_learning_rate: the rate from then on.
      power: 1 is a straight line.
      cycle: whether it starts again, more slowly, each time the end is reached.
      name: kept for the configuration.

    >>> import tapeflow as tf
    >>> print(tf.keras.optimizers.schedules.PolynomialDecay(1.0, 10, end_learning_rate=0.0)(5))
    tf.Tensor(0.5, shape=(), dtype=float32)
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ):
        check_steps(self, "decay_steps", decay_steps)
        self.initial_learning_rate, self.end_learning_rate = (
            initial_learning_rate,
            end_learning_rate,
        )
        self.decay_steps, self.power, self.cycle = decay_steps, power, cycle
        self.name = name

    def __call__(self, step: Any) -> Any:
        numbers = self.vector(
            self.initial_learning_rate, self.decay_steps, self.end_learning_rate, self.power
        )
        return polynomial_decay(step, numbers, self.cycle)
