"""`EarlyStopping`: ends training when a metric gets no better."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from tapeflow.keras.callbacks.monitor import Monitor


class EarlyStopping(Monitor):
    """Stops `fit` when a metric did not get better for `patience` epochs.

    Args:
      monitor: the metric's name in the logs.
      min_delta: how much better a value must be to count.
      patience: epochs without improvement that are waited for.
      verbose: 1 to print when it stops.
      mode: "min", "max" or "auto".
      baseline: a value that must be beaten for the waiting to start again.
      restore_best_weights: whether the weights of the best epoch come back at the end.
      start_from_epoch: how many epochs are not looked at.

    >>> import numpy as np
    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    >>> model.compile(tf.keras.optimizers.SGD(0.0), "mse")
    >>> stopping = tf.keras.callbacks.EarlyStopping("loss", patience=3)
    >>> history = model.fit(
    ...     np.ones([4, 2]), np.zeros([4]), epochs=9, verbose=0, callbacks=[stopping]
    ... )
    >>> len(history.epoch)
    4
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ):
        super().__init__(monitor, mode, min_delta=min_delta)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self._reset()

    def _reset(self) -> None:
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best = self.best_weights = None

    def on_train_begin(self, logs: Any = None) -> None:
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        current = self.get_monitor_value(logs)
        if current is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self._keep(epoch)
        self.wait += 1
        if self._is_improvement(current, self.best):
            self.best = current
            self.best_epoch = epoch
            if self.restore_best_weights:
                self._keep(epoch)
            if self.baseline is None or self._is_improvement(current, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Any = None) -> None:
        if self.stopped_epoch > 0 and self.verbose > 0:
            sys.stdout.write(f"Epoch {self.stopped_epoch + 1}: early stopping\n")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                sys.stdout.write(
                    "Restoring model weights from the end of the best epoch: "
                    f"{self.best_epoch + 1}.\n"
                )
            self.model.set_weights(self.best_weights)

    def get_monitor_value(self, logs: Any) -> Any:
        """The watched value, or None with a warning."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"Early stopping conditioned on metric `{self.monitor}` which is not available. "
                f"Available metrics are: {','.join(logs or {})}",
                stacklevel=2,
            )
        return value

    def _keep(self, epoch: int) -> None:
        self.best_epoch = epoch
        self.best_weights = self.model.get_weights()
