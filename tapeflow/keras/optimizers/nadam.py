"""`Nadam`: Adam with Nesterov's momentum."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot, scalar
from tapeflow.ops.keras_math.updates.nadam import nadam


class Nadam(Optimizer):
    """Nadam (Dozat 2015).

    Each variable has its own copy of the running product of momentum rates. Keras keeps one for
    all, and so do files: the first variable's.

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      beta_1: the share of the old average gradient in the new, in `[0, 1)`.
      beta_2: the share of the old average squared gradient in the new, in `[0, 1)`.
      epsilon: added to the root.
      *common: see `Optimizer`.
      **options: see `Optimizer`.
    """

    rule = staticmethod(nadam)

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
        return (
            (Slot("momentum"), Slot("velocity")),
            (Slot("momentum_product", initial=1.0, shape=scalar),),
        )

    def save_own_variables(self, store):
        products = len(self._trainable_variables)
        kept = self.variables[: len(self.variables) - max(products - 1, 0)]
        for i, variable in enumerate(kept):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store):
        products = max(len(self._trainable_variables), 1)
        arrays = [store[str(i)] for i in range(len(store))]
        filled = arrays + arrays[-1:] * (products - 1)
        super().load_own_variables({str(i): array for i, array in enumerate(filled)})

    def numbers(self):
        return (self.beta_1, self.beta_2, self.epsilon)
