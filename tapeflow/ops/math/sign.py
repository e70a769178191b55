"""Absolute values and signs."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.math.operands import numeric


@op("math.abs")
def abs(x: jax.Array) -> jax.Array:  # noqa: A001 - TensorFlow's name
    """The size `|x|`, elementwise; real for complex numbers. The derivative at 0 is 0.

    >>> import tapeflow as tf
    >>> tf.abs([-1.5, 2.0]).numpy()
    array([1.5, 2. ], dtype=float32)
    """
    numeric("math.abs", x)
    return jnp.abs(x)


@op("math.sign")
def sign(x: jax.Array) -> jax.Array:
    """-1, 0 or 1, elementwise; `x / |x|` for complex numbers. The derivative is 0.

    >>> import tapeflow as tf
    >>> tf.sign([-1.5, 0.0, 2.0]).numpy()
    array([-1.,  0.,  1.], dtype=float32)
    """
    numeric("math.sign", x)
    return jnp.sign(x)
