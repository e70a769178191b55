"""Trigonometric and hyperbolic functions, and their inverses; angles are in radians."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.math.operands import broadcast, floating


@op("math.sin")
def sin(x: jax.Array) -> jax.Array:
    """The sine, elementwise.

    >>> import tapeflow as tf
    >>> tf.sin(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.sin", x)
    return jnp.sin(x)


@op("math.cos")
def cos(x: jax.Array) -> jax.Array:
    """The cosine, elementwise.

    >>> import tapeflow as tf
    >>> tf.cos(0.0).numpy()
    np.float32(1.0)
    """
    floating("math.cos", x)
    return jnp.cos(x)


@op("math.tan")
def tan(x: jax.Array) -> jax.Array:
    """The tangent, elementwise.

    >>> import tapeflow as tf
    >>> tf.tan(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.tan", x)
    return jnp.tan(x)


@op("math.asin")
def asin(x: jax.Array) -> jax.Array:
    """The inverse of `sin`, in `[-pi/2, pi/2]`.

    >>> import tapeflow as tf
    >>> tf.asin(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.asin", x)
    return jnp.arcsin(x)


@op("math.acos")
def acos(x: jax.Array) -> jax.Array:
    """The inverse of `cos`, in `[0, pi]`.

    >>> import tapeflow as tf
    >>> tf.acos(1.0).numpy()
    np.float32(0.0)
    """
    floating("math.acos", x)
    return jnp.arccos(x)


@op("math.atan")
def atan(x: jax.Array) -> jax.Array:
    """The inverse of `tan`, in `(-pi/2, pi/2)`.

    >>> import tapeflow as tf
    >>> tf.atan(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.atan", x)
    return jnp.arctan(x)


@op("math.sinh")
def sinh(x: jax.Array) -> jax.Array:
    """The hyperbolic sine, elementwise.

    >>> import tapeflow as tf
    >>> tf.sinh(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.sinh", x)
    return jnp.sinh(x)


@op("math.cosh")
def cosh(x: jax.Array) -> jax.Array:
    """The hyperbolic cosine, elementwise.

    >>> import tapeflow as tf
    >>> tf.cosh(0.0).numpy()
    np.float32(1.0)
    """
    floating("math.cosh", x)
    return jnp.cosh(x)


@op("math.asinh")
def asinh(x: jax.Array) -> jax.Array:
    """The inverse of `sinh`.

    >>> import tapeflow as tf
    >>> tf.asinh(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.asinh", x)
    return jnp.arcsinh(x)


@op("math.acosh")
def acosh(x: jax.Array) -> jax.Array:
    """The inverse of `cosh`; NaN below 1.

    >>> import tapeflow as tf
    >>> tf.acosh(1.0).numpy()
    np.float32(0.0)
    """
    floating("math.acosh", x)
    return jnp.arccosh(x)


@op("math.atanh")
def atanh(x: jax.Array) -> jax.Array:
    """The inverse of `tanh`; NaN outside `[-1, 1]`.

    >>> import tapeflow as tf
    >>> tf.atanh(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.atanh", x)
    return jnp.arctanh(x)


@op("math.atan2")
def atan2(y: jax.Array, x: jax.Array) -> jax.Array:
    """The angle of the point `(x, y)`, in `(-pi, pi]`.

    >>> import tapeflow as tf
    >>> tf.math.atan2(0.0, 1.0).numpy()
    np.float32(0.0)
    """
    floating("math.atan2", y, x)
    broadcast("math.atan2", y, x)
    return jnp.arctan2(y, x)
