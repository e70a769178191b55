"""Crossentropies and divergences, as metrics."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.losses import crossentropy as functions
from tapeflow.keras.metrics.mean import BuiltInMean
from tapeflow.ops.keras_math import divergence


class SparseCategoricalCrossentropy(BuiltInMean):
    """The mean crossentropy between class numbers and predictions, in nats.

    Args:
      name: see `Metric`.
      dtype: see `Metric`.
      from_logits: whether predictions are logits.
      ignore_class: a class number whose loss is 0.
      axis: the classes' axis.
    """

    def __init__(
        self,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ):
        super().__init__(
            functions.sparse_categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )


class CategoricalCrossentropy(BuiltInMean):
    """The mean crossentropy between one-hot labels and predictions, in nats.

    Args:
      name: see `Metric`.
      dtype: see `Metric`.
      from_logits: whether predictions are logits.
      label_smoothing: the part of each label that is spread over all classes, in `[0, 1]`.
      axis: the classes' axis.
    """

    def __init__(
        self,
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ):
        super().__init__(
            functions.categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class BinaryCrossentropy(BuiltInMean):
    """The mean crossentropy between labels 0 and 1 and predictions, in nats.

    Args:
      name: see `Metric`.
      dtype: see `Metric`.
      from_logits: whether predictions are logits.
      label_smoothing: how far labels are moved towards 0.5, in `[0, 1]`.
    """

    def __init__(
        self,
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ):
        super().__init__(
            functions.binary_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
        )


class KLDivergence(BuiltInMean):
    """The mean of `sum(y_true * log(y_true / y_pred))`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "kl_divergence", dtype: Any = None):
        super().__init__(divergence.kl_divergence, name, dtype)


class Poisson(BuiltInMean):
    """The mean of `y_pred - y_true * log(y_pred)`; arguments are those of `Metric`."""

    def __init__(self, name: str | None = "poisson", dtype: Any = None):
        super().__init__(divergence.poisson, name, dtype)
