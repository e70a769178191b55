"""Activations of `tf.keras.ops` that TensorFlow does not have, and its attention."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem
from tapeflow.ops.numpy.promotion import as_floats, floating


@op("keras.ops.polar", free=("abs_", "angle"))
def polar(abs_: jax.Array, angle: jax.Array) -> jax.Array:
    """Complex numbers of an absolute value and an angle, elementwise."""
    abs_, angle = floating(abs_, angle)
    return jax.lax.complex(abs_ * jnp.cos(angle), abs_ * jnp.sin(angle))


@op("keras.ops.psnr", free=("x1", "x2"))
def psnr(x1: jax.Array, x2: jax.Array, max_val) -> jax.Array:
    """`20 * log10(max_val) - 10 * log10(mean((x1 - x2) ** 2))`, in decibels."""
    if x1.shape != x2.shape:
        raise ValueError(problem("psnr: the shapes must be the same", f"{x1.shape} and {x2.shape}"))
    x1, x2 = floating(x1, x2)
    return 20 * jnp.log10(jnp.asarray(max_val, x1.dtype)) - 10 * jnp.log10(
        jnp.mean(jnp.square(x1 - x2))
    )


@op("keras.ops.normalize")
def normalize(x: jax.Array, axis=-1, order=2, epsilon=1e-7) -> jax.Array:
    """`x` divided by its norms along an axis, or several, elementwise.

    Args:
      x: numbers of any shape.
      axis: along which vectors lie.
      order: of the norm: `sum(abs(x) ** order) ** (1 / order)`.
      epsilon: the least norm.
    """
    x = as_floats(x)
    if order == 2:
        squares = jnp.sum(jnp.square(x), axis=axis, keepdims=True)
        return x * jax.lax.rsqrt(jnp.maximum(squares, epsilon**2))
    return x / jnp.maximum(jnp.linalg.norm(x, order, axis=axis, keepdims=True), epsilon)


@op("keras.ops.batch_normalization", free=("mean", "variance", "offset", "scale"))
def batch_normalization(
    x: jax.Array,
    mean: jax.Array,
    variance: jax.Array,
    axis,
    offset: jax.Array | None = None,
    scale: jax.Array | None = None,
    epsilon=1e-3,
) -> jax.Array:
    """`(x - mean) / sqrt(variance + epsilon) * scale + offset`, along an axis.

    Args:
      x: numbers of any shape.
      mean: `[n]`, where n is the size of the axis.
      variance: `[n]`.
      axis: which axis.
      offset: `[n]`.
      scale: `[n]`.
      epsilon: added to the variance.
    """
    shape = [1] * x.ndim
    shape[axis] = mean.shape[0]
    factor = jax.lax.rsqrt(variance.reshape(shape) + epsilon)
    if scale is not None:
        factor = factor * scale.reshape(shape)
    shift = -mean.reshape(shape) * factor
    if offset is not None:
        shift = shift + offset.reshape(shape)
    return x * factor.astype(x.dtype) + shift.astype(x.dtype)


@op("keras.ops.layer_normalization", free=("gamma", "beta"))
def layer_normalization(
    x: jax.Array,
    gamma: jax.Array | None = None,
    beta: jax.Array | None = None,
    axis=-1,
    epsilon=1e-7,
) -> jax.Array:
    """`(x - mean) / sqrt(variance + epsilon) * gamma + beta`, over an axis or several."""
    wide = x.astype("float32") if x.dtype.itemsize < 4 else x
    mean = jnp.mean(wide, axis=axis, keepdims=True)
    variance = jnp.var(wide, axis=axis, keepdims=True)
    out = (wide - mean) * jax.lax.rsqrt(variance + epsilon)
    return _scaled(out, gamma, beta, axis).astype(x.dtype)


@op("keras.ops.rms_normalization", free=("scale",))
def rms_normalization(
    x: jax.Array, scale: jax.Array | None = None, axis=-1, epsilon=1e-7
) -> jax.Array:
    """`x / sqrt(mean(x**2) + epsilon) * scale`, over an axis or several."""
    wide = x.astype("float32") if x.dtype.itemsize < 4 else x
    squares = jnp.mean(jnp.square(wide), axis=axis, keepdims=True)
    return _scaled(wide * jax.lax.rsqrt(squares + epsilon), scale, None, axis).astype(x.dtype)


def _scaled(x: jax.Array, scale: jax.Array | None, shift: jax.Array | None, axis) -> jax.Array:
    axes = [a % x.ndim for a in ((axis,) if isinstance(axis, int) else axis)]
    shape = [size if place in axes else 1 for place, size in enumerate(x.shape)]
    if scale is not None:
        x = x * scale.astype(x.dtype).reshape(shape)
    return x if shift is None else x + shift.astype(x.dtype).reshape(shape)


@op("keras.ops.dot_product_attention", free=("query", "key", "value", "bias", "mask"), costly=True)
def attention(
    query: jax.Array,
    key: jax.Array,
    value: jax.Array,
    bias: jax.Array | None = None,
    mask: jax.Array | None = None,
    scale=None,
    is_causal=False,
    soft_cap=None,
) -> jax.Array:
    """`softmax(query @ key * scale + bias) @ value`, head by head.

    Args:
      query: `[batch, time, heads, size]`.
      key: `[batch, steps, heads, size]`; fewer heads are shared by equally many of the query's.
      value: of the shape of `key`.
      bias: `[batch, heads, time, steps]` or what broadcasts to it.
      mask: booleans of that shape: what may be looked at.
      scale: `1 / sqrt(size)` by default.
      is_causal: whether only earlier steps may be looked at.
      soft_cap: c, for `c * tanh(scores / c)` in place of the scores.
    """
    heads = query.shape[2] // key.shape[2]
    if heads > 1:
        key, value = (jnp.repeat(array, heads, axis=2) for array in (key, value))
    query, key, value = floating(query, key, value)
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = jnp.einsum("BTNH,BSNH->BNTS", query, key, preferred_element_type="float32")
    scores = scores * jnp.asarray(scale, scores.dtype)
    if bias is not None:
        scores = scores + bias.astype(scores.dtype)
    if soft_cap is not None:
        scores = soft_cap * jnp.tanh(scores / soft_cap)
    allowed = None if mask is None else mask != 0
    if is_causal:
        causal = jnp.tril(jnp.ones(scores.shape[-2:], "bool"))
        allowed = causal if allowed is None else allowed & causal
    if allowed is not None:
        scores = jnp.where(allowed, scores, 0.7 * float(jnp.finfo(scores.dtype).min))
    weights = jax.nn.softmax(scores, axis=-1).astype(value.dtype)
    return jnp.einsum("BNTS,BSNH->BTNH", weights, value)
