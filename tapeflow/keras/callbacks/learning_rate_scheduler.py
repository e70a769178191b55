"""`LearningRateScheduler`: a learning rate for each epoch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, problem
from tapeflow.keras.callbacks.callback import Callback
from tapeflow.keras.callbacks.rates import rate_of, rates


class LearningRateScheduler(Callback):
    """Sets the learning rate at the beginning of every epoch.

    Args:
      schedule: `schedule(epoch, rate)`, or `schedule(epoch)`, gives the rate; epochs count from 0.
      verbose: 1 to print it.

    Raises:
      ValueError: (in `fit`) `schedule` gives no float.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    >>> model.compile(tf.keras.optimizers.SGD(1.0), "mse")
    >>> halve = tf.keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    >>> history = model.fit(
    ...     np.ones([4, 2]), np.ones([4]), epochs=2, verbose=0, callbacks=[halve]
    ... )
    >>> history.history["learning_rate"]
    [0.5, 0.25]
    """

    def __init__(self, schedule: Callable, verbose: int = 0):
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        for name, optimizer in rates(self.model):
            rate = self._next(epoch, optimizer)
            optimizer.learning_rate = rate
            if self.verbose > 0:
                whose = name.removeprefix("learning_rate").replace("_", " ", 1)
                sys.stdout.write(
                    f"\nEpoch {epoch + 1}: LearningRateScheduler setting{whose} learning rate to "
                    f"{rate}.\n"
                )

    def _next(self, epoch: int, optimizer: Any) -> float:
        if not hasattr(optimizer, "learning_rate"):
            raise ValueError('Optimizer must have a "learning_rate" attribute.')
        try:
            rate = self.schedule(epoch, rate_of(optimizer))
        except TypeError:  # as in older Keras: a function of the epoch alone
            rate = self.schedule(epoch)
        if isinstance(rate, Tensor) and rate.dtype.is_floating and rate.ndim == 0:
            rate = float(rate)
        if not isinstance(rate, (float, np.float32, np.float64)):
            raise ValueError(
                problem(
                    "The output of the `schedule` function should be a float.",
                    given=f"{rate!r} of type {type(rate).__name__}",
                )
            )
        return rate

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if logs is not None:
            for name, optimizer in rates(self.model):
                logs[name] = rate_of(optimizer)
