"""Cosine decay of a learning rate, again and again."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.schedules.learning_rate_schedule import (
    LearningRateSchedule,
    check_steps,
)
from tapeflow.ops.keras_math.schedules import cosine_decay_restarts


class CosineDecayRestarts(LearningRateSchedule):
    """Cosine decay with warm restarts, SGDR (Loshchilov & Hutter 2016, arXiv:1608.03983).

    Args:
      initial_learning_rate: the rate at step 0.
      first_decay_steps: how many steps the first decay takes.
      t_mul: how much longer each decay takes than the one before.
      m_mul: by what the rate is multiplied at each restart.
      alpha: the lowest rate, as a fraction of the initial one.
      name: kept for the configuration.

    >>> import tapeflow as tf
    >>> print(tf.keras.optimizers.schedules.CosineDecayRestarts(1.0, 10)(10))
    tf.Tensor(1.0, shape=(), dtype=float32)
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        first_decay_steps: float,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ):
        check_steps(self, "first_decay_steps", first_decay_steps)
        self.initial_learning_rate, self.first_decay_steps = (
            initial_learning_rate,
            first_decay_steps,
        )
        self.t_mul, self.m_mul, self.alpha = t_mul, m_mul, alpha
        self.name = name

    def __call__(self, step: Any) -> Any:
        numbers = self.vector(
            self.initial_learning_rate, self.first_decay_steps, self.t_mul, self.m_mul, self.alpha
        )
        return cosine_decay_restarts(step, numbers, self.t_mul != 1)
