"""`Adadelta`: steps whose size follows the steps before."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.adadelta import adadelta


class Adadelta(Optimizer):
    """Adadelta (Zeiler 2012, arXiv:1212.5701).

    Args:
      learning_rate: a number, a schedule, or a function without arguments; the paper's is 1.
      rho: the share of the old averages in the new, in `[0, 1]`.
      epsilon: added inside both roots.
      *common: see `Optimizer`.
      **options: see `Optimizer`.
    """

    rule = staticmethod(adadelta)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.rho, self.epsilon = rho, epsilon

    def rule_slots(self):
        return ((Slot("accumulated_grad"), Slot("accumulated_delta_var")),)

    def numbers(self):
        return (self.rho, 1 - self.rho, self.epsilon)
