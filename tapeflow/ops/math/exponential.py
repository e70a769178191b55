"""Exponentials, logarithms, squares and roots."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.math.operands import broadcast, floating, numeric


@op("math.exp")
def exp(x: jax.Array) -> jax.Array:
    """`e ** x`, elementwise.

    >>> import tapeflow as tf
    >>> tf.exp(0.0).numpy()
    np.float32(1.0)
    """
    floating("math.exp", x)
    return jnp.exp(x)


@op("math.expm1")
def expm1(x: jax.Array) -> jax.Array:
    """`e ** x - 1`, exact near 0 too.

    >>> import tapeflow as tf
    >>> tf.math.expm1(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.expm1", x)
    return jnp.expm1(x)


@op("math.log")
def log(x: jax.Array) -> jax.Array:
    """The natural logarithm, elementwise: -inf at 0, NaN below.

    >>> import tapeflow as tf
    >>> tf.math.log(1.0).numpy()
    np.float32(0.0)
    """
    floating("math.log", x)
    return jnp.log(x)


@op("math.log1p")
def log1p(x: jax.Array) -> jax.Array:
    """`log(1 + x)`, exact near 0 too.

    >>> import tapeflow as tf
    >>> tf.math.log1p(0.0).numpy()
    np.float32(0.0)
    """
    floating("math.log1p", x)
    return jnp.log1p(x)


@op("math.sqrt")
def sqrt(x: jax.Array) -> jax.Array:
    """The square root, elementwise; its derivative at 0 is infinite.

    >>> import tapeflow as tf
    >>> tf.sqrt(9.0).numpy()
    np.float32(3.0)
    """
    floating("math.sqrt", x)
    return jnp.sqrt(x)


@op("math.rsqrt")
def rsqrt(x: jax.Array) -> jax.Array:
    """`1 / sqrt(x)`, elementwise.

    >>> import tapeflow as tf
    >>> tf.math.rsqrt(4.0).numpy()
    np.float32(0.5)
    """
    floating("math.rsqrt", x)
    return lax.rsqrt(x)


@op("math.square")
def square(x: jax.Array) -> jax.Array:
    """`x * x`, elementwise.

    >>> import tapeflow as tf
    >>> tf.square(3).numpy()
    np.int32(9)
    """
    numeric("math.square", x)
    return x * x


@op("math.reciprocal")
def reciprocal(x: jax.Array) -> jax.Array:
    """`1 / x`, elementwise.

    >>> import tapeflow as tf
    >>> tf.math.reciprocal(4.0).numpy()
    np.float32(0.25)
    """
    floating("math.reciprocal", x)
    return 1 / x


@op("math.reciprocal_no_nan")
def reciprocal_no_nan(x: jax.Array) -> jax.Array:
    """`1 / x`, and 0 where `x` is 0.

    >>> import tapeflow as tf
    >>> tf.math.reciprocal_no_nan([4.0, 0.0]).numpy()
    array([0.25, 0.  ], dtype=float32)
    """
    floating("math.reciprocal_no_nan", x)
    zero = x == 0
    return jnp.where(zero, jnp.zeros((), x.dtype), 1 / jnp.where(zero, jnp.ones((), x.dtype), x))


@op("math.log_sigmoid")
def log_sigmoid(x: jax.Array) -> jax.Array:
    """`log(1 / (1 + exp(-x)))`, which does not overflow.

    >>> import tapeflow as tf
    >>> tf.math.log_sigmoid([-100.0, 100.0]).numpy()
    array([-100.,   -0.], dtype=float32)
    """
    floating("math.log_sigmoid", x)
    return _log_sigmoid(x)


@jax.custom_jvp
def _log_sigmoid(x: jax.Array) -> jax.Array:
    return jnp.minimum(x, 0) - jnp.log1p(jnp.exp(-jnp.abs(x)))


@_log_sigmoid.defjvp
def _(primals, tangents):
    (x,), (x_dot,) = primals, tangents
    return _log_sigmoid(x), x_dot * lax.logistic(-x)


def _or_zero(name: str, function: Callable, x: jax.Array, y: jax.Array) -> jax.Array:
    """`x * function(y)`, and 0 where `x` is 0, as are its derivatives there."""
    floating(name, x, y)
    broadcast(name, x, y)
    zero = x == 0
    return jnp.where(zero, jnp.zeros((), x.dtype), x * function(jnp.where(zero, _safe(y), y)))


def _safe(y: jax.Array) -> jax.Array:
    return jnp.ones((), y.dtype)


@op("math.xlogy")
def xlogy(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x * log(y)`, and 0 where `x` is 0.

    >>> import tapeflow as tf
    >>> tf.math.xlogy(0.0, 0.0).numpy()
    np.float32(0.0)
    """
    return _or_zero("math.xlogy", jnp.log, x, y)


@op("math.xlog1py")
def xlog1py(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x * log(1 + y)`, and 0 where `x` is 0.

    >>> import tapeflow as tf
    >>> tf.math.xlog1py(0.0, -1.0).numpy()
    np.float32(0.0)
    """
    return _or_zero("math.xlog1py", jnp.log1p, x, y)


@op("math.xdivy")
def xdivy(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x / y`, and 0 where `x` is 0.

    >>> import tapeflow as tf
    >>> tf.math.xdivy(0.0, 0.0).numpy()
    np.float32(0.0)
    """
    return _or_zero("math.xdivy", lambda y: 1 / y, x, y)
