"""Cross entropies of logits with probabilities: softmax and sigmoid, plain and weighted."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op, problem
from tapeflow.ops.nn.elu import softplus

_softplus = softplus.op.function


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: int = -1, name: str | None = None
) -> Tensor:
    """Cross entropy, in nats, between distributions over classes and unnormalized logits.

    Args:
      labels: floating tensor shaped like `logits` (or broadcastable to it); sums to 1 along `axis`.
      logits: floating tensor with the classes at `axis`. Gradients flow to both.
      axis: the classes' axis.
      name: accepted for compatibility, not used.

    Returns:
      Losses, shaped like `logits` without `axis`.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.nn.softmax_cross_entropy_with_logits([[0.0, 1.0]], [[0.0, 0.0]]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    return _softmax_cross_entropy_op(labels, logits, axis)


@op("nn.softmax_cross_entropy_with_logits")
def _softmax_cross_entropy_op(labels: jax.Array, logits: jax.Array, axis=-1) -> jax.Array:
    try:
        shape = jnp.broadcast_shapes(labels.shape, logits.shape)
    except ValueError as error:
        raise invalid(
            "logits and labels must be broadcastable: "
            f"logits_size={list(logits.shape)} labels_size={list(labels.shape)}",
            expected="one probability per class; for class numbers call "
            "tf.nn.sparse_softmax_cross_entropy_with_logits",
        ) from error
    if not -len(shape) <= axis < len(shape):
        raise invalid(
            "tf.nn.softmax_cross_entropy_with_logits: no such axis",
            given=f"axis {axis}, shape {shape}",
        )
    labels, logits = jnp.broadcast_to(labels, shape), jnp.broadcast_to(logits, shape)
    return softmax_cross_entropy(axis % len(shape), labels, logits)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def softmax_cross_entropy(axis: int, labels: jax.Array, logits: jax.Array) -> jax.Array:
    """The op on arrays of one shape."""
    return _forward(axis, labels, logits)[0]


def _forward(axis: int, labels: jax.Array, logits: jax.Array) -> tuple:
    shifted = logits - jnp.max(logits, axis, keepdims=True, initial=-jnp.inf)
    exponentials = jnp.exp(shifted)
    total = jnp.sum(exponentials, axis, keepdims=True)
    log_probabilities = shifted - jnp.log(total)
    # A label of 0 costs nothing, even where the logit is -inf.
    terms = jnp.where(labels == 0, jnp.zeros((), labels.dtype), labels * log_probabilities)
    return -jnp.sum(terms, axis), (labels, log_probabilities)


def _backward(axis: int, saved: tuple, cotangent: jax.Array) -> tuple:
    labels, log_probabilities = saved
    cotangent = jnp.expand_dims(cotangent, axis)
    # TensorFlow's convention: labels are taken to sum to 1.
    return (
        -log_probabilities * cotangent,
        (jnp.exp(log_probabilities) - labels) * cotangent,
    )


softmax_cross_entropy.defvjp(_forward, _backward)


@op("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy_with_logits(labels: jax.Array, logits: jax.Array) -> jax.Array:
    """Cross entropy, in nats, of yes-or-no classes: `softplus(logits) - logits * labels`.

    Args:
      labels: floating tensor of probabilities, shaped like `logits`.
      logits: floating tensor of any shape. Gradients flow to both.

    Raises:
      ValueError: the shapes differ.

    >>> import tapeflow as tf
    >>> tf.nn.sigmoid_cross_entropy_with_logits([1.0], [0.0]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    _same_shape("sigmoid_cross_entropy_with_logits", labels, logits)
    return sigmoid_cross_entropy(labels, logits)


@jax.custom_vjp
def sigmoid_cross_entropy(labels: jax.Array, logits: jax.Array) -> jax.Array:
    """The op on arrays."""
    tail = jnp.log1p(jnp.exp(-jnp.abs(logits)))
    return jnp.maximum(logits, 0) - logits * labels + tail


def _sigmoid_forward(labels: jax.Array, logits: jax.Array) -> tuple:
    return sigmoid_cross_entropy(labels, logits), (labels, logits)


def _sigmoid_backward(saved: tuple, cotangent: jax.Array) -> tuple:
    labels, logits = saved
    return -logits * cotangent, (jax.nn.sigmoid(logits) - labels) * cotangent


sigmoid_cross_entropy.defvjp(_sigmoid_forward, _sigmoid_backward)


@op("nn.weighted_cross_entropy_with_logits")
def weighted_cross_entropy_with_logits(
    labels: jax.Array, logits: jax.Array, pos_weight: jax.Array
) -> jax.Array:
    """Sigmoid cross entropy, in nats, in which a yes counts `pos_weight` times.

    Args:
      labels: floating tensor of probabilities, shaped like `logits`.
      logits: floating tensor of any shape.
      pos_weight: number or tensor that broadcasts to them.

    Raises:
      ValueError: the shapes of `labels` and `logits` differ.

    >>> import tapeflow as tf
    >>> tf.nn.weighted_cross_entropy_with_logits([1.0], [0.0], 2.0).numpy().round(4)
    array([1.3863], dtype=float32)
    """
    _same_shape("weighted_cross_entropy_with_logits", labels, logits)
    weight = 1 + (pos_weight - 1) * labels
    # log(1 + exp(-logits)), as softplus, stays finite for logits of any size.
    return (1 - labels) * logits + weight * _softplus(-logits)


def _same_shape(name: str, labels: jax.Array, logits: jax.Array) -> None:
    if labels.shape != logits.shape:
        raise ValueError(
            problem(
                f"`logits` and `labels` must have the same shape, received ({logits.shape} vs "
                f"{labels.shape}).",
                given=f"tf.nn.{name} of labels {labels.shape}, logits {logits.shape}",
                fix="tf.reshape(labels, logits.shape), if they hold as many values",
            )
        )


@op("nn.log_poisson_loss")
def log_poisson_loss(
    targets: jax.Array, log_input: jax.Array, compute_full_loss=False
) -> jax.Array:
    """The Poisson log likelihood's negative: `exp(log_input) - log_input * targets`.

    Args:
      targets: floating tensor of counts.
      log_input: logarithms of the predicted rates, same shape.
      compute_full_loss: whether to add Stirling's approximation of `log(targets!)` where
        `targets > 1`.

    Raises:
      ValueError: the shapes differ.

    >>> import tapeflow as tf
    >>> tf.nn.log_poisson_loss([1.0], [0.0]).numpy()
    array([1.], dtype=float32)
    """
    if targets.shape != log_input.shape:
        raise ValueError(
            problem(
                "`log_input` and `targets` must have the same shape",
                given=f"targets {targets.shape}, log_input {log_input.shape}",
            )
        )
    losses = jnp.exp(log_input) - log_input * targets
    if compute_full_loss:
        stirling = targets * jnp.log(targets) - targets + 0.5 * jnp.log((2 * jnp.pi) * targets)
        inside = (targets >= 0) & (targets <= 1)
        losses = losses + jnp.where(inside, jnp.zeros((), targets.dtype), stirling)
    return losses


__all__ = [
    "log_poisson_loss",
    "sigmoid_cross_entropy",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy",
    "softmax_cross_entropy_with_logits",
    "weighted_cross_entropy_with_logits",
]
