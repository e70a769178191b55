"""Window functions: weights of `n` samples that fade to both sides."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import jax

from tapeflow.engine import op


@op("keras.ops.window", differentiable=False)
def window(kind="hanning", size=0, beta=0.0) -> jax.Array:
    """A window of NumPy's, `[size]`, float32."""
    function = getattr(np, kind)
    values = function(size, beta) if kind == "kaiser" else function(size)
    return jnp.asarray(values, "float32")
