"""Losses between numbers, as classes."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.keras_math import regression as functions

_MEAN = "sum_over_batch_size"


class MeanSquaredError(BuiltInLoss):
    """The mean of `(y_true - y_pred) ** 2`; arguments are those of `Loss`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.MeanSquaredError()([[0.0, 1.0]], [[1.0, 1.0]]))
    tf.Tensor(0.5, shape=(), dtype=float32)
    """

    def __init__(
        self, reduction: Any = _MEAN, name: str | None = "mean_squared_error", dtype: Any = None
    ):
        super().__init__(functions.mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(BuiltInLoss):
    """The mean of `abs(y_true - y_pred)`; arguments are those of `Loss`."""

    def __init__(
        self, reduction: Any = _MEAN, name: str | None = "mean_absolute_error", dtype: Any = None
    ):
        super().__init__(functions.mean_absolute_error, reduction, name, dtype)


class MeanAbsolutePercentageError(BuiltInLoss):
    """The mean of `100 * abs((y_true - y_pred) / y_true)`; arguments are those of `Loss`."""

    def __init__(
        self,
        reduction: Any = _MEAN,
        name: str | None = "mean_absolute_percentage_error",
        dtype: Any = None,
    ):
        super().__init__(functions.mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(BuiltInLoss):
    """The mean of `(log(y_true + 1) - log(y_pred + 1)) ** 2`; arguments are those of `Loss`."""

    def __init__(
        self,
        reduction: Any = _MEAN,
        name: str | None = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ):
        super().__init__(functions.mean_squared_logarithmic_error, reduction, name, dtype)


class Huber(BuiltInLoss):
    """Half the squared error up to `delta`, beyond that linear.

    Args:
      delta: the error at which it turns linear.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.
    """

    def __init__(
        self,
        delta: float = 1.0,
        reduction: Any = _MEAN,
        name: str | None = "huber_loss",
        dtype: Any = None,
    ):
        super().__init__(functions.huber, reduction, name, dtype, delta=delta)


class LogCosh(BuiltInLoss):
    """The mean of `log(cosh(y_pred - y_true))`; arguments are those of `Loss`."""

    def __init__(self, reduction: Any = _MEAN, name: str | None = "log_cosh", dtype: Any = None):
        super().__init__(functions.log_cosh, reduction, name, dtype)


class CosineSimilarity(BuiltInLoss):
    """Minus the cosine of the angle between labels and predictions.

    Args:
      axis: the axis along which the vectors lie.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.
    """

    def __init__(
        self,
        axis: int = -1,
        reduction: Any = _MEAN,
        name: str | None = "cosine_similarity",
        dtype: Any = None,
    ):
        super().__init__(functions.cosine_similarity, reduction, name, dtype, axis=axis)
