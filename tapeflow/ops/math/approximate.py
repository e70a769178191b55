"""`tf.math.approx_max_k` and `approx_min_k`: the largest and smallest entries, on a TPU nearly."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, op


def approx_max_k(
    operand: Any,
    k: int,
    reduction_dimension: int = -1,
    recall_target: float = 0.95,
    reduction_input_size_override: int = -1,
    aggregate_to_topk: bool = True,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The `k` largest entries along an axis, largest first, and their places.

    Args:
      operand: float tensor.
      k: how many.
      reduction_dimension: the axis.
      recall_target: on a TPU, the share of them that are found at least; elsewhere all are.
      reduction_input_size_override: not used.
      aggregate_to_topk: only True.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> [x.numpy().tolist() for x in tf.math.approx_max_k(tf.constant([1.0, 3.0, 2.0]), 2)]
    [[3.0, 2.0], [1, 2]]
    """
    return _extreme(operand, int(k), int(reduction_dimension), float(recall_target), True)


def approx_min_k(
    operand: Any,
    k: int,
    reduction_dimension: int = -1,
    recall_target: float = 0.95,
    reduction_input_size_override: int = -1,
    aggregate_to_topk: bool = True,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The `k` smallest entries, smallest first; arguments are those of `approx_max_k`."""
    return _extreme(operand, int(k), int(reduction_dimension), float(recall_target), False)


@op("math.approx_top_k")
def _extreme(operand: jax.Array, k=1, axis=-1, recall=0.95, largest=True) -> tuple[jax.Array, ...]:
    if jax.default_backend() == "tpu":
        function = jax.lax.approx_max_k if largest else jax.lax.approx_min_k
        return tuple(function(operand, k, axis, recall))
    moved = jnp.moveaxis(operand, axis, -1)
    values, places = jax.lax.top_k(moved if largest else -moved, k)
    values = values if largest else -values
    return jnp.moveaxis(values, -1, axis), jnp.moveaxis(places, -1, axis)
