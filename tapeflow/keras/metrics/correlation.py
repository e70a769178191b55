"""Correlations, and the share of variance that is explained, as metrics."""

from __future__ import annotations

import warnings
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.engine.variable import assign_all
from tapeflow.keras.metrics.mean import BuiltInMean
from tapeflow.keras.metrics.metric import Metric
from tapeflow.ops.keras_math import correlation as functions

_AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")
# The variables' names, and those of the attributes that hold them.
_SUMS = {"squared_sum": "squared_sum", "sum": "sum", "residual": "total_mse", "count": "count"}


class PearsonCorrelation(BuiltInMean):
    """The mean of Pearson's correlation between labels and predictions.

    Args:
      name: see `Metric`.
      dtype: see `Metric`.
      axis: along which they are correlated.
    """

    def __init__(self, name: str | None = "pearson_correlation", dtype: Any = None, axis: int = -1):
        super().__init__(functions.pearson_correlation, name, dtype, axis=axis)


class ConcordanceCorrelation(BuiltInMean):
    """The mean of Lin's correlation between labels and predictions.

    Args:
      name: see `Metric`.
      dtype: see `Metric`.
      axis: along which they are correlated.
    """

    def __init__(
        self, name: str | None = "concordance_correlation", dtype: Any = None, axis: int = -1
    ):
        super().__init__(functions.concordance_correlation, name, dtype, axis=axis)


class R2Score(Metric):
    """The share of the labels' variance that predictions explain: `1 - errors / variance`.

    Args:
      class_aggregation: "uniform_average" is the mean over columns, "variance_weighted_average"
        one weighted by their variances; None gives one score for each column.
      num_regressors: if above 0, the score is adjusted for so many independent variables.
      name: see `Metric`.
      dtype: see `Metric`.

    Raises:
      ValueError: an unknown aggregation, or a negative number of regressors.

    >>> import tapeflow as tf
    >>> print("%.2f" % tf.keras.metrics.R2Score()([[1], [4], [3]], [[2], [4], [4]]))
    0.57
    """

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str | None = "r2_score",
        dtype: Any = None,
    ):
        super().__init__(dtype, name)
        if class_aggregation not in _AGGREGATIONS:
            raise ValueError(
                "Invalid value for argument `class_aggregation`. Expected one of "
                f"{_AGGREGATIONS}. Received: class_aggregation={class_aggregation}"
            )
        if num_regressors < 0:
            raise ValueError(
                "Invalid value for argument `num_regressors`. Expected a value >= 0. "
                f"Received: num_regressors={num_regressors}"
            )
        self.class_aggregation, self.num_regressors = class_aggregation, num_regressors
        self.num_samples = self.add_variable((), name="num_samples")
        self._state: tuple = ()

    def _build(self, y_true: Tensor, y_pred: Tensor) -> None:
        if y_true._spec.ndim != 2 or y_pred._spec.ndim != 2:
            raise ValueError(
                "R2Score expects 2D inputs with shape (batch_size, output_dim). Received input "
                f"shapes: y_pred.shape={y_pred.shape} and y_true.shape={y_true.shape}."
            )
        shape = (y_pred._spec.shape[-1],)
        for name, attribute in _SUMS.items():
            setattr(self, attribute, self.add_variable(shape, name=name))
        sums = [getattr(self, attribute) for attribute in _SUMS.values()]
        self._state = (self.num_samples, *sums)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch.

        Args:
          y_true: `[batch, columns]`.
          y_pred: predictions of the same shape.
          sample_weight: `[batch]`, or one for each label.

        Raises:
          ValueError: the first batch is not two-dimensional.
        """
        if not self._state:
            y_true, y_pred = convert_to_tensor(y_true), convert_to_tensor(y_pred)
            self._build(y_true, y_pred)
        state = [variable._tensor for variable in self._state]
        assign_all(self._state, functions.r2_update(state, y_true, y_pred, sample_weight))

    def result(self) -> Tensor:
        if self.num_regressors and (free := int(self.num_samples) - self.num_regressors - 1) <= 0:
            reason = "Division by zero" if free == 0 else "More independent predictors than points"
            warnings.warn(
                f"{reason} in adjusted R2 score. Falling back to standard R2 score.", stacklevel=2
            )
        return functions.r2_score(
            *[variable._tensor for variable in self._state],
            aggregation=self.class_aggregation,
            regressors=self.num_regressors,
        )

    def get_config(self) -> dict[str, Any]:
        own = {
            "class_aggregation": self.class_aggregation,
            "num_regressors": self.num_regressors,
        }
        return {**super().get_config(), **own}
