"""`tf.nn.compute_average_loss`, `tf.nn.scale_regularization_loss`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, Variable, convert_to_tensor, op, problem


def compute_average_loss(
    per_example_loss: Any,
    sample_weight: Any = None,
    global_batch_size: Any = None,
) -> Tensor:
    """The sum of per-example losses, weighted, over the global batch size.

    Args:
      per_example_loss: floating tensor with one loss per example, at least one axis.
      sample_weight: weights that broadcast with the losses after axes of size 1 are added.
      global_batch_size: by default the losses' first size (with one replica).

    Returns:
      A scalar.

    Raises:
      ValueError: a scalar loss, or a batch size that is not a whole number.

    >>> import tapeflow as tf
    >>> tf.nn.compute_average_loss(tf.constant([1.0, 3.0]), global_batch_size=4).numpy()
    np.float32(1.0)
    """
    losses = convert_to_tensor(per_example_loss)
    if not losses.ndim:
        raise ValueError("Please provide per-example losses: `per_example_loss` is a scalar.")
    if global_batch_size is None:
        global_batch_size = losses._spec.shape[0]
    elif isinstance(global_batch_size, (Tensor, Variable)):
        if global_batch_size.ndim or not global_batch_size.dtype.is_integer:
            raise ValueError(
                problem(
                    "`global_batch_size` must be an int or an integer scalar",
                    given=f"{global_batch_size.dtype.name} of shape {global_batch_size.shape}",
                )
            )
    elif int(global_batch_size) != global_batch_size:
        raise TypeError(f"`global_batch_size` must be an int, not {global_batch_size!r}")
    return _average_loss(losses, global_batch_size, sample_weight)


@op("nn.compute_average_loss", free=("global_batch_size", "sample_weight"))
def _average_loss(
    per_example_loss: jax.Array, global_batch_size: jax.Array, sample_weight: jax.Array | None
) -> jax.Array:
    losses = per_example_loss
    if sample_weight is not None:
        weights = sample_weight.astype(losses.dtype)
        while weights.ndim < losses.ndim:
            weights = weights[..., None]
        losses = losses * weights
    return jnp.sum(losses) / global_batch_size.astype(losses.dtype)


@op("nn.scale_regularization_loss")
def _sum(regularization_loss: jax.Array) -> jax.Array:
    return jnp.sum(regularization_loss)


def scale_regularization_loss(regularization_loss: Any) -> Tensor:
    """The sum of a regularization loss, over the number of replicas (one).

    Args:
      regularization_loss: floating tensor.

    >>> import tapeflow as tf
    >>> tf.nn.scale_regularization_loss([1.0, 3.0]).numpy()
    np.float32(4.0)
    """
    return _sum(regularization_loss)


__all__ = ["compute_average_loss", "scale_regularization_loss"]
