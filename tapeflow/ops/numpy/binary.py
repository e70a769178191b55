"""Functions of two numbers, elementwise, of any dtypes and of shapes that broadcast together."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.numpy.promotion import floating, promoted, takes_numbers


def _booleans(*arrays: jax.Array) -> tuple[jax.Array, ...]:
    return tuple(array != 0 for array in arrays)


def _binary(name: str, function: Callable, document: str, prepared: Callable = promoted):
    def elementwise(x1: jax.Array, x2: jax.Array) -> jax.Array:
        return function(*prepared(x1, x2))

    elementwise.__name__ = elementwise.__qualname__ = name
    elementwise.__doc__ = f"{document}, elementwise."
    made = op(f"keras.ops.{name}", free=("x1", "x2"))(elementwise)
    return takes_numbers("x1", "x2")(made)


def _bits(name: str, function: Callable, document: str):
    def elementwise(x: jax.Array, y: jax.Array) -> jax.Array:
        return function(*promoted(x, y))

    elementwise.__name__ = elementwise.__qualname__ = name
    elementwise.__doc__ = f"{document}, elementwise."
    made = op(f"keras.ops.{name}", free=("x", "y"), differentiable=False)(elementwise)
    return takes_numbers("x", "y")(made)


def _whole_division(x1: jax.Array, x2: jax.Array) -> jax.Array:
    if x1.dtype == jnp.bool_:
        x1, x2 = x1.astype("int32"), x2.astype("int32")
    return jnp.floor_divide(x1, x2)


def _no_nan(x1: jax.Array, x2: jax.Array) -> jax.Array:
    return jnp.where(x2 == 0, 0, x1 / jnp.where(x2 == 0, 1, x2))


add = _binary("add", jnp.add, "`x1 + x2`")
arctan2 = _binary("arctan2", jnp.arctan2, "The angle of the point `(x2, x1)`", floating)
divide = _binary("divide", jnp.divide, "`x1 / x2`, in floats", floating)
divide_no_nan = _binary("divide_no_nan", _no_nan, "`x1 / x2`, and 0 where `x2` is 0", floating)
equal = _binary("equal", jnp.equal, "Whether `x1 == x2`")
floor_divide = _binary("floor_divide", _whole_division, "`x1 // x2`")
fmax = _binary("fmax", jnp.fmax, "The larger; a number rather than NaN")
fmin = _binary("fmin", jnp.fmin, "The smaller; a number rather than NaN")
fmod = _binary("fmod", jnp.fmod, "The rest of `x1 / x2`, with the sign of `x1`")
gcd = _binary("gcd", jnp.gcd, "The greatest common divisor")
greater = _binary("greater", jnp.greater, "Whether `x1 > x2`")
greater_equal = _binary("greater_equal", jnp.greater_equal, "Whether `x1 >= x2`")
heaviside = _binary("heaviside", jnp.heaviside, "0, `x2` or 1, by the sign of `x1`", floating)
hypot = _binary("hypot", jnp.hypot, "`sqrt(x1**2 + x2**2)`", floating)
lcm = _binary("lcm", jnp.lcm, "The least common multiple")
less = _binary("less", jnp.less, "Whether `x1 < x2`")
less_equal = _binary("less_equal", jnp.less_equal, "Whether `x1 <= x2`")
logaddexp = _binary("logaddexp", jnp.logaddexp, "`log(exp(x1) + exp(x2))`", floating)
logaddexp2 = _binary("logaddexp2", jnp.logaddexp2, "`log2(2**x1 + 2**x2)`", floating)
logical_and = _binary("logical_and", jnp.logical_and, "Whether both are not 0", _booleans)
logical_or = _binary("logical_or", jnp.logical_or, "Whether one is not 0", _booleans)
logical_xor = _binary("logical_xor", jnp.logical_xor, "Whether just one is not 0", _booleans)
maximum = _binary("maximum", jnp.maximum, "The larger of the two")
minimum = _binary("minimum", jnp.minimum, "The smaller of the two")
mod = _binary("mod", jnp.mod, "The rest of `x1 / x2`, with the sign of `x2`")
multiply = _binary("multiply", jnp.multiply, "`x1 * x2`")
nextafter = _binary("nextafter", jnp.nextafter, "The next float after `x1` to `x2`", floating)
not_equal = _binary("not_equal", jnp.not_equal, "Whether `x1 != x2`")
power = _binary("power", jnp.power, "`x1 ** x2`")
subtract = _binary("subtract", jnp.subtract, "`x1 - x2`")
bitwise_and = _bits("bitwise_and", jnp.bitwise_and, "The bits that both have")
bitwise_left_shift = _bits("bitwise_left_shift", jnp.left_shift, "`x << y`")
bitwise_or = _bits("bitwise_or", jnp.bitwise_or, "The bits that one has")
bitwise_right_shift = _bits("bitwise_right_shift", jnp.right_shift, "`x >> y`")
bitwise_xor = _bits("bitwise_xor", jnp.bitwise_xor, "The bits that just one has")


@op("keras.ops.ldexp", free=("x1", "x2"))
def ldexp(x1: jax.Array, x2: jax.Array) -> jax.Array:
    """`x1 * 2**x2`, elementwise; `x2` are whole numbers."""
    (x1,) = floating(x1)
    return x1 * jnp.exp2(x2.astype(x1.dtype))


@takes_numbers("x1", "x2")
@op("keras.ops.isclose", free=("x1", "x2"), differentiable=False)
def isclose(x1: jax.Array, x2: jax.Array, rtol=1e-5, atol=1e-8, equal_nan=False) -> jax.Array:
    """Whether `abs(x1 - x2) <= atol + rtol * abs(x2)`, elementwise.

    Args:
      x1: numbers.
      x2: numbers of a shape that broadcasts with it.
      rtol: the relative tolerance.
      atol: the absolute one.
      equal_nan: whether NaN is close to NaN.
    """
    x1, x2 = promoted(x1, x2)
    return jnp.isclose(x1, x2, rtol, atol, equal_nan)


@takes_numbers("x1", "x2")
@op("keras.ops.allclose", free=("x1", "x2"), differentiable=False)
def allclose(x1: jax.Array, x2: jax.Array, rtol=1e-5, atol=1e-8, equal_nan=False) -> jax.Array:
    """Whether all elements are close; arguments are those of `isclose`."""
    return jnp.all(jnp.isclose(*promoted(x1, x2), rtol, atol, equal_nan))


@takes_numbers("x", "x_min", "x_max")
@op("keras.ops.clip", free=("x", "x_min", "x_max"))
def clip(x: jax.Array, x_min: jax.Array | None, x_max: jax.Array | None) -> jax.Array:
    """`x`, but no less than `x_min` and no more than `x_max`, elementwise.

    Args:
      x: numbers of any shape.
      x_min: a number, or numbers that broadcast; None for no bound.
      x_max: the same.
    """
    bounds = [bound for bound in (x_min, x_max) if bound is not None]
    x, *_ = promoted(x, *bounds)
    x = x.astype("int32") if x.dtype == jnp.bool_ else x
    low, high = (None if bound is None else bound.astype(x.dtype) for bound in (x_min, x_max))
    return jnp.clip(x, low, high)


@takes_numbers("x1", "x2")
@op("keras.ops.where", free=("condition", "x1", "x2"))
def where(condition: jax.Array, x1: jax.Array, x2: jax.Array) -> jax.Array:
    """`x1` where the condition is not 0, else `x2`, elementwise."""
    x1, x2 = promoted(x1, x2)
    return jnp.where(condition != 0, x1, x2)
