"""RMSprop (Tieleman & Hinton 2012), plain, centered (Graves 2013), with momentum."""

from __future__ import annotations

import jax.numpy as jnp


def rmsprop(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Flags: centered, has momentum. Numbers: rho, 1 - rho, momentum, epsilon.

    Slots: the velocity; with momentum, that; if centered, the average gradient.
    """
    centered, has_momentum = flags
    rho, rest, momentum, epsilon = numbers
    slots = list(slots)
    following = [rho * slots[0] + rest * jnp.square(gradient)]
    denominator = following[0] + epsilon
    average = None
    if centered:
        average = rho * slots[-1] + rest * gradient
        denominator = following[0] - jnp.square(average) + epsilon
    increment = learning_rate * gradient / jnp.sqrt(denominator)
    if has_momentum:
        increment = momentum * slots[1] + increment
        following.append(increment)
    if average is not None:
        following.append(average)
    return variable - increment, following
