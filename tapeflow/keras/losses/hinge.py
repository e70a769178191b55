"""Hinge losses, as classes."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.keras_math import hinge as functions

_MEAN = "sum_over_batch_size"


class Hinge(BuiltInLoss):
    """The mean of `max(1 - y_true * y_pred, 0)`; arguments are those of `Loss`."""

    def __init__(self, reduction: Any = _MEAN, name: str | None = "hinge", dtype: Any = None):
        super().__init__(functions.hinge, reduction, name, dtype)


class SquaredHinge(BuiltInLoss):
    """The mean of `max(1 - y_true * y_pred, 0) ** 2`; arguments are those of `Loss`."""

    def __init__(
        self, reduction: Any = _MEAN, name: str | None = "squared_hinge", dtype: Any = None
    ):
        super().__init__(functions.squared_hinge, reduction, name, dtype)


class CategoricalHinge(BuiltInLoss):
    """`max(largest wrong prediction - right prediction + 1, 0)`; arguments are those of `Loss`."""

    def __init__(
        self, reduction: Any = _MEAN, name: str | None = "categorical_hinge", dtype: Any = None
    ):
        super().__init__(functions.categorical_hinge, reduction, name, dtype)
