"""How Keras pairs labels with predictions: one float dtype, one rank."""

from __future__ import annotations

import jax
import jax.numpy as jnp


def paired(y_true: jax.Array, y_pred: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Both in the dtype of `y_pred` (float32 if that is no float), and of the same rank."""
    y_pred = floating(y_pred)
    return same_rank(y_true.astype(y_pred.dtype), y_pred)


def floating(array: jax.Array) -> jax.Array:
    """The array, or if it holds no floats, their float32."""
    return array if jnp.issubdtype(array.dtype, jnp.inexact) else array.astype(jnp.float32)


def same_rank(first: jax.Array, second: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Gives a vector a last axis of 1, or takes one away, where the ranks differ by one.

    `[batch]` and `[batch, 1]` become two columns; otherwise the longer shape loses its last 1.
    """
    if first.ndim == second.ndim + 1:
        return tuple(reversed(same_rank(second, first)))
    if second.ndim == first.ndim + 1 and second.shape[-1] == 1:
        if first.ndim == 1:
            return first[:, None], second
        return first, second[..., 0]
    return first, second
