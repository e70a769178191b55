"""Accuracies: how often predictions are right."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.metrics.mean import BuiltInMean
from tapeflow.ops.keras_math import accuracy as functions


class Accuracy(BuiltInMean):
    """How often predictions equal labels; arguments are those of `Metric`.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.Accuracy()([[1], [2], [3], [4]], [[0], [2], [3], [4]]))
    tf.Tensor(0.75, shape=(), dtype=float32)
    """

    def __init__(self, name: str | None = "accuracy", dtype: Any = None):
        super().__init__(functions.accuracy, name, dtype)


class BinaryAccuracy(BuiltInMean):
    """How often probabilities lie on the right side of a threshold.

    Args:
      name: see `Metric`.
      dtype: see `Metric`.
      threshold: above this, 1 is what was predicted.
    """

    def __init__(
        self, name: str | None = "binary_accuracy", dtype: Any = None, threshold: float = 0.5
    ):
        super().__init__(functions.binary_accuracy, name, dtype, threshold=threshold)


class CategoricalAccuracy(BuiltInMean):
    """How often the largest prediction is that of the true class, for one-hot labels."""

    def __init__(self, name: str | None = "categorical_accuracy", dtype: Any = None):
        super().__init__(functions.categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(BuiltInMean):
    """How often the largest prediction is that of the true class, for class numbers.

    >>> import tapeflow as tf
    >>> accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    >>> accuracy.update_state(y_true=[2, 1], y_pred=[[0.1, 0.6, 0.3], [0.05, 0.95, 0.0]])
    >>> print("%f" % accuracy.result())
    0.500000
    """

    def __init__(self, name: str | None = "sparse_categorical_accuracy", dtype: Any = None):
        super().__init__(functions.sparse_categorical_accuracy, name, dtype)


class TopKCategoricalAccuracy(BuiltInMean):
    """How often the true class is among the `k` largest predictions, for one-hot labels.

    Args:
      k: how many count.
      name: see `Metric`.
      dtype: see `Metric`.
    """

    def __init__(
        self, k: int = 5, name: str | None = "top_k_categorical_accuracy", dtype: Any = None
    ):
        super().__init__(functions.top_k_categorical_accuracy, name, dtype, k=k)


class SparseTopKCategoricalAccuracy(BuiltInMean):
    """How often the true class is among the `k` largest predictions, for class numbers.

    Args:
      k: how many count.
      name: see `Metric`.
      dtype: see `Metric`.
      from_sorted_ids: whether predictions are class numbers, the likeliest first.
    """

    def __init__(
        self,
        k: int = 5,
        name: str | None = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ):
        super().__init__(
            functions.sparse_top_k_categorical_accuracy,
            name,
            dtype,
            k=k,
            from_sorted_ids=from_sorted_ids,
        )
