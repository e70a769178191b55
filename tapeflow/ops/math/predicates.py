"""Questions about each element, or about neighbors."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.math.operands import floating, real


@op("math.is_nan", differentiable=False)
def is_nan(x: jax.Array) -> jax.Array:
    """Whether it is not a number.

    >>> import tapeflow as tf
    >>> tf.math.is_nan([1.0, float("nan")]).numpy()
    array([False,  True])
    """
    floating("math.is_nan", x)
    return jnp.isnan(x)


@op("math.is_inf", differentiable=False)
def is_inf(x: jax.Array) -> jax.Array:
    """Whether it is infinite.

    >>> import tapeflow as tf
    >>> tf.math.is_inf([1.0, float("-inf")]).numpy()
    array([False,  True])
    """
    floating("math.is_inf", x)
    return jnp.isinf(x)


@op("math.is_finite", differentiable=False)
def is_finite(x: jax.Array) -> jax.Array:
    """Whether it is neither infinite nor NaN.

    >>> import tapeflow as tf
    >>> tf.math.is_finite([1.0, float("nan")]).numpy()
    array([ True, False])
    """
    floating("math.is_finite", x)
    return jnp.isfinite(x)


@op("math.is_non_decreasing", differentiable=False)
def is_non_decreasing(x: jax.Array) -> jax.Array:
    """Whether no element is less than the one before it, in row-major order; a scalar bool.

    >>> import tapeflow as tf
    >>> tf.math.is_non_decreasing([1, 1, 2]).numpy()
    True
    """
    real("math.is_non_decreasing", x)
    return jnp.all(x.ravel()[1:] >= x.ravel()[:-1])


@op("math.is_strictly_increasing", differentiable=False)
def is_strictly_increasing(x: jax.Array) -> jax.Array:
    """Whether each element is greater than the one before it, in row-major order.

    >>> import tapeflow as tf
    >>> tf.math.is_strictly_increasing([1, 1, 2]).numpy()
    np.False_
    """
    real("math.is_strictly_increasing", x)
    return jnp.all(x.ravel()[1:] > x.ravel()[:-1])
