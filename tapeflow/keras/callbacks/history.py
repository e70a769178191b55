"""`History`: what `fit` returns."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.callbacks.callback import Callback


class History(Callback):
    """Keeps the logs of every epoch; `fit` adds one and returns it.

    Attributes:
      history: for each metric the list of its values, epoch by epoch.
      epoch: the epochs' numbers.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> history = model.fit(np.ones([4, 2]), np.ones([4]), epochs=2, verbose=0)
    >>> history.epoch, list(history.history), len(history.history["loss"])
    ([0, 1], ['loss'], 2)
    """

    def __init__(self):
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Any = None) -> None:
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self
