"""`activated`: an activation applied inside another op, with a gradient that saves little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax

Activation = Callable[[jax.Array], jax.Array] | None


def activated(activation: Activation, features: jax.Array) -> jax.Array:
    """`activation(features)`; an activation of None is the identity."""
    return features if activation is None else activation(features)


def activated_forward(activation: Activation, features: jax.Array) -> tuple[jax.Array, Any]:
    """The activated features, and what `activated_backward` needs: often just these."""
    if activation is None:
        return features, None
    return jax.vjp(activation, features)


def activated_backward(pullback: Any, cotangent: jax.Array) -> jax.Array:
    """The cotangent of the features from that of the activated ones."""
    """The cotangent of the features from that of the activated ones."""
    return cotangent if pullback is None else pullback(cotangent)[0]


__all__ = ["Activation", "activated", "activated_backward", "activated_forward"]
