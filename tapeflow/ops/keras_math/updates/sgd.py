"""Stochastic gradient descent, with momentum after Polyak (1964) and Nesterov (1983)."""

from __future__ import annotations


def sgd(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Flags: nesterov. Numbers: momentum. Slots: the momentum, or none."""
    if not slots:
        return variable - gradient * learning_rate, ()
    (nesterov,) = flags
    (momentum,) = numbers
    velocity = slots[0] * momentum - gradient * learning_rate
    if nesterov:
        return variable + (velocity * momentum - gradient * learning_rate), (velocity,)
    return variable + velocity, (velocity,)
