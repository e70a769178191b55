"""One number for many: sums, means, extremes, quantiles, and the same without NaN.

All take `x` of any shape, an `axis` (a number, several, or None for all) and `keepdims`, whether
reduced axes stay with size 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.numpy.promotion import as_floats, floating, summed


def _same(x: jax.Array) -> jax.Array:
    return x


def _reduction(name: str, function: Callable, document: str, prepared: Callable = as_floats):
    def reduce(x: jax.Array, axis=None, keepdims=False) -> jax.Array:
        return function(prepared(x), axis=axis, keepdims=keepdims)

    reduce.__name__ = reduce.__qualname__ = name
    reduce.__doc__ = f"{document}, over an axis, several, or all."
    return op(f"keras.ops.{name}")(reduce)


def _sum(function: Callable) -> Callable:
    return lambda x, axis, keepdims: function(x, axis=axis, keepdims=keepdims, dtype=summed(x))


def _place(function: Callable) -> Callable:
    return lambda x, axis, keepdims: function(x, axis=axis, keepdims=keepdims).astype("int32")


all = _reduction("all", jnp.all, "Whether all elements are not 0", _same)
any = _reduction("any", jnp.any, "Whether an element is not 0", _same)
argmax = _reduction("argmax", _place(jnp.argmax), "The place of the largest, int32", _same)
argmin = _reduction("argmin", _place(jnp.argmin), "The place of the smallest, int32", _same)
logsumexp = _reduction("logsumexp", jax.nn.logsumexp, "`log(sum(exp(x)))`")
mean = _reduction("mean", jnp.mean, "The mean")
median = _reduction("median", jnp.median, "The median")
nanargmax = _reduction("nanargmax", _place(jnp.nanargmax), "The place of the largest but NaN")
nanargmin = _reduction("nanargmin", _place(jnp.nanargmin), "The place of the smallest but NaN")
nanmax = _reduction("nanmax", jnp.nanmax, "The largest but NaN", _same)
nanmean = _reduction("nanmean", jnp.nanmean, "The mean but for NaN")
nanmedian = _reduction("nanmedian", jnp.nanmedian, "The median but for NaN")
nanmin = _reduction("nanmin", jnp.nanmin, "The smallest but NaN", _same)
nanprod = _reduction("nanprod", _sum(jnp.nanprod), "The product but for NaN", _same)
nanstd = _reduction("nanstd", jnp.nanstd, "The standard deviation but for NaN")
nansum = _reduction("nansum", _sum(jnp.nansum), "The sum but for NaN", _same)
nanvar = _reduction("nanvar", jnp.nanvar, "The variance but for NaN")
ptp = _reduction("ptp", jnp.ptp, "The largest less the smallest", _same)
std = _reduction("std", jnp.std, "The standard deviation, `sqrt(var(x))`")
sum = _reduction("sum", _sum(jnp.sum), "The sum", _same)
var = _reduction("var", jnp.var, "The variance, `mean((x - mean(x)) ** 2)`")


@op("keras.ops.max")
def max(x: jax.Array, axis=None, keepdims=False, initial=None) -> jax.Array:
    """The largest element, over an axis, several, or all.

    Args:
      x: numbers of any shape.
      axis: see this file.
      keepdims: see this file.
      initial: the least that comes out, and what an empty `x` gives.
    """
    return jnp.max(x, axis=axis, keepdims=keepdims, initial=initial)


@op("keras.ops.min")
def min(x: jax.Array, axis=None, keepdims=False, initial=None) -> jax.Array:
    """The smallest element; arguments are those of `max`."""
    return jnp.min(x, axis=axis, keepdims=keepdims, initial=initial)


@op("keras.ops.amax")
def amax(x: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The largest element, over an axis, several, or all."""
    return jnp.max(x, axis=axis, keepdims=keepdims)


@op("keras.ops.amin")
def amin(x: jax.Array, axis=None, keepdims=False) -> jax.Array:
    """The smallest element, over an axis, several, or all."""
    return jnp.min(x, axis=axis, keepdims=keepdims)


@op("keras.ops.prod")
def prod(x: jax.Array, axis=None, keepdims=False, dtype=None) -> jax.Array:
    """The product, over an axis, several, or all, in `dtype` if it is given."""
    x = x if dtype is None else x.astype(dtype.np)
    return jnp.prod(x, axis=axis, keepdims=keepdims, dtype=summed(x))


@op("keras.ops.count_nonzero", differentiable=False)
def count_nonzero(x: jax.Array, axis=None) -> jax.Array:
    """How many elements are not 0, int32, over an axis, several, or all."""
    return jnp.sum(x != 0, axis=axis, dtype="int32")


@op("keras.ops.average", free=("x", "weights"))
def average(x: jax.Array, axis=None, weights: jax.Array | None = None) -> jax.Array:
    """The mean of `x`, weighted if weights are given.

    Args:
      x: numbers of any shape.
      axis: a number, several, or None for all.
      weights: of the shape of `x`, or of its axis.
    """
    if weights is None:
        return jnp.mean(as_floats(x), axis=axis)
    x, weights = floating(x, weights)
    return jnp.average(x, axis=axis, weights=weights)


def _quantiles(name: str, function: Callable, document: str, scale: float):
    def quantile(
        x: jax.Array, q: jax.Array, axis=None, method="linear", keepdims=False
    ) -> jax.Array:
        (x,) = floating(x)
        q = q.astype(x.dtype) / scale
        return function(x, q, axis=axis, method=method, keepdims=keepdims)

    quantile.__name__ = quantile.__qualname__ = name
    quantile.__doc__ = f"{document}\n\n    {_QUANTILE_ARGUMENTS}"
    return op(f"keras.ops.{name}", free=("x", "q"))(quantile)


def _quantile(x: jax.Array, q: jax.Array, axis, method: str, keepdims: bool) -> jax.Array:
    if method != "nearest":
        return jnp.quantile(x, q, axis=axis, method=method, keepdims=keepdims)
    # As NumPy has it: halfway between two, the one at an even place.
    axes = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    place = q * (math.prod(x.shape[a] for a in axes) - 1)
    low, high = (
        jnp.quantile(x, q, axis=axis, method=side, keepdims=keepdims)
        for side in ("lower", "higher")
    )
    up = jnp.round(place) > jnp.floor(place)
    return jnp.where(up.reshape(up.shape + (1,) * (low.ndim - up.ndim)), high, low)


_QUANTILE_ARGUMENTS = """Args:
      x: numbers of any shape.
      q: which ones, a number or a list, whose axis is the result's first.
      axis: a number, several, or None for all.
      method: what is between two elements: "linear", "lower", "higher", "midpoint", "nearest".
      keepdims: whether reduced axes stay with size 1.
    """
nanpercentile = _quantiles(
    "nanpercentile", jnp.nanquantile, "What q percent of elements that are not NaN are below.", 100
)
nanquantile = _quantiles(
    "nanquantile", jnp.nanquantile, "What a share q of elements that are not NaN is below.", 1
)
percentile = _quantiles("percentile", _quantile, "What q percent of elements are below.", 100)
quantile = _quantiles("quantile", _quantile, "What a share q of elements is below.", 1)


def _cumulative(name: str, function: Callable, document: str):
    def cumulative(x: jax.Array, axis=None, dtype=None) -> jax.Array:
        x = x if dtype is None else x.astype(dtype.np)
        return function(x, axis=axis, dtype=summed(x))

    cumulative.__name__ = cumulative.__qualname__ = name
    cumulative.__doc__ = f"{document} up to each element of an axis, or of all in a row."
    return op(f"keras.ops.{name}")(cumulative)


cumprod = _cumulative("cumprod", jnp.cumprod, "The product")
cumsum = _cumulative("cumsum", jnp.cumsum, "The sum")
nancumprod = _cumulative("nancumprod", jnp.nancumprod, "The product but for NaN")
nancumsum = _cumulative("nancumsum", jnp.nancumsum, "The sum but for NaN")
