"""Functions of single numbers, elementwise. Each takes `x` of any shape, and gives that shape."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import jax.scipy.special

from tapeflow.engine import op
from tapeflow.ops.numpy.promotion import as_floats


def _same(x: jax.Array) -> jax.Array:
    return x


def _unary(name: str, function: Callable, document: str, prepared: Callable = as_floats):
    def elementwise(x: jax.Array) -> jax.Array:
        return function(prepared(x))

    elementwise.__name__ = elementwise.__qualname__ = name
    elementwise.__doc__ = f"{document}, elementwise."
    return op(f"keras.ops.{name}")(elementwise)


def _whole(function: Callable) -> Callable:
    """Whole numbers are what they are; others go through the function."""
    return lambda x: function(x) if jnp.issubdtype(x.dtype, jnp.inexact) else as_floats(x)


absolute = _unary("absolute", jnp.abs, "The absolute value of `x`", _same)
angle = _unary("angle", jnp.angle, "The argument of a complex number")
arccos = _unary("arccos", jnp.arccos, "The angle in `[0, pi]` whose cosine is `x`")
arccosh = _unary("arccosh", jnp.arccosh, "The number whose hyperbolic cosine is `x`")
arcsin = _unary("arcsin", jnp.arcsin, "The angle in `[-pi/2, pi/2]` whose sine is `x`")
arcsinh = _unary("arcsinh", jnp.arcsinh, "The number whose hyperbolic sine is `x`")
arctan = _unary("arctan", jnp.arctan, "The angle in `(-pi/2, pi/2)` whose tangent is `x`")
arctanh = _unary("arctanh", jnp.arctanh, "The number whose hyperbolic tangent is `x`")
bitwise_invert = _unary("bitwise_invert", jnp.bitwise_not, "All bits of `x` the other way", _same)
cbrt = _unary("cbrt", jnp.cbrt, "The cube root of `x`")
ceil = _unary("ceil", _whole(jnp.ceil), "The least whole number that is not below `x`", _same)
conjugate = _unary("conjugate", jnp.conjugate, "The complex conjugate of `x`", _same)
cos = _unary("cos", jnp.cos, "The cosine of `x`, in radians")
cosh = _unary("cosh", jnp.cosh, "The hyperbolic cosine of `x`")
deg2rad = _unary("deg2rad", jnp.deg2rad, "`x * pi / 180`")
erf = _unary("erf", jax.scipy.special.erf, "The error function of `x`")
erfc = _unary("erfc", jax.scipy.special.erfc, "`1 - erf(x)`")
erfinv = _unary("erfinv", jax.scipy.special.erfinv, "The number whose error function is `x`")
exp = _unary("exp", jnp.exp, "`e ** x`")
exp2 = _unary("exp2", jnp.exp2, "`2 ** x`")
expm1 = _unary("expm1", jnp.expm1, "`e ** x - 1`")
fabs = _unary("fabs", jnp.fabs, "The absolute value of `x`, as a float")
floor = _unary("floor", _whole(jnp.floor), "The greatest whole number that is not above `x`", _same)
i0 = _unary("i0", jnp.i0, "The modified Bessel function of order 0")
imag = _unary("imag", jnp.imag, "The imaginary part of `x`", _same)
isfinite = _unary("isfinite", jnp.isfinite, "Whether `x` is neither infinite nor NaN", _same)
isinf = _unary("isinf", jnp.isinf, "Whether `x` is infinite", _same)
isnan = _unary("isnan", jnp.isnan, "Whether `x` is NaN", _same)
isneginf = _unary("isneginf", jnp.isneginf, "Whether `x` is negative infinity", as_floats)
isposinf = _unary("isposinf", jnp.isposinf, "Whether `x` is positive infinity", as_floats)
isreal = _unary("isreal", jnp.isreal, "Whether the imaginary part of `x` is 0", _same)
log = _unary("log", jnp.log, "The natural logarithm of `x`")
log10 = _unary("log10", jnp.log10, "The logarithm of `x` to base 10")
log1p = _unary("log1p", jnp.log1p, "`log(1 + x)`")
log2 = _unary("log2", jnp.log2, "The logarithm of `x` to base 2")
logical_not = _unary("logical_not", jnp.logical_not, "Whether `x` is 0", _same)
negative = _unary("negative", jnp.negative, "`-x`", _same)
rad2deg = _unary("rad2deg", jnp.rad2deg, "`x * 180 / pi`")
real = _unary("real", jnp.real, "The real part of `x`", _same)
reciprocal = _unary("reciprocal", jnp.reciprocal, "`1 / x`")
rsqrt = _unary("rsqrt", jax.lax.rsqrt, "`1 / sqrt(x)`")
sign = _unary("sign", jnp.sign, "-1, 0 or 1, as `x` is negative, 0 or positive", _same)
signbit = _unary("signbit", jnp.signbit, "Whether the sign bit of `x` is set", as_floats)
sin = _unary("sin", jnp.sin, "The sine of `x`, in radians")
sinc = _unary("sinc", jnp.sinc, "`sin(pi * x) / (pi * x)`, 1 at 0")
sinh = _unary("sinh", jnp.sinh, "The hyperbolic sine of `x`")
sqrt = _unary("sqrt", jnp.sqrt, "The square root of `x`")
tan = _unary("tan", jnp.tan, "The tangent of `x`, in radians")
tanh = _unary("tanh", jnp.tanh, "The hyperbolic tangent of `x`")
trunc = _unary("trunc", lambda x: x if x.dtype.kind in "iub" else jnp.trunc(x),
               "`x` without its fraction", _same)  # fmt: skip


@op("keras.ops.square")
def square(x: jax.Array) -> jax.Array:
    """`x * x`, elementwise; of booleans, as int32."""
    x = x.astype("int32") if x.dtype == jnp.bool_ else x
    return x * x


@op("keras.ops.round")
def round(x: jax.Array, decimals=0) -> jax.Array:
    """`x` to so many decimals, elementwise; halves go to the even neighbor.

    Args:
      x: numbers of any shape.
      decimals: how many; negative ones round to tens, hundreds, ...
    """
    if x.dtype == jnp.bool_:
        x = x.astype("int32")
    return jnp.round(x, decimals)


@op("keras.ops.nan_to_num")
def nan_to_num(x: jax.Array, nan=0.0, posinf=None, neginf=None) -> jax.Array:
    """Other numbers in place of NaN and infinity, elementwise.

    Args:
      x: numbers of any shape.
      nan: in place of NaN.
      posinf: in place of infinity; by default the largest number of the dtype.
      neginf: in place of negative infinity; by default the smallest number of the dtype.
    """
    return jnp.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)


@op("keras.ops.view_as_real")
def view_as_real(x: jax.Array) -> jax.Array:
    """Complex numbers `[...]` as `[..., 2]`: real and imaginary parts."""
    return jnp.stack([jnp.real(x), jnp.imag(x)], axis=-1)


@op("keras.ops.view_as_complex")
def view_as_complex(x: jax.Array) -> jax.Array:
    """Real and imaginary parts `[..., 2]` as complex numbers `[...]`."""
    if x.ndim < 1 or x.shape[-1] != 2:
        raise ValueError(f"view_as_complex: the last axis must have size 2, not shape {x.shape}")
    return jax.lax.complex(x[..., 0], x[..., 1])
