"""`ReduceLROnPlateau`: a smaller learning rate when a metric gets no better."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np

from tapeflow.keras.callbacks.monitor import Monitor
from tapeflow.keras.callbacks.rates import rate_of, rates


class ReduceLROnPlateau(Monitor):
    """Multiplies the learning rate by `factor` after `patience` epochs without improvement.

    Args:
      monitor: the metric's name in the logs.
      factor: below 1.
      patience: epochs without improvement that are waited for.
      verbose: 1 to print each reduction.
      mode: "min", "max" or "auto".
      min_delta: how much better a value must be to count.
      cooldown: epochs after a reduction that are not looked at.
      min_lr: what the rate never goes below.

    Raises:
      ValueError: `factor` is 1 or more.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(monitor, mode, min_delta=kwargs.pop("epsilon", min_delta))
        if kwargs:
            raise TypeError(f"ReduceLROnPlateau: unknown arguments {sorted(kwargs)}")
        if factor >= 1.0:
            raise ValueError(
                f"ReduceLROnPlateau does not support a factor >= 1.0. Received factor={factor}"
            )
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr
        self.cooldown_counter = self.wait = 0

    def on_train_begin(self, logs: Any = None) -> None:
        self.best = None
        self.cooldown_counter = self.wait = 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        logs = {} if logs is None else logs
        for name, optimizer in rates(self.model):
            logs[name] = rate_of(optimizer)
        current = logs.get(self.monitor)
        if current is None:
            warnings.warn(
                f"Learning rate reduction is conditioned on metric `{self.monitor}` which is not "
                f"available. Available metrics are: {','.join(logs)}.",
                stacklevel=2,
            )
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self._is_improvement(current, self.best):
            self.best = current
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and self._reduce(epoch):
                self.cooldown_counter = self.cooldown
                self.wait = 0

    def _reduce(self, epoch: int) -> bool:
        reduced = False
        for name, optimizer in rates(self.model):
            old = rate_of(optimizer)
            if old > np.float32(self.min_lr):
                new = max(old * self.factor, self.min_lr)
                optimizer.learning_rate = new
                reduced = True
                if self.verbose > 0:
                    whose = name.removeprefix("learning_rate").replace("_", " ", 1)
                    sys.stdout.write(
                        f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing{whose} learning rate "
                        f"to {new}.\n"
                    )
        return reduced

    def in_cooldown(self) -> bool:
        return self.cooldown_counter > 0
