"""`tf.nn.gelu`."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem

_SQRT_HALF = 0.7071067811865476
_TANH_SCALE = 0.7978845608028654  # sqrt(2 / pi)


@op("nn.gelu")
def gelu(features: jax.Array, approximate=False) -> jax.Array:
    """`features * P(X <= features)` for a standard normal `X` (arXiv:1606.08415).

    Args:
      features: a floating tensor of any shape.
      approximate: whether to use the paper's formula with tanh, which is faster.

    Raises:
      ValueError: `features` is not floating.

    >>> import tapeflow as tf
    >>> tf.nn.gelu([0.0, 1.0]).numpy().round(4).tolist()
    [0.0, 0.8413000106811523]
    """
    if not jnp.issubdtype(features.dtype, jnp.floating):
        raise ValueError(
            problem(
                "`features.dtype` must be a floating point tensor.",
                given=f"tf.nn.gelu of {features.dtype}",
                fix="tf.cast(features, tf.float32)",
            )
        )
    if approximate:
        cubic = features + 0.044715 * (features * features * features)
        return 0.5 * features * (1 + jnp.tanh(_TANH_SCALE * cubic))
    return 0.5 * features * (1 + jax.lax.erf(features * _SQRT_HALF))


__all__ = ["gelu"]
