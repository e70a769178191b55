"""Losses of how well areas overlap."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import floating

EPSILON = 1e-7


@op("keras.losses.dice", free=("y_true",))
def dice(y_true: jax.Array, y_pred: jax.Array, axis=None) -> jax.Array:
    """`1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))`.

    Args:
      y_true: labels of shape `[batch, ...]`, in `[0, 1]`.
      y_pred: predictions of the same shape.
      axis: the axes of the sums, such as `(1, 2, 3)` for a loss of each image; all by default.

    Returns:
      Losses, without those axes.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.dice([[1.0, 0.0]], [[1.0, 1.0]]))
    tf.Tensor(0.3333333, shape=(), dtype=float32)
    """
    y_pred = floating(y_pred)
    y_true = y_true.astype(y_pred.dtype)
    both = jnp.sum(y_true * y_pred, axis)
    return 1 - 2 * both / (jnp.sum(y_true, axis) + jnp.sum(y_pred, axis) + EPSILON)


@op("keras.losses.tversky", free=("y_true",))
def tversky(y_true: jax.Array, y_pred: jax.Array, alpha=0.5, beta=0.5, axis=None) -> jax.Array:
    """`1 - tp / (tp + alpha * missed + beta * wrong)` (Salehi et al. 2017, arXiv:1706.05721).

    Args:
      y_true: labels of shape `[batch, ...]`, in `[0, 1]`.
      y_pred: predictions of the same shape.
      alpha: the weight of `sum(y_true * (1 - y_pred))`, what was missed.
      beta: the weight of `sum((1 - y_true) * y_pred)`, what was predicted wrongly.
      axis: the axes of the sums; all by default.

    Returns:
      Losses, without those axes.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.tversky([[1.0, 0.0]], [[1.0, 1.0]], beta=1.0))
    tf.Tensor(0.5, shape=(), dtype=float32)
    """
    y_pred = floating(y_pred)
    y_true = y_true.astype(y_pred.dtype)
    both = jnp.sum(y_true * y_pred, axis)
    missed = jnp.sum(y_true * (1 - y_pred), axis)
    wrong = jnp.sum((1 - y_true) * y_pred, axis)
    return 1 - both / (both + missed * alpha + wrong * beta + EPSILON)
