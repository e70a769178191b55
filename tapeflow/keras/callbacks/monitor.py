"""`Monitor`: whether a metric got better; what callbacks that watch one share."""

from __future__ import annotations

import warnings
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.callbacks.callback import Callback
from tapeflow.keras.callbacks.direction import direction_of


class Monitor(Callback):
    """The base class of callbacks that watch one entry of the logs.

    Args:
      monitor: its name.
      mode: "min" if less is better, "max" if more is, "auto" to tell by the metric.
      baseline: the best value to begin with; None for the first one seen.
      min_delta: how much better a value must be to count.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        mode: str = "auto",
        baseline: float | None = None,
        min_delta: float = 0,
    ):
        if mode not in ("auto", "min", "max"):
            warnings.warn(
                f"{type(self).__name__} mode '{mode}' is unknown, fallback to auto mode.",
                stacklevel=3,
            )
            mode = "auto"
        self.monitor = monitor
        self.mode = mode
        self.best: Any = baseline
        self.min_delta = abs(min_delta)
        self._more_is_better: bool | None = None

    def _is_improvement(self, value: float, reference: float | None) -> bool:
        """Whether `value` is better than `reference` by more than `min_delta`."""
        if self._more_is_better is None:
            self._more_is_better = self._direction() == "max"
        if reference is None:
            return True
        if self._more_is_better:
            return value - self.min_delta > reference
        return value + self.min_delta < reference

    def _direction(self) -> str:
        if self.mode != "auto":
            return self.mode
        found = direction_of(self.model, self.monitor)
        if found is None:
            raise ValueError(
                problem(
                    f"{type(self).__name__}: can't tell whether more or less of a metric is better",
                    given=f"monitor={self.monitor!r}, mode='auto'",
                    expected="'loss', or the name of a metric of Keras, with or without 'val_'",
                    fix="mode='max' or mode='min'",
                )
            )
        return found
