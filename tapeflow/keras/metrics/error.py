"""Errors of numbers, as metrics."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras.metrics.mean import BuiltInMean, Mean
from tapeflow.ops.keras_math import hinge as hinge_functions
from tapeflow.ops.keras_math import regression as functions
from tapeflow.ops.keras_math.aggregate import root_mean_result, squared_errors
from tapeflow.ops.math.arithmetic import negative
from tapeflow.ops.math.cast import cast


class MeanSquaredError(BuiltInMean):
    """The mean of `(y_true - y_pred) ** 2`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "mean_squared_error", dtype: Any = None):
        super().__init__(functions.mean_squared_error, name, dtype)


class RootMeanSquaredError(Mean):
    """The root of the mean of `(y_true - y_pred) ** 2`; arguments are those of `Metric`.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.RootMeanSquaredError()([[0.0, 1.0]], [[2.0, 3.0]]))
    tf.Tensor(2.0, shape=(), dtype=float32)
    """

    def __init__(self, name: str | None = "root_mean_squared_error", dtype: Any = None):
        super().__init__(name, dtype)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of labels and predictions."""
        super().update_state(squared_errors(y_true, cast(y_pred, self.dtype)), sample_weight)

    def result(self) -> Tensor:
        total, count = self._state
        return root_mean_result(total._tensor, count._tensor)


class MeanAbsoluteError(BuiltInMean):
    """The mean of `abs(y_true - y_pred)`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "mean_absolute_error", dtype: Any = None):
        super().__init__(functions.mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(BuiltInMean):
    """The mean of `100 * abs((y_true - y_pred) / y_true)`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "mean_absolute_percentage_error", dtype: Any = None):
        super().__init__(functions.mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicError(BuiltInMean):
    """The mean of `(log(y_true + 1) - log(y_pred + 1)) ** 2`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "mean_squared_logarithmic_error", dtype: Any = None):
        super().__init__(functions.mean_squared_logarithmic_error, name, dtype)


class LogCoshError(BuiltInMean):
    """The mean of `log(cosh(y_pred - y_true))`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "logcosh", dtype: Any = None):
        super().__init__(functions.log_cosh, name, dtype)


class CosineSimilarity(BuiltInMean):
    """The mean cosine of the angle between labels and predictions: 1 is best, unlike in the loss.

    Args:
      name: see `Metric`.
      dtype: see `Metric`.
      axis: the axis along which the vectors lie.
    """

    def __init__(self, name: str | None = "cosine_similarity", dtype: Any = None, axis: int = -1):
        super().__init__(_cosine, name, dtype, axis=axis)

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name, "dtype": self.dtype, "axis": self.axis}


def _cosine(y_true: Any, y_pred: Any, axis: int = -1) -> Tensor:
    return negative(functions.cosine_similarity(y_true, convert_to_tensor(y_pred), axis))


class Hinge(BuiltInMean):
    """The mean of `max(1 - y_true * y_pred, 0)`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "hinge", dtype: Any = None):
        super().__init__(hinge_functions.hinge, name, dtype)


class SquaredHinge(BuiltInMean):
    """The mean of `max(1 - y_true * y_pred, 0) ** 2`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "squared_hinge", dtype: Any = None):
        super().__init__(hinge_functions.squared_hinge, name, dtype)


class CategoricalHinge(BuiltInMean):
    """`max(largest wrong prediction - right one + 1, 0)`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "categorical_hinge", dtype: Any = None):
        super().__init__(hinge_functions.categorical_hinge, name, dtype)
