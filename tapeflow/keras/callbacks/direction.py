"""`direction_of`: whether more or less of a metric is better."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import metrics
from tapeflow.keras.losses.serialization import FUNCTIONS

_LESS_NAMES = ("error", "loss", "crossentropy", "hinge", "divergence", "poisson", "log_cosh")


def direction_of(model: Any, monitor: str) -> str | None:
    """For a metric of a compiled model "min" or "max", or None if it can't be told.

    Args:
      model: the model.
      monitor: the metric's name in the logs.
    """
    name = monitor.removeprefix("val_")
    if name == "loss":
        return "min"
    for metric in _all_metrics(getattr(model, "metrics", ())):
        if metric.name == name or name.endswith(f"_{metric.name}"):
            return _direction(metric)
    return None


def _all_metrics(found: Any) -> Any:
    for metric in found:
        inner = getattr(metric, "metrics", None)
        if inner is None:
            yield metric
        else:
            yield from inner


def _direction(metric: metrics.Metric) -> str | None:
    told = getattr(metric, "_direction", None)
    if told is not None:
        return {"up": "max", "down": "min"}.get(told)
    kind = type(metric)
    if not kind.__module__.startswith("tapeflow."):
        return None
    if kind is metrics.MeanMetricWrapper or kind.__name__ == "BuiltInMean":
        # A function that is a loss; of others nothing is known.
        return "min" if metric._fn in FUNCTIONS.values() else None
    if kind in (metrics.Mean, metrics.Sum, metrics.MeanTensor):
        return "min" if metric.name.endswith("loss") else None
    name = _snake_case(kind)
    return "min" if any(part in name for part in _LESS_NAMES) else "max"


def _snake_case(kind: type) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).strip("_")
