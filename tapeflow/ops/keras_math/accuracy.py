"""Accuracies: whether predictions are right, example by example, as 0 and 1."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import same_rank


@op("keras.metrics.accuracy", free=("y_true",), differentiable=False)
def accuracy(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """1 where `y_true == y_pred`, as float32; `[batch]` goes with `[batch, 1]`."""
    y_true, y_pred = same_rank(y_true.astype(y_pred.dtype), y_pred)
    return _ones(y_true == y_pred)


@op("keras.metrics.binary_accuracy", free=("y_true",), differentiable=False)
def binary_accuracy(y_true: jax.Array, y_pred: jax.Array, threshold=0.5) -> jax.Array:
    """1 where `y_true == (y_pred > threshold)`.

    Args:
      y_true: labels, 0 or 1, of shape `[batch, ...]`.
      y_pred: probabilities of the same shape; `[batch]` goes with `[batch, 1]`.
      threshold: above this, 1 is what was predicted.

    Returns:
      0 and 1, of the same shape, as float32.

    >>> import tapeflow as tf
    >>> tf.keras.metrics.binary_accuracy([[1], [0]], [[0.9], [0.6]]).numpy().tolist()
    [[1.0], [0.0]]
    """
    y_true, y_pred = same_rank(y_true, y_pred)
    return _ones(y_true == (y_pred > threshold).astype(y_true.dtype))


@op("keras.metrics.categorical_accuracy", free=("y_true",), differentiable=False)
def categorical_accuracy(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """1 where the largest prediction is that of the true class.

    Args:
      y_true: one-hot labels of shape `[batch, ..., classes]`.
      y_pred: predictions of the same shape.

    Returns:
      0 and 1, of shape `[batch, ...]`, as float32.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.categorical_accuracy([[0, 1], [0, 1]], [[0.1, 0.9], [0.8, 0.2]]))
    tf.Tensor([1. 0.], shape=(2,), dtype=float32)
    """
    return _ones(_argmax(y_true) == _argmax(y_pred))


@op("keras.metrics.sparse_categorical_accuracy", free=("y_true",), differentiable=False)
def sparse_categorical_accuracy(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """1 where the largest prediction is that of the true class.

    Args:
      y_true: class numbers of shape `[batch, ...]` or `[batch, ..., 1]`, of any dtype.
      y_pred: predictions of shape `[batch, ..., classes]`.

    Returns:
      0 and 1, of shape `[batch, ...]`, as float32.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.sparse_categorical_accuracy([1, 1], [[0.1, 0.9], [0.8, 0.2]]))
    tf.Tensor([1. 0.], shape=(2,), dtype=float32)
    """
    if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1:
        y_true = y_true[..., 0]
    matches = _ones(y_true == _argmax(y_pred).astype(y_true.dtype))
    return matches[..., 0] if matches.ndim > 1 and matches.shape[-1] == 1 else matches


@op("keras.metrics.top_k_categorical_accuracy", free=("y_true",), differentiable=False)
def top_k_categorical_accuracy(y_true: jax.Array, y_pred: jax.Array, k=5) -> jax.Array:
    """1 where the true class is among the `k` largest predictions.

    Args:
      y_true: one-hot labels of shape `[batch, ..., classes]`.
      y_pred: predictions of the same shape.
      k: how many count.

    Returns:
      0 and 1, of shape `[batch, ...]`, as float32.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.top_k_categorical_accuracy([[0, 0, 1]], [[0.1, 0.6, 0.3]], k=2))
    tf.Tensor([1.], shape=(1,), dtype=float32)
    """
    return _in_top(_argmax(y_true), y_pred, k)


@op("keras.metrics.sparse_top_k_categorical_accuracy", free=("y_true",), differentiable=False)
def sparse_top_k_categorical_accuracy(
    y_true: jax.Array, y_pred: jax.Array, k=5, from_sorted_ids=False
) -> jax.Array:
    """1 where the true class is among the `k` largest predictions.

    Args:
      y_true: class numbers of shape `[batch, ...]`, or `[batch, ..., 1]`.
      y_pred: predictions of shape `[batch, ..., classes]`; with `from_sorted_ids`, class numbers,
        the likeliest first.
      k: how many count.
      from_sorted_ids: see `y_pred`.

    Returns:
      0 and 1, of the shape of `y_true`, as float32.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.sparse_top_k_categorical_accuracy([2], [[0.1, 0.6, 0.3]], k=2))
    tf.Tensor([1.], shape=(1,), dtype=float32)
    """
    column = y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1
    labels = y_true[..., 0] if column else y_true
    if from_sorted_ids:
        matches = labels[..., None].astype(y_pred.dtype) == y_pred[..., :k]
        return _ones(jnp.any(matches, axis=-1)).reshape(y_true.shape)
    return _in_top(labels.astype(jnp.int32), y_pred, k).reshape(y_true.shape)


def _in_top(labels: jax.Array, predictions: jax.Array, k: int) -> jax.Array:
    """Ties count for the label, as in `tf.math.in_top_k`; one out of range or NaN never counts."""
    classes = predictions.shape[-1]
    inside = (labels >= 0) & (labels < classes)
    picked = jnp.take_along_axis(predictions, jnp.clip(labels, 0, classes - 1)[..., None], axis=-1)
    above = jnp.sum(predictions > picked, axis=-1, dtype=jnp.int32)
    return _ones(inside & jnp.isfinite(picked[..., 0]) & (above < k))


def _argmax(array: jax.Array) -> jax.Array:
    # jnp.argmax counts in 64 bits here.
    return jax.lax.argmax(array, array.ndim - 1, jnp.int32)


def _ones(matches: jax.Array) -> jax.Array:
    return matches.astype(jnp.float32)
