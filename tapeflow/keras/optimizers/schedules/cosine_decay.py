"""Cosine decay of a learning rate."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.schedules.learning_rate_schedule import (
    LearningRateSchedule,
    check_steps,
)
from tapeflow.ops.keras_math.schedules import cosine_decay


class CosineDecay(LearningRateSchedule):
    """Down half a cosine wave (Loshchilov & Hutter 2016), after a linear warmup if asked for.

    Args:
      initial_learning_rate: the rate at step 0.
      decay_steps: how many steps the decay takes.
      alpha: the rate at the end, as a fraction of that at the decay's start.
      name: kept for the configuration.
      warmup_target: the rate the warmup ends with, and the decay starts from; None: no warmup.
      warmup_steps: how many steps the warmup takes.

    >>> import tapeflow as tf
    >>> print(tf.keras.optimizers.schedules.CosineDecay(1.0, 10)(5))
    tf.Tensor(0.5, shape=(), dtype=float32)
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: float,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ):
        check_steps(self, "decay_steps", decay_steps)
        self.initial_learning_rate, self.decay_steps, self.alpha = (
            initial_learning_rate,
            decay_steps,
            alpha,
        )
        self.warmup_target, self.warmup_steps = warmup_target, warmup_steps
        self.name = name

    def __call__(self, step: Any) -> Any:
        warmup = self.warmup_target is not None
        numbers = self.vector(
            self.initial_learning_rate,
            self.decay_steps,
            self.alpha,
            self.warmup_target or 0,
            self.warmup_steps,
        )
        return cosine_decay(step, numbers, warmup)
