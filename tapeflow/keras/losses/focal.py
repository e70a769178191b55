"""Focal crossentropies, as classes."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.keras_math import focal as functions

_MEAN = "sum_over_batch_size"


class BinaryFocalCrossentropy(BuiltInLoss):
    """Binary crossentropy in which easy examples count less.

    Args:
      apply_class_balancing: whether label 1 counts `alpha` times and label 0 `1 - alpha` times.
      alpha: that weight, in `[0, 1]`.
      gamma: how much less easy examples count.
      from_logits: whether predictions are logits.
      label_smoothing: how far labels are moved towards 0.5, in `[0, 1]`.
      axis: the axis of the mean.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Any = _MEAN,
        name: str | None = "binary_focal_crossentropy",
        dtype: Any = None,
    ):
        super().__init__(
            functions.binary_focal_crossentropy,
            reduction,
            name,
            dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class CategoricalFocalCrossentropy(BuiltInLoss):
    """Categorical crossentropy in which easy examples count less.

    Args:
      alpha: a weight for all classes, or a list of one for each.
      gamma: how much less easy examples count.
      from_logits: whether predictions are logits.
      label_smoothing: the part of each label that is spread over all classes, in `[0, 1]`.
      axis: the classes' axis.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.
    """

    def __init__(
        self,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Any = _MEAN,
        name: str | None = "categorical_focal_crossentropy",
        dtype: Any = None,
    ):
        super().__init__(
            functions.categorical_focal_crossentropy,
            reduction,
            name,
            dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
