"""Losses and metrics given to a functional model as KerasTensors, as Keras 2 takes them."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.symbolic import KerasTensor


class SymbolicTerms:
    """What a model adds to its losses and metrics at every call.

    Attributes:
      tensors: the KerasTensors, losses and metrics mixed.
      metrics: for each the metric it updates; None for a loss.
    """

    def __init__(self):
        self.tensors: list[KerasTensor] = []
        self.metrics: list[Any] = []

    def add(self, tensor: KerasTensor, metric: Any = None) -> None:
        self.tensors.append(tensor)
        self.metrics.append(metric)

    def take(self, model: Any, values: list) -> None:
        """Adds the values of `tensors` in a call."""
        for value, metric in zip(values, self.metrics, strict=True):
            if metric is None:
                model._add_value_loss(value)
            else:
                metric.update_state(value)
