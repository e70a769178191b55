"""Hinge losses, of labels -1 and 1 (or 0 and 1) and of one-hot labels."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import floating


@op("keras.losses.hinge", free=("y_true",))
def hinge(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`mean(max(1 - y_true * y_pred, 0))` over the last axis.

    Args:
      y_true: labels of shape `[batch, ..., n]`, -1 or 1; if all are 0 or 1, 0 counts as -1.
      y_pred: predictions of the same shape.

    Returns:
      Losses of shape `[batch, ...]`, in the dtype of `y_pred`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.hinge([[0, 1]], [[0.5, 0.5]]))
    tf.Tensor([1.], shape=(1,), dtype=float32)
    """
    return jnp.mean(_margins(y_true, y_pred), axis=-1)


@op("keras.losses.squared_hinge", free=("y_true",))
def squared_hinge(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`mean(max(1 - y_true * y_pred, 0) ** 2)` over the last axis; operands are those of `hinge`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.squared_hinge([[0, 1]], [[0.5, 0.5]]))
    tf.Tensor([1.25], shape=(1,), dtype=float32)
    """
    return jnp.mean(jnp.square(_margins(y_true, y_pred)), axis=-1)


@op("keras.losses.categorical_hinge", free=("y_true",))
def categorical_hinge(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`max(largest wrong prediction - right prediction + 1, 0)`.

    Args:
      y_true: one-hot labels of shape `[batch, ..., classes]`.
      y_pred: predictions of the same shape.

    Returns:
      Losses of shape `[batch, ...]`, in the dtype of `y_pred`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.categorical_hinge([[0, 1]], [[0.25, 0.75]]))
    tf.Tensor([0.5], shape=(1,), dtype=float32)
    """
    y_pred = floating(y_pred)
    y_true = y_true.astype(y_pred.dtype)
    right = jnp.sum(y_true * y_pred, axis=-1)
    wrong = jnp.max((1.0 - y_true) * y_pred, axis=-1)
    return jnp.maximum(wrong - right + 1.0, 0.0)


def _margins(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    y_pred = floating(y_pred)
    y_true = y_true.astype(y_pred.dtype)
    binary = jnp.all((y_true == 0) | (y_true == 1))
    y_true = jnp.where(binary, 2.0 * y_true - 1.0, y_true)
    return jnp.maximum(1.0 - y_true * y_pred, 0.0)
