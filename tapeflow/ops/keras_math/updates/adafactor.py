"""Adafactor (Shazeer & Stern 2018, arXiv:1804.04235, Algorithms 4 and 5)."""

from __future__ import annotations

import jax.numpy as jnp


def adafactor(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Numbers: beta_2_decay, epsilon_1, epsilon_2, clip_threshold.

    Slots: the means of squared gradients over rows and columns of a matrix, and what they make;
    of a vector only the last is used.
    """
    beta_2_decay, epsilon_1, epsilon_2, threshold = numbers
    rest = step**beta_2_decay
    squares = jnp.square(gradient) + epsilon_1

    def averaged(old, new):
        return (1 - rest) * old + rest * new

    if variable.ndim < 2:
        following = (*slots[:2], averaged(slots[2], squares))
    else:
        rows = averaged(slots[0], jnp.mean(squares, axis=-1))
        columns = averaged(slots[1], jnp.mean(squares, axis=-2))
        shares = rows / jnp.mean(rows, axis=-1, keepdims=True)
        following = (rows, columns, shares[..., None] * columns[..., None, :])
    change = gradient / jnp.sqrt(following[-1])
    change = change / jnp.maximum(1, _rms(change) / threshold)
    rate = jnp.minimum(learning_rate, 1 / jnp.sqrt(step)) * jnp.maximum(epsilon_2, _rms(variable))
    return variable - rate * change, following


def _rms(array):
    return jnp.sqrt(jnp.mean(jnp.square(array)))
