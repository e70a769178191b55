"""`Adam`: momentum, and gradients divided by their recent root mean square."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.adam import adam


class Adam(Optimizer):
    """Adam (Kingma & Ba 2015, arXiv:1412.6980).

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      beta_1: the share of the old average gradient in the new, in `[0, 1)`.
      beta_2: the share of the old average squared gradient in the new, in `[0, 1)`.
      epsilon: added to the root; it is the paper's epsilon-hat.
      amsgrad: whether to divide by the largest average so far (Reddi et al. 2018).
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    >>> import tapeflow as tf
    >>> v = tf.Variable(1.0)
    >>> step = tf.keras.optimizers.Adam(0.1).apply_gradients([(tf.constant(2.0), v)])
    >>> round(float(v), 4)
    0.9
    """

    rule = staticmethod(adam)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.beta_1, self.beta_2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon, amsgrad

    def rule_slots(self):
        slots = ((Slot("momentum"), Slot("velocity")),)
        return (*slots, (Slot("velocity_hat"),)) if self.amsgrad else slots

    def numbers(self):
        return adam_numbers(self.beta_1, self.beta_2, self.epsilon)

    def flags(self):
        return (self.amsgrad,)


@functools.lru_cache
def adam_numbers(beta_1: float, beta_2: float, epsilon: float) -> tuple[float, ...]:
    """`beta_1, 1 - beta_1, beta_2, 1 - beta_2, epsilon`."""
    # 1 - beta is taken here, in double precision: 1 - float32(0.999) is off by 5e-5 of itself.
    # The betas are rounded to float32, which Keras does too; float64 variables show it.
    powers = np.float32([beta_1, beta_2]).tolist()
    return (powers[0], 1 - beta_1, powers[1], 1 - beta_2, epsilon)
