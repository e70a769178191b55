"""`SGD`: stochastic gradient descent."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.sgd import sgd


class SGD(Optimizer):
    """Gradient descent, with momentum if it is above 0.

    `variable -= learning_rate * gradient`; with momentum
    `velocity = momentum * velocity - learning_rate * gradient; variable += velocity`.

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      momentum: the share of the last step that goes on, in `[0, 1]`.
      nesterov: whether the momentum is Nesterov's, which looks one step ahead.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    Raises:
      ValueError: `momentum` is outside `[0, 1]`.

    >>> import tapeflow as tf
    >>> v = tf.Variable(1.0)
    >>> step = tf.keras.optimizers.SGD(0.1).apply_gradients([(tf.constant(2.0), v)])
    >>> print(v.numpy())
    0.8
    """

    rule = staticmethod(sgd)

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        if not 0 <= momentum <= 1:
            raise ValueError(
                problem("SGD: `momentum` must be a float between [0, 1].", given=momentum)
            )
        self.momentum, self.nesterov = float(momentum), nesterov

    def rule_slots(self):
        return ((Slot("momentum"),),) if self.momentum else ()

    def numbers(self):
        return (self.momentum,)

    def flags(self):
        return (self.nesterov,)
