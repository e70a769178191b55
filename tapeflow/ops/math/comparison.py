"""Comparisons of two tensors, elementwise."""

from __future__ import annotations

import jax

from tapeflow.engine import op
from tapeflow.ops.math.operands import broadcast, real


@op("math.equal", differentiable=False)
def equal(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x == y`, elementwise, as bool.

    Raises:
      InvalidArgumentError: dtypes differ or shapes do not fit.

    >>> import tapeflow as tf
    >>> tf.equal([1, 2], 2).numpy()
    array([False,  True])
    """
    broadcast("math.equal", x, y)
    return x == y


@op("math.not_equal", differentiable=False)
def not_equal(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x != y`, elementwise, as bool.

    >>> import tapeflow as tf
    >>> tf.not_equal([1, 2], 2).numpy()
    array([ True, False])
    """
    broadcast("math.not_equal", x, y)
    return x != y


@op("math.less", differentiable=False)
def less(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x < y`, elementwise, as bool.

    >>> import tapeflow as tf
    >>> tf.less([1, 2], 2).numpy()
    array([ True, False])
    """
    real("math.less", x, y)
    broadcast("math.less", x, y)
    return x < y


@op("math.less_equal", differentiable=False)
def less_equal(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x <= y`, elementwise, as bool.

    >>> import tapeflow as tf
    >>> tf.less_equal([1, 3], 2).numpy()
    array([ True, False])
    """
    real("math.less_equal", x, y)
    broadcast("math.less_equal", x, y)
    return x <= y


@op("math.greater", differentiable=False)
def greater(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x > y`, elementwise, as bool.

    >>> import tapeflow as tf
    >>> tf.greater([1, 3], 2).numpy()
    array([False,  True])
    """
    real("math.greater", x, y)
    broadcast("math.greater", x, y)
    return x > y


@op("math.greater_equal", differentiable=False)
def greater_equal(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x >= y`, elementwise, as bool.

    >>> import tapeflow as tf
    >>> tf.greater_equal([2, 1], 2).numpy()
    array([ True, False])
    """
    real("math.greater_equal", x, y)
    broadcast("math.greater_equal", x, y)
    return x >= y
