"""`compiled_loss` and `compiled_metrics`, as train steps written for Keras 2 use them."""

from __future__ import annotations

from typing import Any

from tapeflow.engine.nest import flatten


class CompiledLoss:
    """`compile`'s loss as a function that also updates the loss's mean."""

    def __init__(self, model: Any):
        self._model = model

    @property
    def metrics(self) -> list[Any]:
        return [self._model._loss_tracker]

    def __call__(
        self, y_true: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None
    ) -> Any:
        """The loss of a batch, and the penalties given."""
        model = self._model
        loss = None
        if model._compile_loss is not None:
            loss = model._compile_loss(y_true, y_pred, sample_weight)
        for penalty in regularization_losses or ():
            loss = penalty if loss is None else loss + penalty
        if loss is None:
            raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
        first = flatten(y_pred)[0]
        model._loss_tracker.update_state(loss, sample_weight=first.shape[0] if first.ndim else 1)
        return loss


class CompiledMetrics:
    """`compile`'s metrics as one object."""

    def __init__(self, model: Any):
        self._model = model

    @property
    def metrics(self) -> list[Any]:
        own = self._model._compile_metrics
        return [] if own is None else own.metrics

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch."""
        if self._model._compile_metrics is not None:
            self._model._compile_metrics.update_state(y_true, y_pred, sample_weight)

    def reset_state(self) -> None:
        """Forgets all batches."""
        if self._model._compile_metrics is not None:
            self._model._compile_metrics.reset_state()
