"""`AdamW`: Adam with decoupled weight decay."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.adam import Adam


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101).

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      weight_decay: the part of a variable, times the learning rate, taken off it before each step.
      beta_1: see `Adam`.
      beta_2: see `Adam`.
      epsilon: see `Adam`.
      amsgrad: see `Adam`.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    Raises:
      ValueError: `weight_decay` is None.

    >>> import tapeflow as tf
    >>> v = tf.Variable(1.0)
    >>> optimizer = tf.keras.optimizers.AdamW(0.1, weight_decay=0.5)
    >>> step = optimizer.apply_gradients([(tf.constant(2.0), v)])
    >>> round(float(v), 4)
    0.85
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *common: Any,
        **options: Any,
    ):
        if weight_decay is None:
            raise ValueError("Argument `weight_decay` must be a float. Received: weight_decay=None")
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, *common, **options
        )
