"""Losses of how well areas overlap, as classes."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.keras_math import dice as functions

_MEAN = "sum_over_batch_size"


class Dice(BuiltInLoss):
    """`1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))`.

    Args:
      reduction: see `Loss`.
      name: see `Loss`.
      axis: the axes of the sums, such as `(1, 2, 3)` for a loss of each image; all by default.
      dtype: see `Loss`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.Dice(axis=1)([[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [0.0, 1.0]]))
    tf.Tensor(0.16666663, shape=(), dtype=float32)
    """

    def __init__(
        self,
        reduction: Any = _MEAN,
        name: str | None = "dice",
        axis: Any = None,
        dtype: Any = None,
    ):
        super().__init__(functions.dice, reduction, name, dtype, axis=axis)


class Tversky(BuiltInLoss):
    """`1 - tp / (tp + alpha * missed + beta * wrong)` (Salehi et al. 2017, arXiv:1706.05721).

    Args:
      alpha: the weight of what was missed.
      beta: the weight of what was predicted wrongly.
      reduction: see `Loss`.
      name: see `Loss`.
      axis: the axes of the sums; all by default.
      dtype: see `Loss`.
    """

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: Any = _MEAN,
        name: str | None = "tversky",
        axis: Any = None,
        dtype: Any = None,
    ):
        super().__init__(
            functions.tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis
        )
