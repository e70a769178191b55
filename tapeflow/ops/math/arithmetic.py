"""Sums, products and quotients of two tensors."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op, problem
from tapeflow.ops.math.operands import broadcast, nonzero_divisor, numeric, real


@op("math.add")
def add(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x + y`, elementwise; sizes of 1 are stretched.

    Args:
      x: a tensor of any number type.
      y: a tensor of the same dtype and a shape that broadcasts with `x`.

    Raises:
      InvalidArgumentError: dtypes differ or shapes do not fit.

    >>> import tapeflow as tf
    >>> tf.add([1, 2], 10).numpy()
    array([11, 12], dtype=int32)
    """
    numeric("math.add", x, y)
    broadcast("math.add", x, y)
    return x + y


@op("math.subtract")
def subtract(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x - y`, elementwise.

    >>> import tapeflow as tf
    >>> tf.subtract([1, 2], 10).numpy()
    array([-9, -8], dtype=int32)
    """
    numeric("math.subtract", x, y)
    broadcast("math.subtract", x, y)
    return x - y


@op("math.multiply")
def multiply(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x * y`, elementwise.

    >>> import tapeflow as tf
    >>> tf.multiply([1.0, 2.0], 10).numpy()
    array([10., 20.], dtype=float32)
    """
    numeric("math.multiply", x, y)
    broadcast("math.multiply", x, y)
    return x * y


@op("math.truediv")
def truediv(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x / y`, elementwise; whole numbers are divided as floats.

    int8, uint8, int16 and uint16 give float32, wider integers float64.

    >>> import tapeflow as tf
    >>> tf.truediv([1, 2], 2).numpy()
    array([0.5, 1. ])
    """
    if x.dtype == jnp.bool_:
        raise TypeError(
            problem(
                "tf.math.truediv: Invalid dtype tf.bool",
                given=f"bool {x.shape}",
                expected="integers, floats or complex numbers",
                fix="tf.cast(x, tf.float32)",
            )
        )
    broadcast("math.truediv", x, y)
    if jnp.issubdtype(x.dtype, jnp.integer):
        wide = jnp.float32 if x.dtype.itemsize <= 2 else jnp.float64
        x, y = x.astype(wide), y.astype(wide)
    return x / y


def divide(x, y, name=None):
    """`x / y`; the same as `truediv`.

    >>> import tapeflow as tf
    >>> tf.divide(1.0, 4.0).numpy()
    np.float32(0.25)
    """
    return truediv(x, y)


@op("math.floordiv", check=nonzero_divisor, differentiable=False)
def floordiv(x: jax.Array, y: jax.Array) -> jax.Array:
    """The largest whole number not above `x / y`, in the operands' dtype.

    Raises:
      InvalidArgumentError: a whole number divided by a zero known on the host.

    >>> import tapeflow as tf
    >>> tf.math.floordiv([7, -7], 2).numpy()
    array([ 3, -4], dtype=int32)
    """
    real("math.floordiv", x, y)
    broadcast("math.floordiv", x, y)
    if jnp.issubdtype(x.dtype, jnp.integer):
        return jnp.floor_divide(x, y)
    return jnp.floor(x / y)


@op("math.floormod", check=nonzero_divisor)
def floormod(x: jax.Array, y: jax.Array) -> jax.Array:
    """The remainder `x - floordiv(x, y) * y`, which has the sign of `y`.

    >>> import tapeflow as tf
    >>> tf.math.floormod([7, -7], 3).numpy()
    array([1, 2], dtype=int32)
    """
    real("math.floormod", x, y)
    broadcast("math.floormod", x, y)
    return jnp.remainder(x, y)


@op("truncatediv", check=nonzero_divisor, differentiable=False)
def truncatediv(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x / y` with its fraction cut off, towards zero.

    >>> import tapeflow as tf
    >>> tf.truncatediv(-7, 3).numpy()
    np.int32(-2)
    """
    real("truncatediv", x, y)
    broadcast("truncatediv", x, y)
    if jnp.issubdtype(x.dtype, jnp.integer):
        return lax.div(*jnp.broadcast_arrays(x, y))
    return jnp.trunc(x / y)


@op("truncatemod", check=nonzero_divisor)
def truncatemod(x: jax.Array, y: jax.Array) -> jax.Array:
    """The remainder of `truncatediv`, which has the sign of `x`.

    >>> import tapeflow as tf
    >>> tf.truncatemod(-7, 3).numpy()
    np.int32(-1)
    """
    real("truncatemod", x, y)
    broadcast("truncatemod", x, y)
    return jnp.fmod(x, y)


@op("math.negative")
def negative(x: jax.Array) -> jax.Array:
    """`-x`, elementwise.

    >>> import tapeflow as tf
    >>> tf.negative([1, -2]).numpy()
    array([-1,  2], dtype=int32)
    """
    numeric("math.negative", x)
    return -x


@jax.custom_jvp
def _multiply_no_nan(x: jax.Array, y: jax.Array) -> jax.Array:
    return jnp.where(y == 0, jnp.zeros((), x.dtype), x * y)


@_multiply_no_nan.defjvp
def _(primals, tangents):
    x, y = primals
    x_dot, y_dot = tangents
    return _multiply_no_nan(x, y), _multiply_no_nan(x_dot, y) + _multiply_no_nan(y_dot, x)


@op("math.multiply_no_nan")
def multiply_no_nan(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x * y`, and 0 where `y` is 0, even if `x` is infinite or NaN.

    >>> import tapeflow as tf
    >>> tf.math.multiply_no_nan([float("nan"), 2.0], [0.0, 3.0]).numpy()
    array([0., 6.], dtype=float32)
    """
    broadcast("math.multiply_no_nan", x, y)
    return _multiply_no_nan(x, y)


@op("math.divide_no_nan")
def divide_no_nan(x: jax.Array, y: jax.Array) -> jax.Array:
    """`x / y`, and 0 where `y` is 0; so is the derivative there.

    >>> import tapeflow as tf
    >>> tf.math.divide_no_nan([1.0, 6.0], [0.0, 3.0]).numpy()
    array([0., 2.], dtype=float32)
    """
    broadcast("math.divide_no_nan", x, y)
    if jnp.issubdtype(x.dtype, jnp.integer):
        wide = jnp.float32 if x.dtype.itemsize <= 2 else jnp.float64
        x, y = x.astype(wide), y.astype(wide)
    zero = y == 0
    return jnp.where(zero, jnp.zeros((), x.dtype), x / jnp.where(zero, jnp.ones((), y.dtype), y))


@op("math.squared_difference")
def squared_difference(x: jax.Array, y: jax.Array) -> jax.Array:
    """`(x - y)**2`, elementwise; for complex numbers `|x - y|**2`.

    >>> import tapeflow as tf
    >>> tf.math.squared_difference(5, [1, 2]).numpy()
    array([16,  9], dtype=int32)
    """
    numeric("math.squared_difference", x, y)
    broadcast("math.squared_difference", x, y)
    difference = x - y
    return difference * jnp.conj(difference) if jnp.iscomplexobj(x) else difference * difference
