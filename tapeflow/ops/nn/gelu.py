"""`tf.nn.gelu`."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem

_SQRT_HALF = 0.7071067811865476
_DENSITY_SCALE = 0.3989422804014327  # 1 / sqrt(2 * pi)
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
    return _exact(features)


@jax.custom_vjp
def _exact(features: jax.Array) -> jax.Array:
    return features * _below(features)


def _below(features: jax.Array) -> jax.Array:
    """The normal distribution function."""
    return 0.5 * (1 + jax.lax.erf(features * _SQRT_HALF))


def _forward(features: jax.Array) -> tuple:
    return _exact(features), features


def _backward(features: jax.Array, cotangent: jax.Array) -> tuple:
    # Autodiff keeps three arrays for this.
    density = _DENSITY_SCALE * jnp.exp(-0.5 * features * features)
    return (cotangent * (_below(features) + features * density),)


_exact.defvjp(_forward, _backward)

__all__ = ["gelu"]
