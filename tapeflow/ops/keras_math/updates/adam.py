"""Adam (Kingma & Ba 2015, arXiv:1412.6980), and AMSGrad (Reddi et al. 2018)."""

from __future__ import annotations

import jax.numpy as jnp


def adam(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Flags: amsgrad. Numbers: beta_1, 1 - beta_1, beta_2, 1 - beta_2, epsilon.

    Slots: momentum, velocity, and with amsgrad the largest velocity so far.
    """
    (amsgrad,) = flags
    beta_1, rest_1, beta_2, rest_2, epsilon = numbers
    # Both bias corrections in one scalar (the paper, before section 2.1): this epsilon is its
    # epsilon-hat.
    rate = learning_rate * jnp.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    momentum = slots[0] + (gradient - slots[0]) * rest_1
    velocity = slots[1] + (jnp.square(gradient) - slots[1]) * rest_2
    if not amsgrad:
        return variable - momentum * rate / (jnp.sqrt(velocity) + epsilon), (momentum, velocity)
    largest = jnp.maximum(slots[2], velocity)
    return variable - momentum * rate / (jnp.sqrt(largest) + epsilon), (momentum, velocity, largest)
