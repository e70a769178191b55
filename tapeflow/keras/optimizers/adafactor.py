"""`Adafactor`: gradients divided by their root mean square, kept by rows and columns only."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Variable
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.adafactor import adafactor


class Adafactor(Optimizer):
    """Adafactor (Shazeer & Stern 2018, arXiv:1804.04235).

    Args:
      learning_rate: a number, a schedule, or a function without arguments; `1 / sqrt(step)` if
        that is less.
      beta_2_decay: the average of squared gradients forgets `step ** beta_2_decay` at each step.
      epsilon_1: added to squared gradients.
      epsilon_2: the least size that a variable counts as having.
      clip_threshold: the largest root mean square of a step, before it is scaled by the rate.
      relative_step: accepted for compatibility; a step is always relative to the variable's size.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    >>> import tapeflow as tf
    >>> v = tf.Variable([3.0, 3.0])
    >>> step = tf.keras.optimizers.Adafactor(0.1).apply_gradients([(tf.constant([2.0, -2.0]), v)])
    >>> print(v.numpy().round(4))
    [2.7 3.3]
    """

    rule = staticmethod(adafactor)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.beta_2_decay, self.clip_threshold = beta_2_decay, clip_threshold
        self.epsilon_1, self.epsilon_2 = epsilon_1, epsilon_2
        self.relative_step = relative_step

    def rule_slots(self):
        return ((Slot("r", shape=_rows), Slot("c", shape=_columns), Slot("velocity")),)

    def numbers(self):
        return (self.beta_2_decay, self.epsilon_1, self.epsilon_2, self.clip_threshold)


# A vector has one number, never used, in either place: so the files are Keras's.
def _rows(variable: Variable) -> tuple[int, ...]:
    return variable._tensor._spec.shape[:-1] if variable.ndim > 1 else ()


def _columns(variable: Variable) -> tuple[int, ...]:
    shape = variable._tensor._spec.shape
    return (*shape[:-2], shape[-1]) if len(shape) > 1 else ()
