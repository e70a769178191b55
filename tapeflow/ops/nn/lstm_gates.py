"""What an LSTM's gates compute from the products, and its gradient: for `lstm` and `lstm_parts`."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np


def gates_of(product: jax.Array) -> jax.Array:
    """All four gates by one tanh: the sigmoid of `x` is `tanh(x / 2) / 2 + 1 / 2`."""
    units = product.shape[-1] // 4
    scale = np.repeat(np.array([0.5, 0.5, 1, 0.5]), units).astype(product.dtype)
    shift = np.repeat(np.array([0.5, 0.5, 0, 0.5]), units).astype(product.dtype)
    return jnp.tanh(product * scale) * scale + shift


def outputs_of(gates: jax.Array, c: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The new `h` and `c`."""
    enter, keep, candidate, leave = jnp.split(gates, 4, -1)
    c = keep * c + enter * candidate
    return leave * jnp.tanh(c), c


def gate_gradient(gates, cell, before, dh, dc):
    """The cotangents of the gates' arguments, and of the cell state before the step."""
    enter, keep, candidate, leave = jnp.split(gates, 4, -1)
    squashed = jnp.tanh(cell)
    dc = dc + dh * leave * (1 - squashed * squashed)
    dz = jnp.concatenate(
        [
            dc * candidate * enter * (1 - enter),
            dc * before * keep * (1 - keep),
            dc * enter * (1 - candidate * candidate),
            dh * squashed * leave * (1 - leave),
        ],
        -1,
    )
    return dz, dc * keep
