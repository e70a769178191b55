"""Generalized crossentropy: between crossentropy and absolute error."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.keras_math.generalized_crossentropy import (
    categorical_generalized_cross_entropy as categorical_generalized_cross_entropy,
)


class CategoricalGeneralizedCrossEntropy(BuiltInLoss):
    """`(1 - p**q) / q` of the true class's probability p (arXiv:1805.07836): bears wrong labels.

    Args:
      q: in `(0, 1)`; towards 0 it is crossentropy, at 1 it would be the absolute error.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.

    Raises:
      ValueError: `q` is not in `(0, 1)`.

    >>> import tapeflow as tf
    >>> loss = tf.keras.losses.CategoricalGeneralizedCrossEntropy()
    >>> print(loss([1], [[0.75, 0.25]]))
    tf.Tensor(1.0, shape=(), dtype=float32)
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: Any = "sum_over_batch_size",
        name: str | None = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ):
        if not 0 < q < 1:
            raise ValueError(f"q must be in the interval (0, 1). Received: q={q}")
        super().__init__(categorical_generalized_cross_entropy, reduction, name, dtype, q=q)
