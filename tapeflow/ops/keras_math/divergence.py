"""Losses between distributions and counts."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import floating

EPSILON = 1e-7


@op("keras.losses.kl_divergence", free=("y_true",))
def kl_divergence(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`sum(y_true * log(y_true / y_pred))` over the last axis, in nats.

    Args:
      y_true: probabilities of shape `[batch, ..., n]`; they count as at least 1e-7.
      y_pred: probabilities of the same shape; they count as at least 1e-7.

    Returns:
      Losses of shape `[batch, ...]`, in the dtype of `y_pred`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.kl_divergence([[0.5, 0.5]], [[0.5, 0.5]]))
    tf.Tensor([0.], shape=(1,), dtype=float32)
    """
    y_pred = floating(y_pred)
    y_true = jnp.clip(y_true.astype(y_pred.dtype), EPSILON, 1)
    return jnp.sum(y_true * jnp.log(y_true / jnp.clip(y_pred, EPSILON, 1)), axis=-1)


@op("keras.losses.poisson", free=("y_true",))
def poisson(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`mean(y_pred - y_true * log(y_pred))` over the last axis.

    Args:
      y_true: counts of shape `[batch, ..., n]`, of any dtype.
      y_pred: expected counts of the same shape, at least 0.

    Returns:
      Losses of shape `[batch, ...]`, in the dtype of `y_pred`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.poisson([[2.0, 0.0]], [[1.0, 1.0]]))
    tf.Tensor([0.9999999], shape=(1,), dtype=float32)
    """
    y_pred = floating(y_pred)
    y_true = y_true.astype(y_pred.dtype)
    return jnp.mean(y_pred - y_true * jnp.log(y_pred + EPSILON), axis=-1)
