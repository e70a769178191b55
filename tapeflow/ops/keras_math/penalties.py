"""Regularizers' penalties and constraints' projections, each one op."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@op("keras.regularizers.L1L2")
def l1_l2(x: jax.Array, l1=0.0, l2=0.0) -> jax.Array:
    """`l1 * sum(abs(x)) + l2 * sum(x ** 2)`, a scalar."""
    total = jnp.zeros((), x.dtype)
    if l1:
        total = total + l1 * jnp.sum(jnp.abs(x))
    if l2:
        total = total + l2 * jnp.sum(jnp.square(x))
    return total.astype(x.dtype)


@op("keras.regularizers.OrthogonalRegularizer")
def orthogonal(x: jax.Array, factor=0.01, rows=True) -> jax.Array:
    """`factor` times the mean absolute cosine between different rows (or columns)."""
    vectors = x if rows else x.T
    count = vectors.shape[0]
    squares = jnp.sum(jnp.square(vectors), 1, keepdims=True)
    unit = vectors * jax.lax.rsqrt(jnp.maximum(squares, 1e-12))
    cosines = jnp.abs(unit @ unit.T) * (1 - jnp.eye(count, dtype=x.dtype))
    pairs = count * (count - 1.0) / 2.0
    return (factor * 0.5 * jnp.sum(cosines) / pairs).astype(x.dtype)


@op("keras.constraints.MinMaxNorm")
def norm_between(w: jax.Array, low=0.0, high=1.0, rate=1.0, axis=0, epsilon=1e-7) -> jax.Array:
    """`w` scaled along `axis`, so that its norm is in `[low, high]`, if `rate` is 1."""
    norms = jnp.sqrt(jnp.sum(jnp.square(w), axis, keepdims=True))
    wanted = rate * jnp.clip(norms, low, high) + (1 - rate) * norms
    return (w * (wanted / (epsilon + norms))).astype(w.dtype)


@op("keras.constraints.MaxNorm")
def norm_at_most(w: jax.Array, high=2.0, axis=0, epsilon=1e-7) -> jax.Array:
    """`w` scaled along `axis`, so that its norm is at most `high`."""
    norms = jnp.sqrt(jnp.sum(jnp.square(w), axis, keepdims=True))
    return (w * (jnp.clip(norms, 0, high) / (epsilon + norms))).astype(w.dtype)


@op("keras.constraints.UnitNorm")
def norm_one(w: jax.Array, axis=0, epsilon=1e-7) -> jax.Array:
    """`w` divided by its norm along `axis`."""
    return w / (epsilon + jnp.sqrt(jnp.sum(jnp.square(w), axis, keepdims=True)))


@op("keras.constraints.NonNeg")
def non_negative(w: jax.Array) -> jax.Array:
    """`w` where it is at least 0, else 0."""
    return jnp.where(w >= 0, w, jnp.zeros((), w.dtype))


__all__ = ["l1_l2", "non_negative", "norm_at_most", "norm_between", "norm_one", "orthogonal"]
