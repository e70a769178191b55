"""`ScheduleFreeAdamW`: AdamW whose rate needs no schedule, as its steps are averaged."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.adam import adam_numbers
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.schedule_free_adamw import schedule_free_adamw


class ScheduleFreeAdamW(Optimizer):
    """Schedule-free AdamW (Defazio et al. 2024, arXiv:2405.15682).

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      beta_1: where between plain steps and their average gradients are taken, in `(0, 1)`.
      beta_2: the share of the old average squared gradient in the new, in `[0, 1)`.
      epsilon: added to the root.
      warmup_steps: for how many steps the rate rises to its value.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    >>> import tapeflow as tf
    >>> v = tf.Variable(1.0)
    >>> optimizer = tf.keras.optimizers.ScheduleFreeAdamW(0.1)
    >>> step = optimizer.apply_gradients([(tf.constant(2.0), v)])
    >>> round(float(v), 4)
    0.9
    """

    rule = staticmethod(schedule_free_adamw)

    def __init__(
        self,
        learning_rate: Any = 0.0025,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        warmup_steps: int = 0,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.warmup_steps = warmup_steps

    def rule_slots(self):
        return ((Slot("momentum", initial=None), Slot("velocity")),)

    def numbers(self):
        return (*adam_numbers(self.beta_1, self.beta_2, self.epsilon), self.warmup_steps)

    def flags(self):
        return (self.warmup_steps > 0,)
