"""`reduce_loss`: losses, weights and a mask to one number, as Keras has it."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import same_rank


@op("keras.losses.reduce", free=("sample_weight", "mask"))
def reduce_loss(
    values: jax.Array,
    sample_weight: jax.Array | None = None,
    mask: jax.Array | None = None,
    reduction="sum_over_batch_size",
) -> jax.Array:
    """Losses times weights, then reduced.

    Args:
      values: losses of shape `[batch, ...]`.
      sample_weight: weights that broadcast to `values`, or None for ones.
      mask: booleans of the shape of `values`; what is False does not count.
      reduction: "none" keeps the shape; "sum"; "sum_over_batch_size" and "mean" divide by the
        number of losses (that are not masked); "mean_with_sample_weight" by the sum of weights.
    """
    weight = None if sample_weight is None else sample_weight.astype(values.dtype)
    if mask is not None:
        kept = mask.astype(values.dtype)
        if reduction in ("mean", "sum_over_batch_size"):
            kept = kept * _ratio(jnp.asarray(mask.size, values.dtype), jnp.sum(kept))
        if weight is None:
            weight = kept
        else:
            kept, weight = same_rank(kept, weight)
            weight = weight * kept
    if weight is not None:
        values, weight = same_rank(values, weight)
        values = values * weight
    if reduction in (None, "none") or values.shape in ((), (0,)):
        return values
    total = jnp.sum(values)
    if reduction == "sum":
        return total
    if reduction == "mean_with_sample_weight" and weight is not None:
        return _ratio(total, jnp.sum(weight))
    return _ratio(total, jnp.asarray(math.prod(values.shape), values.dtype))


def _ratio(numerator: jax.Array, denominator: jax.Array) -> jax.Array:
    """Their quotient, and 0 where the denominator is 0; no NaN in the gradient either."""
    empty = denominator == 0
    return jnp.where(empty, 0, numerator / jnp.where(empty, 1, denominator))
