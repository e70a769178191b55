"""`Compiled`: what `compile` settled for a model."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import metrics as metrics_module
from tapeflow.keras.trainers.compile_loss import CompileLoss
from tapeflow.keras.trainers.compile_metrics import CompileMetrics
from tapeflow.keras.trainers.recorded_steps import RecordedSteps


class Compiled:
    """Losses, metrics and recorded steps of a model, apart from its attributes.

    Args:
      model: the model.
      loss, loss_weights, metrics, weighted_metrics: those of `compile`.
      config: all arguments of `compile`.
    """

    def __init__(
        self,
        model: Any,
        loss: Any,
        loss_weights: Any,
        metrics: Any,
        weighted_metrics: Any,
        config: dict[str, Any],
    ):
        names = getattr(model, "output_names", None)
        self.config = config
        self.loss = None if loss is None else CompileLoss(loss, loss_weights, names)
        self.metrics = None
        if metrics is not None or weighted_metrics is not None:
            self.metrics = CompileMetrics(metrics, weighted_metrics, names)
        self.loss_tracker = metrics_module.Mean(name="loss")
        self.trainable = {id(layer): layer._trainable for layer in model._flatten_layers()}
        self._steps: dict[str, RecordedSteps] = {}

    def steps(self, model: Any, name: str) -> RecordedSteps:
        """The recorded `train_step`, `test_step` or `predict_step`."""
        found = self._steps.get(name)
        if found is None:
            found = self._steps[name] = RecordedSteps(model, name)
        return found

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_steps": {}}
