"""`tf.nn.sigmoid`, `tf.nn.tanh`, `tf.nn.silu`: the smooth squashing functions."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, op


@op("math.sigmoid")
def sigmoid(x: jax.Array) -> jax.Array:
    """`1 / (1 + exp(-x))`.

    Args:
      x: a floating or complex tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.sigmoid([0.0, 100.0]).numpy().tolist()
    [0.5, 1.0]
    """
    return _sigmoid(x)


@jax.custom_vjp
def _sigmoid(x: jax.Array) -> jax.Array:
    return jax.nn.sigmoid(x)


def _sigmoid_forward(x: jax.Array) -> tuple:
    outputs = _sigmoid(x)
    return outputs, outputs


def _sigmoid_backward(outputs: jax.Array, cotangent: jax.Array) -> tuple:
    return (cotangent * outputs * (1 - outputs),)


_sigmoid.defvjp(_sigmoid_forward, _sigmoid_backward)


@op("math.tanh")
def tanh(x: jax.Array) -> jax.Array:
    """The hyperbolic tangent.

    Args:
      x: a floating or complex tensor of any shape.

    >>> import tapeflow as tf
    >>> tf.nn.tanh([0.0, 100.0]).numpy().tolist()
    [0.0, 1.0]
    """
    return _tanh(x)


@jax.custom_vjp
def _tanh(x: jax.Array) -> jax.Array:
    return jnp.tanh(x)


def _tanh_forward(x: jax.Array) -> tuple:
    outputs = _tanh(x)
    return outputs, outputs


def _tanh_backward(outputs: jax.Array, cotangent: jax.Array) -> tuple:
    return (cotangent * (1 - outputs * outputs),)


_tanh.defvjp(_tanh_forward, _tanh_backward)


def silu(features: Any, beta: Any = 1.0, name: str | None = None) -> Tensor:
    """`features * sigmoid(beta * features)`, also known as swish.

    Args:
      features: a floating tensor of any shape.
      beta: a number or tensor; no gradient flows to it.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.nn.silu([0.0, 1.0]).numpy().round(4).tolist()
    [0.0, 0.7311000227928162]
    """
    if beta.__class__ in (int, float) and beta == 1:
        return _silu(features)
    return _swish(features, beta)


@op("nn.silu")
def _silu(features: jax.Array) -> jax.Array:
    return features * jax.nn.sigmoid(features)


@op("nn.silu")
def _swish(features: jax.Array, beta: jax.Array) -> jax.Array:
    return features * jax.nn.sigmoid(jax.lax.stop_gradient(beta) * features)


silu.op = _silu.op  # type: ignore[attr-defined]  # for the layers that fuse an activation
swish = silu

__all__ = ["sigmoid", "silu", "swish", "tanh"]
