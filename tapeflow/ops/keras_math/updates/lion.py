"""Lion: the sign of an interpolated momentum (Chen et al. 2023, arXiv:2302.06675)."""

from __future__ import annotations

import jax.numpy as jnp


def lion(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: beta_1, beta_2. Slots: momentum."""
    beta_1, beta_2 = numbers
    direction = jnp.sign(slots[0] * beta_1 + gradient * (1 - beta_1))
    momentum = slots[0] * beta_2 + gradient * (1 - beta_2)
    return variable - learning_rate * direction, (momentum,)
