"""Muon (Jordan et al. 2024): momentum made orthogonal; AdamW for what is no matrix."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.updates.adam import adam


def muon(variable, gradient, slots, learning_rate, step, numbers, flags):
    """Flags: nesterov, newton_schulz_steps, whether steps have a fixed root mean square.

    Numbers: those of `adam`; a, b, c, the factor of Adam's rate, momentum, root mean square.
    Slots: a momentum, and for variables that take Adam's steps a velocity.
    """
    nesterov, count, scaled = flags
    a, b, c, ratio, decay, rms = numbers[5:]
    if len(slots) == 2:
        rate = learning_rate * ratio
        return adam(variable, gradient, slots, rate, step, numbers[:5], (False,))
    momentum = decay * slots[0] + gradient
    change = gradient + decay * momentum if nesterov else momentum
    change = orthogonal(change, count, a, b, c)
    if scaled:
        change = change * jnp.sqrt(jnp.asarray(max(variable.shape), change.dtype)) * rms
    return variable - learning_rate * change, (momentum,)


def orthogonal(matrix, count, a, b, c):
    """About `U @ V.T` of the matrix's singular value decomposition, by Newton-Schulz steps.

    Each step maps every singular value s to `a * s + b * s**3 + c * s**5`.
    """
    tall = matrix.shape[-2] > matrix.shape[-1]
    x = jnp.swapaxes(matrix, -1, -2) if tall else matrix
    x = x / (jnp.sqrt(jnp.sum(jnp.square(x), (-2, -1), keepdims=True)) + 1e-7)
    for _ in range(count):
        square = x @ jnp.swapaxes(x, -1, -2)
        x = a * x + (b * square + c * square @ square) @ x
    return jnp.swapaxes(x, -1, -2) if tall else x


@op("newton_schulz")
def newton_schulz(matrix: jax.Array, count: int, a: float, b: float, c: float) -> jax.Array:
    """`orthogonal` of matrices `[..., m, n]`."""
    return orthogonal(matrix, count, a, b, c)
