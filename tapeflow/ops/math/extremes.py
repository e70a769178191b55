"""The greater or lesser of two tensors, and values kept within bounds."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import invalid, op
from tapeflow.ops.math.operands import broadcast, real


@jax.custom_jvp
def _maximum(x: jax.Array, y: jax.Array) -> jax.Array:
    return jnp.maximum(x, y)


@_maximum.defjvp
def _(primals, tangents):
    # A tie's derivative goes to x alone, where JAX gives half of it to each.
    (x, y), (x_dot, y_dot) = primals, tangents
    return _maximum(x, y), jnp.where(x >= y, x_dot, y_dot)


@jax.custom_jvp
def _minimum(x: jax.Array, y: jax.Array) -> jax.Array:
    return jnp.minimum(x, y)


@_minimum.defjvp
def _(primals, tangents):
    (x, y), (x_dot, y_dot) = primals, tangents
    return _minimum(x, y), jnp.where(x <= y, x_dot, y_dot)


@op("math.maximum")
def maximum(x: jax.Array, y: jax.Array) -> jax.Array:
    """The greater of `x` and `y`, elementwise; where they are equal the derivative goes to `x`.

    >>> import tapeflow as tf
    >>> tf.maximum([1.0, -1.0], 0.0).numpy()
    array([1., 0.], dtype=float32)
    """
    real("math.maximum", x, y)
    broadcast("math.maximum", x, y)
    return _maximum(x, y)


@op("math.minimum")
def minimum(x: jax.Array, y: jax.Array) -> jax.Array:
    """The lesser of `x` and `y`, elementwise; where they are equal the derivative goes to `x`.

    >>> import tapeflow as tf
    >>> tf.minimum([1.0, -1.0], 0.0).numpy()
    array([ 0., -1.], dtype=float32)
    """
    real("math.minimum", x, y)
    broadcast("math.minimum", x, y)
    return _minimum(x, y)


@op("clip_by_value")
def clip_by_value(t: jax.Array, clip_value_min: jax.Array, clip_value_max: jax.Array) -> jax.Array:
    """`t`, with what is below the minimum or above the maximum moved there.

    Args:
      t: a tensor of real numbers.
      clip_value_min: of the same dtype; a scalar, or of a shape that stretches to `t`'s.
      clip_value_max: the same.

    Raises:
      InvalidArgumentError: a bound has more elements than `t`.

    >>> import tapeflow as tf
    >>> tf.clip_by_value([-2.0, 0.5, 2.0], -1.0, 1.0).numpy()
    array([-1. ,  0.5,  1. ], dtype=float32)
    """
    real("clip_by_value", t, clip_value_min, clip_value_max)
    if broadcast("clip_by_value", t, clip_value_min, clip_value_max) != t.shape:
        raise invalid(
            "tf.clip_by_value: Incompatible shapes",
            given=f"t {t.shape}, bounds {clip_value_min.shape} and {clip_value_max.shape}",
            expected="bounds that stretch to t's shape",
        )
    return _maximum(_minimum(t, clip_value_max), clip_value_min)
