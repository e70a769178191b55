"""Nadam: Adam with Nesterov's momentum (Dozat 2015)."""

from __future__ import annotations

import jax.numpy as jnp


def nadam(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: beta_1, beta_2, epsilon. Slots: momentum, velocity, product of momentum rates."""
    beta_1, beta_2, epsilon = numbers
    # The momentum warms up as the paper's schedule has it.
    now = beta_1 * (1 - 0.5 * 0.96**step)
    after = beta_1 * (1 - 0.5 * 0.96 ** (step + 1))
    product = slots[2] * now
    momentum = slots[0] + (gradient - slots[0]) * (1 - beta_1)
    velocity = slots[1] + (jnp.square(gradient) - slots[1]) * (1 - beta_2)
    ahead = after * momentum / (1 - product * after) + (1 - now) * gradient / (1 - product)
    scale = jnp.sqrt(velocity / (1 - beta_2**step)) + epsilon
    return variable - ahead * learning_rate / scale, (momentum, velocity, product)
