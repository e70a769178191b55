"""`activated`: an activation applied inside another op, with a gradient that saves little."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jax

Activation = Callable[[jax.Array], jax.Array] | None


def activated(activation: Activation, features: jax.Array) -> jax.Array:
    """`activation(features)`; an activation of None is the identity."""
    return features if activation is None else activation(features)


def activated_forward(activation: Activation, features: jax.Array) -> tuple[jax.Array, Any]:
    """The activated features, and what `activated_backward` needs.

    That is nothing but these same activated features where they are enough (relu, tanh), else the
    features, from which the gradient is computed anew: one array, never several.
    """
    if activation is None:
        return features, None
    outputs, pullback = jax.vjp(activation, features)
    if all(kept is outputs for kept in jax.tree_util.tree_leaves(pullback)):
        return outputs, pullback
    return outputs, jax.tree_util.Partial(_again(activation), features)


def activated_backward(pullback: Any, cotangent: jax.Array) -> jax.Array:
    """The cotangent of the features from that of the activated ones."""
    return cotangent if pullback is None else pullback(cotangent)[0]


@cache
def _again(activation: Callable) -> Callable:
    def pull(features: jax.Array, cotangent: jax.Array) -> tuple:
        return jax.vjp(activation, features)[1](cotangent)

    return pull


__all__ = ["Activation", "activated", "activated_backward", "activated_forward"]
