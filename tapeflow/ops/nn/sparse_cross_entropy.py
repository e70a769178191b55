"""`tf.nn.sparse_softmax_cross_entropy_with_logits`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import Tensor, op, problem
from tapeflow.ops.nn.labels import check_labels


def _check(labels: Tensor, logits: Tensor) -> None:
    if logits._spec.ndim:
        check_labels(labels, logits._spec.shape[-1])


@op("nn.sparse_softmax_cross_entropy_with_logits", free=("labels",), check=_check)
def sparse_softmax_cross_entropy_with_logits(labels: jax.Array, logits: jax.Array) -> jax.Array:
    """Cross entropy, in nats, between class numbers and unnormalized logits.

    Args:
      labels: integer tensor of shape `[...]`, values in `[0, classes)`.
      logits: floating tensor of shape `[..., classes]`.

    Returns:
      Losses of shape `[...]`, in the dtype of `logits`. A label out of range that could not be
      refused, as it was computed in the same program, gives NaN.

    Raises:
      ValueError: `labels` is not shaped like `logits` without its last axis.
      InvalidArgumentError: a label is out of range.

    >>> import tapeflow as tf
    >>> tf.nn.sparse_softmax_cross_entropy_with_logits([1], [[0.0, 0.0]]).numpy().round(4)
    array([0.6931], dtype=float32)
    """
    if not logits.ndim:
        raise ValueError(problem("Logits cannot be scalars", given=f"logits {logits.shape}"))
    if labels.shape != logits.shape[:-1]:
        same_rank = labels.ndim == logits.ndim - 1
        raise ValueError(
            problem(
                "`labels.shape` must equal `logits.shape` except for the last dimension."
                if same_rank
                else "Rank mismatch: Rank of `labels` must equal rank of `logits` minus one.",
                given=f"tf.nn.sparse_softmax_cross_entropy_with_logits of labels {labels.shape}, "
                f"logits {logits.shape}",
                expected=f"labels {logits.shape[:-1]}: one class number per row of logits",
                fix="for one-hot labels call tf.nn.softmax_cross_entropy_with_logits",
            )
        )
    return sparse_cross_entropy(labels, logits)


@jax.custom_vjp
def sparse_cross_entropy(labels: jax.Array, logits: jax.Array) -> jax.Array:
    """The op on arrays: labels `[...]`, logits `[..., classes]`."""
    return _forward(labels, logits)[0]


def _forward(labels: jax.Array, logits: jax.Array) -> tuple:
    # Half-precision logits are summed in float32: sums of many classes overflow float16.
    wide = logits.astype(jnp.float32) if logits.dtype in (jnp.float16, jnp.bfloat16) else logits
    shifted = wide - lax.stop_gradient(jnp.max(wide, -1, keepdims=True, initial=-jnp.inf))
    exponentials = jnp.exp(shifted)
    total = jnp.sum(exponentials, -1, keepdims=True)
    classes = logits.shape[-1]
    valid = (labels >= 0) & (labels < classes)
    inside = jnp.where(valid, labels, 0).astype(jnp.int32)
    picked = jnp.take_along_axis(shifted, inside[..., None], -1, mode="promise_in_bounds")[..., 0]
    losses = jnp.where(valid, jnp.log(total[..., 0]) - picked, jnp.nan).astype(logits.dtype)
    # The probabilities, not the logits, are what the gradient needs: twice as fast.
    return losses, (labels, (exponentials / total).astype(logits.dtype))


def _backward(saved: tuple, cotangent: jax.Array) -> tuple[None, jax.Array]:
    labels, probabilities = saved
    classes = lax.broadcasted_iota(labels.dtype, probabilities.shape, probabilities.ndim - 1)
    hot = (classes == labels[..., None]).astype(probabilities.dtype)
    return None, (probabilities - hot) * cotangent[..., None]


sparse_cross_entropy.defvjp(_forward, _backward)

__all__ = ["sparse_cross_entropy", "sparse_softmax_cross_entropy_with_logits"]
