"""`Adamax`: Adam with the infinity norm."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.adamax import adamax


class Adamax(Optimizer):
    """Adamax (Kingma & Ba 2015, section 7.1): gradients divided by their decaying maximum.

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      beta_1: the share of the old average gradient in the new, in `[0, 1)`.
      beta_2: what the old maximum is multiplied by, in `[0, 1)`.
      epsilon: added to the maximum.
      *common: see `Optimizer`.
      **options: see `Optimizer`.
    """

    rule = staticmethod(adamax)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def rule_slots(self):
        return ((Slot("momentum"), Slot("norm")),)

    def numbers(self):
        return (self.beta_1, 1 - self.beta_1, self.beta_2, self.epsilon)
