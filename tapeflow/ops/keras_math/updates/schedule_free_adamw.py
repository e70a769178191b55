"""Schedule-free AdamW (Defazio et al. 2024, arXiv:2405.15682, Algorithm 1)."""

from __future__ import annotations

import jax.numpy as jnp


def schedule_free_adamw(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: beta_1, 1 - beta_1, beta_2, 1 - beta_2, epsilon, warmup_steps. Flags: warmup.

    Slots: the paper's z, where plain steps lead, and the velocity. The variable is the paper's y,
    between z and the average x.
    """
    (warmup,) = flags
    beta_1, rest_1, beta_2, rest_2, epsilon, warmup_steps = numbers
    if warmup:
        learning_rate = learning_rate * jnp.minimum(step / warmup_steps, 1)
    before, velocity = slots
    velocity = velocity + (jnp.square(gradient) - velocity) * rest_2
    root = jnp.sqrt(velocity / (1 - beta_2**step)) + epsilon
    after = before - learning_rate * gradient / root
    average = (variable - rest_1 * before) / beta_1
    average = (1 - 1 / step) * average + after / step
    return rest_1 * after + beta_1 * average, (after, velocity)
