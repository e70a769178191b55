"""Focal crossentropies (Lin et al. 2018, arXiv:1708.02002): easy examples count less."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem
from tapeflow.ops.keras_math.operands import floating

EPSILON = 1e-7


@op("keras.losses.binary_focal_crossentropy", free=("y_true",))
def binary_focal_crossentropy(
    y_true: jax.Array,
    y_pred: jax.Array,
    apply_class_balancing=False,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
) -> jax.Array:
    """Binary crossentropy times `(1 - p) ** gamma`, where p is the probability of the true label.

    Args:
      y_true: labels of shape `[batch, ..., n]`, 0 or 1.
      y_pred: probabilities, or logits, of the same shape.
      apply_class_balancing: whether label 1 counts `alpha` times and label 0 `1 - alpha` times.
      alpha: that weight, in `[0, 1]`.
      gamma: how much less easy examples count; 0 is the plain crossentropy.
      from_logits: whether `y_pred` are logits.
      label_smoothing: how far labels are moved towards 0.5, in `[0, 1]`.
      axis: the axis of the mean.

    Returns:
      Losses in nats, without `axis`.

    Raises:
      ValueError: the shapes differ.

    >>> import tapeflow as tf
    >>> tf.keras.losses.binary_focal_crossentropy([[1.0]], [[0.5]]).numpy().round(4)
    array([0.1733], dtype=float32)
    """
    y_pred = floating(y_pred)
    if y_true.shape != y_pred.shape:
        raise ValueError(
            problem(
                "Arguments `target` and `output` must have the same shape.",
                given=f"y_true {y_true.shape}, y_pred {y_pred.shape}",
            )
        )
    y_true = y_true.astype(y_pred.dtype) * (1.0 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        y_pred = jax.nn.sigmoid(y_pred)
    safe = jnp.clip(y_pred, EPSILON, 1 - EPSILON)
    loss = -(y_true * jnp.log(safe) + (1 - y_true) * jnp.log(1 - safe))
    right = y_true * y_pred + (1 - y_true) * (1 - y_pred)
    loss = (1.0 - right) ** gamma * loss
    if apply_class_balancing:
        loss = (y_true * alpha + (1 - y_true) * (1 - alpha)) * loss
    return jnp.mean(loss, axis=axis)


@op("keras.losses.categorical_focal_crossentropy", free=("y_true",))
def categorical_focal_crossentropy(
    y_true: jax.Array,
    y_pred: jax.Array,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
) -> jax.Array:
    """Categorical crossentropy times `alpha * (1 - p) ** gamma`, class by class.

    Args:
      y_true: one-hot labels of shape `[batch, ..., classes]`.
      y_pred: probabilities, or logits, of the same shape.
      alpha: a weight for all classes, or a list of one for each.
      gamma: how much less easy examples count; 0 is the plain crossentropy.
      from_logits: whether `y_pred` are logits.
      label_smoothing: the part of each label that is spread over all classes, in `[0, 1]`.
      axis: the classes' axis.

    Returns:
      Losses in nats, without `axis`.

    >>> import tapeflow as tf
    >>> tf.keras.losses.categorical_focal_crossentropy([[0, 1]], [[0.5, 0.5]]).numpy().round(4)
    array([0.0433], dtype=float32)
    """
    y_pred = floating(y_pred)
    y_true = y_true.astype(y_pred.dtype)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / y_true.shape[-1]
    if from_logits:
        y_pred = jax.nn.softmax(y_pred, axis=axis)
    output = y_pred / jnp.sum(y_pred, axis=axis, keepdims=True)
    output = jnp.clip(output, EPSILON, 1.0 - EPSILON)
    weight = (1.0 - output) ** gamma * jnp.asarray(alpha, output.dtype)
    return jnp.sum(weight * -y_true * jnp.log(output), axis=axis)
