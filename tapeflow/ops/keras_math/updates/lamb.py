"""LAMB (You et al. 2019, arXiv:1904.00962, Algorithm 2)."""

from __future__ import annotations

import jax.numpy as jnp


def lamb(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: beta_1, 1 - beta_1, beta_2, 1 - beta_2, epsilon. Slots: momentum, velocity."""
    beta_1, rest_1, beta_2, rest_2, epsilon = numbers
    momentum = slots[0] + (gradient - slots[0]) * rest_1
    velocity = slots[1] + (jnp.square(gradient) - slots[1]) * rest_2
    change = momentum / (1 - beta_1**step)
    change = change / (jnp.sqrt(velocity / (1 - beta_2**step)) + epsilon)
    # The paper's phi is the identity: a step is as long as the variable, times the rate.
    size, length = (jnp.sqrt(jnp.sum(jnp.square(array))) for array in (variable, change))
    ratio = jnp.where((size > 0) & (length > 0), size / jnp.where(length > 0, length, 1), 1)
    return variable - ratio * learning_rate * change, (momentum, velocity)
