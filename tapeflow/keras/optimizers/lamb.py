"""`Lamb`: Adam's direction, and steps as long as the variable is large."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.adam import adam_numbers
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.lamb import lamb


class Lamb(Optimizer):
    """LAMB (You et al. 2019, arXiv:1904.00962): layerwise adaptive moments for large batches.

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      beta_1: the share of the old average gradient in the new, in `[0, 1)`.
      beta_2: the share of the old average squared gradient in the new, in `[0, 1)`.
      epsilon: added to the root.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    >>> import tapeflow as tf
    >>> v = tf.Variable([3.0, 4.0])
    >>> step = tf.keras.optimizers.Lamb(0.1).apply_gradients([(tf.constant([2.0, 0.0]), v)])
    >>> round(float(v[0]), 4)
    2.5
    """

    rule = staticmethod(lamb)

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
        return ((Slot("momentum"), Slot("velocity")),)

    def numbers(self):
        return adam_numbers(self.beta_1, self.beta_2, self.epsilon)
