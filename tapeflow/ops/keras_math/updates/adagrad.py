"""Adagrad (Duchi et al. 2011)."""

from __future__ import annotations

import jax.numpy as jnp


def adagrad(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: epsilon. Slots: the sum of squared gradients."""
    (epsilon,) = numbers
    accumulator = slots[0] + jnp.square(gradient)
    return variable - learning_rate * gradient / jnp.sqrt(accumulator + epsilon), (accumulator,)
