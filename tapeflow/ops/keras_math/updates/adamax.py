"""Adamax: Adam with the infinity norm (Kingma & Ba 2015, section 7.1)."""

from __future__ import annotations

import jax.numpy as jnp


def adamax(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: beta_1, 1 - beta_1, beta_2, epsilon. Slots: momentum, norm."""
    beta_1, rest_1, beta_2, epsilon = numbers
    momentum = slots[0] + (gradient - slots[0]) * rest_1
    norm = jnp.maximum(beta_2 * slots[1], jnp.abs(gradient))
    change = learning_rate * momentum / ((1 - beta_1**step) * (norm + epsilon))
    return variable - change, (momentum, norm)
