"""`CompileLoss`: the losses that `compile` was given, as one."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.engine.nest import flatten, is_nested
from tapeflow.keras import backend, losses, metrics
from tapeflow.keras.trainers.resolve import loss_for
from tapeflow.keras.trainers.structure import along, at, like_outputs
from tapeflow.ops.math.cast import cast


class CompileLoss(losses.Loss):
    """The weighted sum of the losses of all outputs.

    What the losses belong to is settled at the first call, when the outputs are known. If there are
    several, the mean of each is a metric of its own, `<output>_loss`.

    Args:
      loss: a loss, or a list, dictionary or structure of them; None for an output without one.
      loss_weights: numbers in the same structure, or None.
      output_names: the model's names for its outputs, where it has them.

    Raises:
      ValueError: there are more weights than losses, or fewer.
    """

    def __init__(self, loss: Any, loss_weights: Any = None, output_names: Any = None):
        super().__init__(name="compile_loss", reduction="sum")
        if loss_weights is not None and not isinstance(loss_weights, (list, tuple, dict, float)):
            raise ValueError(
                "Expected `loss_weights` argument to be a float, list, tuple, or dict. Received "
                f"instead: loss_weights={loss_weights} (of type {type(loss_weights)})"
            )
        self._given, self._weights, self._names = loss, loss_weights, output_names
        self.built = False
        self._losses: list[tuple[tuple, losses.Loss, Any]] = []
        self.metrics: list[metrics.Mean] = []

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Settles which loss is whose."""
        found = along("loss", self._given, self._weights, y_pred, self._names)
        named = []
        for path, identifier, weight in found:
            loss = loss_for(identifier, at(path, y_true), at(path, y_pred))
            self._losses.append((path, loss, weight))
            named.append(self._name(path, loss, y_pred))
        if len(found) > 1:
            self.metrics = [metrics.Mean(name=f"{name}_loss") for name in named]
        self.built = True

    def _name(self, path: tuple, loss: losses.Loss, y_pred: Any) -> str:
        names = self._names
        if names and len(path) == 1 and isinstance(path[0], int) and len(names) == len(y_pred):
            return names[path[0]]
        if not path or isinstance(path[-1], int):
            path = (*path[:-1], loss.name)
        return "/".join(map(str, path))

    @property
    def variables(self) -> list:
        return [variable for metric in self.metrics for variable in metric.variables]

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The loss of a batch, or None if no output has one."""
        _refuse_text(y_true)
        if is_nested(y_true) or is_nested(y_pred):
            y_true = like_outputs(y_true, y_pred, self._names, self._given)
        if not self.built:
            self.build(y_true, y_pred)
        nested = is_nested(sample_weight)
        if nested and is_nested(y_pred):
            sample_weight = like_outputs(sample_weight, y_pred, self._names, self._given)
        elif nested:
            (sample_weight,) = flatten(sample_weight)
            nested = False
        total = None
        for i, (path, loss, weight) in enumerate(self._losses):
            predicted = at(path, y_pred)
            own_weight = at(path, sample_weight) if nested else sample_weight
            value = loss(at(path, y_true), predicted, own_weight)
            value = cast(value, backend.floatx())
            if self.metrics:
                self.metrics[i].update_state(value, sample_weight=flatten(predicted)[0].shape[0])
            if weight is not None:
                value = value * weight
            total = value if total is None else total + value
        return total


def _refuse_text(y_true: Any) -> None:
    for labels in flatten(y_true):
        if isinstance(labels, Tensor) and labels.dtype.name == "string":
            raise ValueError(
                problem(
                    "labels are text; a loss needs numbers",
                    given=f"y of dtype string, shape {labels.shape}",
                    fix="tf.keras.layers.StringLookup(vocabulary=classes, num_oov_indices=0)(y) "
                    "gives class numbers",
                )
            )
