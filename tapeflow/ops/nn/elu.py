"""`tf.nn.elu`, `tf.nn.selu`, `tf.nn.softplus`, `tf.nn.softsign`."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.nn.floating import floating

# Klambauer et al. 2017, arXiv:1706.02515, equation 14.
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


@op("nn.elu")
def elu(features: jax.Array) -> jax.Array:
    """`features` where positive, `exp(features) - 1` elsewhere.

    Args:
      features: a floating tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.elu([-100.0, 2.0]).numpy().tolist()
    [-1.0, 2.0]
    """
    floating("tf.nn.elu", features)
    return _elu(features, 1.0, 1.0)


@op("nn.selu")
def selu(features: jax.Array) -> jax.Array:
    """The scaled ELU that keeps mean 0 and variance 1 through many layers.

    Args:
      features: a floating tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.selu([0.0, 1.0]).numpy().round(4).tolist()
    [0.0, 1.0506999492645264]
    """
    floating("tf.nn.selu", features)
    return _elu(features, _SELU_ALPHA, _SELU_SCALE)


def _elu(features: jax.Array, alpha: float, scale: float) -> jax.Array:
    # The inner `where` keeps the unused branch from overflowing, which would make its gradient NaN.
    below = features < 0
    negative = jnp.where(below, features, jnp.zeros((), features.dtype))
    return scale * jnp.where(below, alpha * jnp.expm1(negative), features)


@op("math.softplus")
def softplus(features: jax.Array) -> jax.Array:
    """`log(1 + exp(features))`, without overflow.

    Args:
      features: a floating tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.softplus([0.0, 100.0]).numpy().round(4).tolist()
    [0.6930999755859375, 100.0]
    """
    floating("tf.nn.softplus", features)
    return _softplus(features)


@jax.custom_vjp
def _softplus(features: jax.Array) -> jax.Array:
    # Five times as fast on the CPU as logaddexp.
    return jnp.maximum(features, 0) + jnp.log1p(jnp.exp(-jnp.abs(features)))


def _softplus_forward(features: jax.Array) -> tuple:
    return _softplus(features), features


def _softplus_backward(features: jax.Array, cotangent: jax.Array) -> tuple:
    return (cotangent * jax.nn.sigmoid(features),)


_softplus.defvjp(_softplus_forward, _softplus_backward)


@op("nn.softsign")
def softsign(features: jax.Array) -> jax.Array:
    """`features / (1 + |features|)`.

    Args:
      features: a floating tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.softsign([-1.0, 3.0]).numpy().tolist()
    [-0.5, 0.75]
    """
    floating("tf.nn.softsign", features)
    return _softsign(features)


@jax.custom_vjp
def _softsign(features: jax.Array) -> jax.Array:
    return features / (1 + jnp.abs(features))


def _softsign_forward(features: jax.Array) -> tuple:
    return _softsign(features), features


def _softsign_backward(features: jax.Array, cotangent: jax.Array) -> tuple:
    return (cotangent / jnp.square(1 + jnp.abs(features)),)


_softsign.defvjp(_softsign_forward, _softsign_backward)

__all__ = ["elu", "selu", "softplus", "softsign"]
