"""`categorical_generalized_cross_entropy`: between crossentropy and absolute error."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import floating


@op("keras.losses.categorical_generalized_cross_entropy", free=("y_true",))
def categorical_generalized_cross_entropy(y_true: jax.Array, y_pred: jax.Array, q) -> jax.Array:
    """`(1 - p**q) / q`, where p is the probability of the true class.

    It bears wrong labels better than crossentropy, which it becomes for small q (Zhang & Sabuncu
    2018, arXiv:1805.07836).

    Args:
      y_true: class numbers of shape `[batch, ...]`.
      y_pred: probabilities of shape `[batch, ..., classes]`.
      q: in `(0, 1)`.

    Returns:
      Losses of shape `[batch, ...]`.

    >>> import tapeflow as tf
    >>> tf.keras.losses.categorical_generalized_cross_entropy([1], [[0.75, 0.25]], 0.5).numpy()
    array([1.], dtype=float32)
    """
    y_pred = floating(y_pred)
    chosen = jax.nn.one_hot(y_true.astype(jnp.int32), y_pred.shape[-1], dtype=y_pred.dtype)
    return (1 - jnp.power(jnp.sum(y_pred * chosen, axis=-1), q)) / q
