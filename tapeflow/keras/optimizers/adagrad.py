"""`Adagrad`: gradients divided by the root of the sum of their squares."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.adagrad import adagrad


class Adagrad(Optimizer):
    """Adagrad (Duchi, Hazan & Singer 2011).

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      initial_accumulator_value: what the sum of squares starts with, at least 0.
      epsilon: added to the sum, inside the root.
      *common: see `Optimizer`.
      **options: see `Optimizer`.
    """

    rule = staticmethod(adagrad)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.initial_accumulator_value, self.epsilon = initial_accumulator_value, epsilon

    def rule_slots(self):
        return ((Slot("accumulator", self.initial_accumulator_value),),)

    def numbers(self):
        return (self.epsilon,)
