"""`CompileMetrics`: the metrics that `compile` was given, as one."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.engine.nest import flatten, is_nested
from tapeflow.keras import metrics as metrics_module
from tapeflow.keras.masks import mask_of
from tapeflow.keras.trainers.resolve import metric_for
from tapeflow.keras.trainers.structure import at, like_outputs, metrics_along
from tapeflow.ops.math.cast import cast


class CompileMetrics(metrics_module.Metric):
    """All metrics of all outputs; `result` gives a dictionary.

    Which metrics they are is settled at the first update, when labels and outputs are known.

    Args:
      metrics: names, functions or `Metric` objects: a list for one output; for several a list of
        lists, or a dictionary by the outputs' names.
      weighted_metrics: the same, of metrics that take sample weights.
      output_names: the model's names for its outputs, where it has them.

    Raises:
      ValueError: neither lists nor dictionaries.
    """

    def __init__(self, metrics: Any, weighted_metrics: Any = None, output_names: Any = None):
        super().__init__(name="compile_metrics")
        for name, given in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
            if given and not isinstance(given, (list, tuple, dict)):
                raise ValueError(
                    f"Expected `{name}` argument to be a list, tuple, or dict. "
                    f"Received instead: {name}={given} of type {type(given)}"
                )
        self._given = (metrics, weighted_metrics)
        self._names = output_names
        self.built = False
        # For both kinds: the output's path, its name in front of the metric's, and the metric.
        self._groups: tuple[list[tuple[tuple, str, Any]], ...] = ([], [])

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Settles which metrics there are."""
        for argument, given, group in zip(
            ("metrics", "weighted_metrics"), self._given, self._groups, strict=True
        ):
            for path, prefix, identifier in metrics_along(argument, given, y_pred, self._names):
                made = metric_for(identifier, at(path, y_true), at(path, y_pred))
                group.append((path, prefix, made))
        self.built = True

    @property
    def metrics(self) -> list[Any]:
        return [metric for group in self._groups for _, _, metric in group]

    @property
    def variables(self) -> list:
        return [variable for metric in self.metrics for variable in metric.variables]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch; only weighted metrics get the weights."""
        if y_true is not None and (is_nested(y_true) or is_nested(y_pred)):
            y_true = like_outputs(y_true, y_pred, self._names)
        if not self.built:
            self.build(y_true, y_pred)
        nested = is_nested(sample_weight)
        if nested and is_nested(y_pred):
            sample_weight = like_outputs(sample_weight, y_pred, self._names)
        elif nested:
            (sample_weight,) = flatten(sample_weight)
            nested = False
        plain, weighted = self._groups
        for path, _, metric in plain:
            _update(metric, at(path, y_true), at(path, y_pred), None)
        for path, _, metric in weighted:
            weight = at(path, sample_weight) if nested else sample_weight
            _update(metric, at(path, y_true), at(path, y_pred), weight)

    def result(self) -> dict[str, Any]:
        """The results by name: the output's name, if there are several, then the metric's."""
        results: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for is_weighted, group in enumerate(self._groups):
            for _, prefix, metric in group:
                name = prefix + metric.name
                if name in seen and is_weighted:
                    name = f"{prefix}weighted_{metric.name}"
                count = seen.get(name, 0)
                seen[name] = count + 1
                results[f"{name}_{count}" if count else name] = metric.result()
        return results

    def reset_state(self) -> None:
        for metric in self.metrics:
            metric.reset_state()


def _update(metric: Any, y_true: Any, y_pred: Any, weight: Any) -> None:
    mask = mask_of(y_pred) if isinstance(y_pred, Tensor) else None
    if mask is not None and isinstance(metric, metrics_module.MeanMetricWrapper):
        weight = _masked(mask, weight)
    metric.update_state(y_true, y_pred, sample_weight=weight)


def _masked(mask: Tensor, weight: Any) -> Tensor:
    kept = cast(mask, "float32")
    if weight is None:
        return kept
    weight = cast(weight, "float32")
    while weight.ndim < kept.ndim:
        weight = weight[..., None]
    return kept * weight
