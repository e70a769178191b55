"""`Lion`: steps of equal size, in the direction of a momentum."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.lion import lion


class Lion(Optimizer):
    """Lion (Chen et al. 2023, arXiv:2302.06675).

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      beta_1: the share of the momentum in the step's direction, in `(0, 1]`.
      beta_2: the share of the old momentum in the new.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    Raises:
      ValueError: `beta_1` is outside `(0, 1]`.
    """

    rule = staticmethod(lion)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        if not 0 < beta_1 <= 1:
            raise ValueError(
                problem(
                    "Lion: Argument `beta_1` must be in the (0, 1] range; at 0 it is SignSGD.",
                    given=beta_1,
                )
            )
        self.beta_1, self.beta_2 = beta_1, beta_2

    def rule_slots(self):
        return ((Slot("momentum"),),)

    def numbers(self):
        return (self.beta_1, self.beta_2)
