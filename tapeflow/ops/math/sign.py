"""Absolute values and signs."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.math.operands import numeric


@op("math.abs")
def abs(x: jax.Array) -> jax.Array:
    """The size `|x|`, elementwise; real for complex numbers. The derivative at 0 is 0.

    >>> import tapeflow as tf
    >>> tf.abs([-1.5, 2.0]).numpy()
    array([1.5, 2. ], dtype=float32)
    """
    numeric("math.abs", x)
    return jnp.abs(x) if jnp.iscomplexobj(x) else _abs(x)


@jax.custom_jvp
def _abs(x: jax.Array) -> jax.Array:
    return jnp.abs(x)


@_abs.defjvp
def _(primals, tangents):
    (x,), (x_dot,) = primals, tangents
    return _abs(x), x_dot * jnp.sign(x)


@op("math.sign")
def sign(x: jax.Array) -> jax.Array:
    """-1, 0 or 1, elementwise; `x / |x|` for complex numbers. The derivative is 0.

    >>> import tapeflow as tf
    >>> tf.sign([-1.5, 0.0, 2.0]).numpy()
    array([-1.,  0.,  1.], dtype=float32)
    """
    numeric("math.sign", x)
    return jnp.sign(x)
