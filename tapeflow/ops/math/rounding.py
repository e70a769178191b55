"""Whole numbers near a float. None of these has a gradient, as in TensorFlow."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.math.operands import floating, numeric


@op("math.floor", differentiable=False)
def floor(x: jax.Array) -> jax.Array:
    """The largest whole number not above `x`.

    >>> import tapeflow as tf
    >>> tf.floor(-1.5).numpy()
    np.float32(-2.0)
    """
    floating("math.floor", x)
    return jnp.floor(x)


@op("math.ceil", differentiable=False)
def ceil(x: jax.Array) -> jax.Array:
    """The smallest whole number not below `x`.

    >>> import tapeflow as tf
    >>> tf.math.ceil(-1.5).numpy()
    np.float32(-1.0)
    """
    floating("math.ceil", x)
    return jnp.ceil(x)


@op("math.rint", differentiable=False)
def rint(x: jax.Array) -> jax.Array:
    """The nearest whole number; of two equally near ones the even.

    >>> import tapeflow as tf
    >>> tf.math.rint([0.5, 1.5]).numpy()
    array([0., 2.], dtype=float32)
    """
    floating("math.rint", x)
    return jnp.rint(x)


@op("math.round", differentiable=False)
def round(x: jax.Array) -> jax.Array:
    """The nearest whole number; of two equally near ones the even. Integers stay as they are.

    >>> import tapeflow as tf
    >>> tf.round([0.5, 1.5, -2.4]).numpy()
    array([ 0.,  2., -2.], dtype=float32)
    """
    numeric("math.round", x)
    return x if jnp.issubdtype(x.dtype, jnp.integer) else jnp.round(x)
