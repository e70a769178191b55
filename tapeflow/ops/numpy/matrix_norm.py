"""`norm` as NumPy has it."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.numpy.promotion import as_floats


@op("keras.ops.norm")
def norm(x: jax.Array, ord=None, axis=None, keepdims=False) -> jax.Array:
    """Norms of vectors along an axis, or of matrices in two; see `numpy.linalg.norm`."""
    return jnp.linalg.norm(as_floats(x), ord, axis, keepdims)
