"""Crossentropies: of one-hot labels, of class numbers, of yes or no."""

from __future__ import annotations

import warnings
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import backend
from tapeflow.keras.losses.loss import BuiltInLoss
from tapeflow.ops.math.comparison import not_equal
from tapeflow.ops.math.reduce import reduce_mean
from tapeflow.ops.nn.keras_crossentropy import (
    keras_binary_crossentropy,
    keras_categorical_crossentropy,
    keras_sparse_categorical_crossentropy,
)

_MEAN = "sum_over_batch_size"


def sparse_categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    ignore_class: int | None = None,
    axis: int = -1,
) -> Tensor:
    """`-log(p)`, where p is the probability that was given to the true class.

    Probabilities are kept within `[1e-7, 1 - 1e-7]`, as Keras does; for those that come straight
    out of a softmax its logits are used, and the loss stays accurate however small they are.

    Args:
      y_true: class numbers of shape `[batch, ...]` or `[batch, ..., 1]`, of any dtype.
      y_pred: probabilities, or logits, of shape `[batch, ..., classes]`.
      from_logits: whether `y_pred` are logits.
      ignore_class: a class number that gives a loss of 0, and may be out of range.
      axis: the classes' axis.

    Returns:
      Losses in nats, of shape `[batch, ...]`.

    Raises:
      ValueError: `y_true` is not shaped like `y_pred` without the classes' axis.
      InvalidArgumentError: a class number is out of range.

    >>> import tapeflow as tf
    >>> loss = tf.keras.losses.sparse_categorical_crossentropy([1, 0], [[0.5, 0.5], [0.25, 0.75]])
    >>> loss.numpy().round(4)
    array([0.6931, 1.3863], dtype=float32)
    """
    return keras_sparse_categorical_crossentropy(
        y_true, y_pred, from_logits, axis, ignore_class, backend.epsilon()
    )


def categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Tensor:
    """`-sum(y_true * log(y_pred))` over the classes.

    Args:
      y_true: one-hot labels, or probabilities, of shape `[batch, ..., classes]`.
      y_pred: probabilities, or logits, of the same shape; probabilities are scaled to a sum of 1.
      from_logits: whether `y_pred` are logits.
      label_smoothing: the part of each label that is spread over all classes, in `[0, 1]`.
      axis: the classes' axis.

    Returns:
      Losses in nats, without the classes' axis.

    Raises:
      ValueError: the shapes differ.

    >>> import tapeflow as tf
    >>> tf.keras.losses.categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    y_pred = convert_to_tensor(y_pred)
    if y_pred._spec.shape[-1:] == (1,):
        warnings.warn(
            "In loss categorical_crossentropy, expected y_pred.shape to be (batch_size, "
            f"num_classes) with num_classes > 1. Received: y_pred.shape={y_pred.shape}. "
            "Consider using 'binary_crossentropy' if you only have 2 classes.",
            SyntaxWarning,
            stacklevel=2,
        )
    return keras_categorical_crossentropy(
        y_true, y_pred, from_logits, axis, label_smoothing, backend.epsilon()
    )


def binary_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Tensor:
    """The mean of `-y_true * log(y_pred) - (1 - y_true) * log(1 - y_pred)` over `axis`.

    Args:
      y_true: labels of shape `[batch, ..., n]`, in `[0, 1]`.
      y_pred: probabilities, or logits, of the same shape.
      from_logits: whether `y_pred` are logits.
      label_smoothing: how far labels are moved towards 0.5, in `[0, 1]`.
      axis: the axis of the mean.

    Returns:
      Losses in nats, without `axis`.

    Raises:
      ValueError: the shapes differ.

    >>> import tapeflow as tf
    >>> tf.keras.losses.binary_crossentropy([[0, 1]], [[0.5, 0.5]]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    losses = keras_binary_crossentropy(
        y_true, y_pred, from_logits, label_smoothing, backend.epsilon()
    )
    return reduce_mean(losses, axis)


class SparseCategoricalCrossentropy(BuiltInLoss):
    """Crossentropy between class numbers and probabilities or logits.

    Args:
      from_logits: whether predictions are logits.
      ignore_class: a class number that does not count, neither in the loss nor in the mean.
      reduction: see `Loss`.
      axis: the classes' axis.
      name: see `Loss`.
      dtype: see `Loss`.

    >>> import tapeflow as tf
    >>> loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    >>> round(float(loss([1, 0], [[0.0, 0.0], [0.0, 0.0]])), 4)
    0.6931
    """

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: Any = _MEAN,
        axis: int = -1,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ):
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Tensor:
        if self.ignore_class is None:
            return super().__call__(y_true, y_pred, sample_weight)
        y_true = self._labels(y_true)
        losses = self.call(y_true, self._converted(y_pred))
        counted = not_equal(y_true, self.ignore_class)
        if counted.shape.rank == losses.shape.rank + 1:
            counted = counted[..., 0]
        return self._reduced(losses, sample_weight, counted)


class CategoricalCrossentropy(BuiltInLoss):
    """Crossentropy between one-hot labels and probabilities or logits.

    Args:
      from_logits: whether predictions are logits.
      label_smoothing: the part of each label that is spread over all classes, in `[0, 1]`.
      axis: the classes' axis.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Any = _MEAN,
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
    ):
        super().__init__(
            categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class BinaryCrossentropy(BuiltInLoss):
    """Crossentropy between labels 0 and 1 and probabilities or logits.

    Args:
      from_logits: whether predictions are logits.
      label_smoothing: how far labels are moved towards 0.5, in `[0, 1]`.
      axis: the axis of the mean.
      reduction: see `Loss`.
      name: see `Loss`.
      dtype: see `Loss`.
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Any = _MEAN,
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
    ):
        super().__init__(
            binary_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
