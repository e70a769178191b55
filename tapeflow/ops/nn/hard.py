"""Piecewise linear stand-ins for smooth activations, and the shrinking functions."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.nn.relu import relu6

_relu6 = relu6.op.function  # type: ignore[attr-defined]


@op("keras.activations.hard_sigmoid")
def hard_sigmoid(x: jax.Array) -> jax.Array:
    """`relu6(x + 3) / 6`, between 0 and 1."""
    return _relu6(x + 3) / 6


@op("keras.activations.hard_silu")
def hard_silu(x: jax.Array) -> jax.Array:
    """`x * hard_sigmoid(x)`."""
    return x * _relu6(x + 3) / 6


@op("keras.activations.hard_tanh")
def hard_tanh(x: jax.Array) -> jax.Array:
    """`x`, no less than -1 and no more than 1."""
    return jnp.clip(x, jnp.full((), -1, x.dtype), jnp.ones((), x.dtype))


@op("keras.activations.hard_shrink")
def hard_shrink(x: jax.Array, threshold=0.5) -> jax.Array:
    """`x` where `abs(x) > threshold`, else 0."""
    return jnp.where(jnp.abs(x) > threshold, x, jnp.zeros((), x.dtype))


@op("keras.activations.soft_shrink")
def soft_shrink(x: jax.Array, threshold=0.5) -> jax.Array:
    """`x` moved by `threshold` towards 0, and 0 where it is nearer than that."""
    zero = jnp.zeros((), x.dtype)
    return jnp.where(x > threshold, x - threshold, jnp.where(x < -threshold, x + threshold, zero))


@op("keras.activations.tanh_shrink")
def tanh_shrink(x: jax.Array) -> jax.Array:
    """`x - tanh(x)`."""
    return x - jnp.tanh(x)


@op("keras.activations.threshold")
def threshold(x: jax.Array, threshold, default_value) -> jax.Array:
    """`x` where `x > threshold`, else `default_value`."""
    return jnp.where(x > threshold, x, jnp.full((), default_value, x.dtype))


@op("keras.activations.relu")
def bounded_relu(x: jax.Array, negative_slope=0.0, max_value=None, threshold=0.0) -> jax.Array:
    """`x` from `threshold` up to `max_value`; below, `negative_slope * (x - threshold)`."""
    low = negative_slope * (x - threshold) if negative_slope else jnp.zeros((), x.dtype)
    # At the threshold itself the gradient is the lower one's, as relu's is at 0.
    outputs = jnp.where(x > threshold, x, low.astype(x.dtype))
    if max_value is None:
        return outputs
    return jnp.where(x < max_value, outputs, jnp.full((), max_value, x.dtype))


__all__ = [
    "bounded_relu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "soft_shrink",
    "tanh_shrink",
    "threshold",
]
