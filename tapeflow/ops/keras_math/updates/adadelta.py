"""Adadelta (Zeiler 2012, arXiv:1212.5701)."""

from __future__ import annotations

import jax.numpy as jnp


def adadelta(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: rho, 1 - rho, epsilon. Slots: averages of squared gradients and squared changes."""
    rho, rest, epsilon = numbers
    gradients = rho * slots[0] + rest * jnp.square(gradient)
    change = -(jnp.sqrt(slots[1] + epsilon) * gradient / jnp.sqrt(gradients + epsilon))
    changes = rho * slots[1] + rest * jnp.square(change)
    return variable + learning_rate * change, (gradients, changes)
