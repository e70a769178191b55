"""Smooth activations beyond the sigmoid family, and the sparse ones."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@op("keras.activations.linear")
def linear(x: jax.Array) -> jax.Array:
    """`x`."""
    return x


@op("keras.activations.exponential")
def exponential(x: jax.Array) -> jax.Array:
    """`exp(x)`."""
    return jnp.exp(x)


@op("keras.activations.scaled_elu")
def scaled_elu(x: jax.Array, alpha=1.0) -> jax.Array:
    """`x` where positive, `alpha * (exp(x) - 1)` elsewhere."""
    # The argument of the branch not taken is made harmless: its gradient would be inf * 0.
    return jnp.where(x > 0, x, alpha * jnp.expm1(jnp.minimum(x, 0))).astype(x.dtype)


@op("keras.activations.celu")
def celu(x: jax.Array, alpha=1.0) -> jax.Array:
    """`x` where positive, `alpha * (exp(x / alpha) - 1)` elsewhere."""
    return jnp.where(x > 0, x, alpha * jnp.expm1(jnp.minimum(x, 0) / alpha)).astype(x.dtype)


@op("keras.activations.glu")
def glu(x: jax.Array, axis=-1) -> jax.Array:
    """The first half of `x` along `axis` times the sigmoid of the second.

    Raises:
      ValueError: the axis has an odd size.
    """
    if x.shape[axis] % 2:
        raise ValueError(
            f"axis size must be divisible by 2. Received: x.shape={x.shape} with axis={axis}"
        )
    first, second = jnp.split(x, 2, axis)
    return first * jax.nn.sigmoid(second)


@op("keras.activations.mish")
def mish(x: jax.Array) -> jax.Array:
    """`x * tanh(softplus(x))`."""
    return x * jnp.tanh(jax.nn.softplus(x))


@op("keras.activations.log_sigmoid")
def log_sigmoid(x: jax.Array) -> jax.Array:
    """`log(sigmoid(x))`, without overflow."""
    return -jax.nn.softplus(-x)


@op("keras.activations.squareplus")
def squareplus(x: jax.Array, b=4) -> jax.Array:
    """`(x + sqrt(x**2 + b)) / 2`."""
    return (x + jnp.sqrt(x * x + b)) / 2


@op("keras.activations.sparse_plus")
def sparse_plus(x: jax.Array) -> jax.Array:
    """0 up to -1, `x` from 1 on, and the parabola `(x + 1)**2 / 4` between."""
    return jnp.where(x <= -1, jnp.zeros((), x.dtype), jnp.where(x < 1, (x + 1) ** 2 / 4, x))


@op("keras.activations.sparse_sigmoid")
def sparse_sigmoid(x: jax.Array) -> jax.Array:
    """0 up to -1, 1 from 1 on, and a line between."""
    zero, one = jnp.zeros((), x.dtype), jnp.ones((), x.dtype)
    return jnp.where(x <= -1, zero, jnp.where(x >= 1, one, (x + 1) / 2))


@op("keras.activations.sparsemax")
def sparsemax(x: jax.Array, axis=-1) -> jax.Array:
    """The nearest point to `x` that is non-negative and sums to one (Martins & Astudillo 2016)."""
    logits = jnp.moveaxis(x, axis, -1)
    ordered = jnp.flip(jnp.sort(logits, -1), -1)
    rank = jnp.arange(1, logits.shape[-1] + 1, dtype=x.dtype)
    above = jnp.cumsum(ordered, -1)
    support = jnp.sum(rank * ordered > above - 1, -1, keepdims=True)
    total = jnp.take_along_axis(above, support - 1, -1)
    return jnp.moveaxis(jnp.maximum(logits - (total - 1) / support.astype(x.dtype), 0), -1, axis)


__all__ = [
    "celu",
    "exponential",
    "glu",
    "linear",
    "log_sigmoid",
    "mish",
    "scaled_elu",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
]
