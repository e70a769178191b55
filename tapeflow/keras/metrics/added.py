"""`metric_of`: the metric behind `add_metric`, of layers and models."""

from __future__ import annotations

from tapeflow.engine import problem
from tapeflow.keras.metrics.mean import Mean


def metric_of(name: str | None, aggregation: str | None = None) -> Mean:
    """The metric that averages what a model adds.

    Raises:
      ValueError: there is no name, or another aggregation than the mean.
    """
    if name is None or aggregation not in (None, "mean"):
        raise ValueError(
            problem(
                "add_metric: a tensor needs a name, and is averaged",
                given=f"name={name!r}, aggregation={aggregation!r}",
                fix="add_metric(tensor, name='...', aggregation='mean')",
            )
        )
    return Mean(name=name)
