"""Losses between numbers: squared, absolute, relative, logarithmic, robust."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import paired

EPSILON = 1e-7


@op("keras.losses.mean_squared_error", free=("y_true",))
def mean_squared_error(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`mean((y_true - y_pred) ** 2)` over the last axis.

    Args:
      y_true: numbers of shape `[batch, ..., n]`, of any dtype.
      y_pred: predictions of the same shape; `[batch, 1]` goes with `[batch]`.

    Returns:
      Losses of shape `[batch, ...]`, in the dtype of `y_pred`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.mean_squared_error([[0.0, 1.0]], [[1.0, 1.0]]))
    tf.Tensor([0.5], shape=(1,), dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    return jnp.mean(jnp.square(y_true - y_pred), axis=-1)


@op("keras.losses.mean_absolute_error", free=("y_true",))
def mean_absolute_error(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`mean(abs(y_true - y_pred))` over the last axis; operands are those of `mean_squared_error`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.mean_absolute_error([[0.0, 1.0]], [[3.0, 1.0]]))
    tf.Tensor([1.5], shape=(1,), dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    return jnp.mean(jnp.abs(y_true - y_pred), axis=-1)


@op("keras.losses.mean_absolute_percentage_error", free=("y_true",))
def mean_absolute_percentage_error(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`100 * mean(abs((y_true - y_pred) / y_true))` over the last axis, in percent.

    Operands are those of `mean_squared_error`. Below 1e-7, `y_true` counts as 1e-7.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.mean_absolute_percentage_error([[2.0, 4.0]], [[1.0, 4.0]]))
    tf.Tensor([25.], shape=(1,), dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    relative = jnp.abs((y_true - y_pred) / jnp.maximum(jnp.abs(y_true), EPSILON))
    return 100.0 * jnp.mean(relative, axis=-1)


@op("keras.losses.mean_squared_logarithmic_error", free=("y_true",))
def mean_squared_logarithmic_error(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`mean((log(y_true + 1) - log(y_pred + 1)) ** 2)` over the last axis.

    Operands are those of `mean_squared_error`, and count as at least 1e-7.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.mean_squared_logarithmic_error([[0.0]], [[0.0]]))
    tf.Tensor([0.], shape=(1,), dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    logs = [jnp.log(jnp.maximum(y, EPSILON) + 1.0) for y in (y_pred, y_true)]
    return jnp.mean(jnp.square(logs[0] - logs[1]), axis=-1)


@op("keras.losses.huber", free=("y_true",))
def huber(y_true: jax.Array, y_pred: jax.Array, delta=1.0) -> jax.Array:
    """Half the squared error up to `delta`, beyond that linear; the mean over the last axis.

    Args:
      y_true: numbers of shape `[batch, ..., n]`, of any dtype.
      y_pred: predictions of the same shape; `[batch, 1]` goes with `[batch]`.
      delta: the error at which it turns linear.

    Returns:
      Losses of shape `[batch, ...]`, in the dtype of `y_pred`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.huber([[0.0, 0.0]], [[1.0, 3.0]]))
    tf.Tensor([1.5], shape=(1,), dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    distance = jnp.abs(y_pred - y_true)
    linear = delta * distance - 0.5 * delta**2
    return jnp.mean(jnp.where(distance <= delta, 0.5 * jnp.square(distance), linear), axis=-1)


@op("keras.losses.log_cosh", free=("y_true",))
def log_cosh(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`mean(log(cosh(y_pred - y_true)))` over the last axis; operands as of `mean_squared_error`.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.log_cosh([[1.0]], [[1.0]]))
    tf.Tensor([0.], shape=(1,), dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    error = y_pred - y_true
    # cosh overflows above 89; this form does not.
    return jnp.mean(
        error + jax.nn.softplus(-2.0 * error) - jnp.log(jnp.asarray(2.0, error.dtype)), axis=-1
    )


@op("keras.losses.cosine_similarity", free=("y_true",))
def cosine_similarity(y_true: jax.Array, y_pred: jax.Array, axis=-1) -> jax.Array:
    """Minus the cosine of the angle between the two, so that -1 is the best value.

    Args:
      y_true: vectors along `axis`, of any dtype.
      y_pred: vectors of the same shape.
      axis: the axis along which the vectors lie.

    Returns:
      Values in `[-1, 1]`; 0 if a vector is all zeros.

    >>> import tapeflow as tf
    >>> print(tf.keras.losses.cosine_similarity([[0.0, 1.0]], [[0.0, 2.0]]))
    tf.Tensor([-1.], shape=(1,), dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    return -jnp.sum(_unit(y_true, axis) * _unit(y_pred, axis), axis=axis)


def _unit(vectors: jax.Array, axis: int) -> jax.Array:
    inverse = jax.lax.rsqrt(jnp.sum(jnp.square(vectors), axis=axis, keepdims=True))
    # 1 / EPSILON is more than float16 can hold.
    largest = min(1.0 / EPSILON, float(jnp.finfo(vectors.dtype).max))
    return vectors * jnp.minimum(inverse, largest)
