"""Losses between distributions and counts, as classes."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.keras_math import divergence as functions

_MEAN = "sum_over_batch_size"


class KLDivergence(BuiltInLoss):
    """`sum(y_true * log(y_true / y_pred))`, in nats; arguments are those of `Loss`."""

    def __init__(
        self, reduction: Any = _MEAN, name: str | None = "kl_divergence", dtype: Any = None
    ):
        super().__init__(functions.kl_divergence, reduction, name, dtype)


class Poisson(BuiltInLoss):
    """The mean of `y_pred - y_true * log(y_pred)`; arguments are those of `Loss`."""

    def __init__(self, reduction: Any = _MEAN, name: str | None = "poisson", dtype: Any = None):
        super().__init__(functions.poisson, reduction, name, dtype)
