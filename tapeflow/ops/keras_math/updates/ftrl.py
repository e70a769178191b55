"""Follow the regularized leader, by coordinates (McMahan et al. 2013)."""

from __future__ import annotations

import jax.numpy as jnp


def ftrl(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: -learning_rate_power, l1, l2, l2_shrinkage, beta. Slots: accumulator, linear."""
    power, l1, l2, l2_shrinkage, beta = numbers
    l2 = l2 + beta / (2 * learning_rate)
    shrunk = gradient + 2 * l2_shrinkage * variable
    accumulator = slots[0] + jnp.square(gradient)
    sigma = (accumulator**power - slots[0] ** power) / learning_rate
    linear = slots[1] + (shrunk - sigma * variable)
    quadratic = accumulator**power / learning_rate + 2 * l2
    return (jnp.clip(linear, -l1, l1) - linear) / quadratic, (accumulator, linear)
