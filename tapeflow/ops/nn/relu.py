"""`tf.nn.relu` and its variants."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op

# The gradients of this file's functions need only the function's result, so that a backward pass
# that runs later keeps one array, which the next layer keeps anyway.


@op("nn.relu", samplewise=True)
def relu(features: jax.Array) -> jax.Array:
    """`max(features, 0)`; its gradient at 0 is 0.

    Args:
      features: a real tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.relu([-1.0, 2.0]).numpy().tolist()
    [0.0, 2.0]
    """
    return _relu(features)


@jax.custom_vjp
def _relu(features: jax.Array) -> jax.Array:
    return jnp.maximum(features, jnp.zeros((), features.dtype))


def _relu_forward(features: jax.Array) -> tuple:
    outputs = _relu(features)
    return outputs, outputs


def _relu_backward(outputs: jax.Array, cotangent: jax.Array) -> tuple:
    return (jnp.where(outputs > 0, cotangent, jnp.zeros((), cotangent.dtype)),)


_relu.defvjp(_relu_forward, _relu_backward)


@op("nn.relu6")
def relu6(features: jax.Array) -> jax.Array:
    """`min(max(features, 0), 6)`; its gradient at 0 and at 6 is 0.

    Args:
      features: a real tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.relu6([-1.0, 2.0, 9.0]).numpy().tolist()
    [0.0, 2.0, 6.0]
    """
    return _relu6(features)


@jax.custom_vjp
def _relu6(features: jax.Array) -> jax.Array:
    return jnp.clip(features, jnp.zeros((), features.dtype), jnp.full((), 6, features.dtype))


def _relu6_forward(features: jax.Array) -> tuple:
    outputs = _relu6(features)
    return outputs, outputs


def _relu6_backward(outputs: jax.Array, cotangent: jax.Array) -> tuple:
    inside = (outputs > 0) & (outputs < 6)
    return (jnp.where(inside, cotangent, jnp.zeros((), cotangent.dtype)),)


_relu6.defvjp(_relu6_forward, _relu6_backward)


@op("nn.leaky_relu")
def leaky_relu(features: jax.Array, alpha=0.2) -> jax.Array:
    """`features` where positive, `alpha * features` elsewhere; the gradient at 0 is `alpha`.

    Args:
      features: a real tensor of any shape; integers become float32.
      alpha: the slope below zero, a Python number.

    >>> import tapeflow as tf
    >>> tf.nn.leaky_relu([-1.0, 2.0]).numpy().tolist()
    [-0.20000000298023224, 2.0]
    """
    if not jnp.issubdtype(features.dtype, jnp.floating):
        features = features.astype(jnp.float32)
    return jnp.where(features > 0, features, features * jnp.asarray(alpha, features.dtype))


@op("nn.crelu")
def crelu(features: jax.Array, axis=-1) -> jax.Array:
    """`relu(features)` and `relu(-features)` side by side along `axis`.

    Args:
      features: a real tensor.
      axis: the axis that doubles.

    >>> import tapeflow as tf
    >>> tf.nn.crelu([[-1.0, 2.0]]).numpy().tolist()
    [[0.0, 2.0, 1.0, 0.0]]
    """
    return _relu(jnp.concatenate([features, -features], axis))


__all__ = ["crelu", "leaky_relu", "relu", "relu6"]
