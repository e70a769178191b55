"""`RMSprop`: gradients divided by their recent root mean square."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.rmsprop import rmsprop


class RMSprop(Optimizer):
    """RMSprop (Tieleman & Hinton 2012, Coursera lecture 6e).

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      rho: the share of the old average of squared gradients in the new, in `[0, 1]`.
      momentum: the share of the last step that goes on; 0 keeps no slot for it.
      epsilon: added to the average, inside the root.
      centered: whether the average gradient's square is taken off: an estimate of the variance.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    >>> import tapeflow as tf
    >>> v = tf.Variable(1.0)
    >>> step = tf.keras.optimizers.RMSprop(0.1).apply_gradients([(tf.constant(2.0), v)])
    >>> round(float(v), 4)
    0.6838
    """

    rule = staticmethod(rmsprop)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def rule_slots(self):
        return (
            (Slot("velocity"),),
            *(((Slot("momentum"),),) if self.momentum > 0 else ()),
            *(((Slot("average_gradient"),),) if self.centered else ()),
        )

    def numbers(self):
        return (self.rho, 1 - self.rho, self.momentum, self.epsilon)

    def flags(self):
        return (self.centered, self.momentum > 0)
