"""`spectrally_normalized`: a matrix divided by its largest singular value."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@op("nn.spectral_normalization", costly=True)
def spectrally_normalized(
    kernel: jax.Array, vector: jax.Array, iterations=1
) -> tuple[jax.Array, jax.Array]:
    """The next estimate of the singular vector, and the kernel divided by its singular value.

    Args:
      kernel: `[..., filters]`, taken as a matrix of `filters` columns. One of zeros stays as it is.
      vector: `[1, filters]`, the estimate so far.
      iterations: of the power method.
    """
    matrix = kernel.reshape(-1, kernel.shape[-1])
    right = vector
    for _ in range(iterations):
        left = _unit(right @ matrix.T)
        right = _unit(left @ matrix)
    right, left = jax.lax.stop_gradient(right), jax.lax.stop_gradient(left)
    largest = (left @ matrix @ right.T).reshape(())
    blank = jnp.all(kernel == 0)
    divided = kernel / jnp.where(blank, jnp.ones((), kernel.dtype), largest)
    return jnp.where(blank, vector, right), divided


def _unit(vector: jax.Array) -> jax.Array:
    length = jnp.sqrt(jnp.maximum(jnp.sum(jnp.square(vector)), 1e-24))
    return vector / length.astype(vector.dtype)
