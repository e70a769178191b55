"""Running totals of metrics: one op an update."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import same_rank


@op("keras.metrics.Mean", free=("values", "sample_weight"), differentiable=False)
def mean_update(
    total: jax.Array, count: jax.Array, values: jax.Array, sample_weight: jax.Array | None = None
) -> tuple[jax.Array, jax.Array]:
    """The next total and count: of each example the mean of its values, times its weight.

    Args:
      total: scalar, the sum so far.
      count: scalar of the same dtype, the sum of weights so far.
      values: `[batch, ...]`, or a scalar.
      sample_weight: broadcasts to the values, once the mean was taken over axes it does not have.
    """
    values, weight = _samplewise(values.astype(total.dtype), sample_weight, jnp.mean)
    if weight is not None:
        new = jnp.sum(weight)
    else:
        new = jnp.asarray(values.shape[0] if values.ndim else 1, count.dtype)
    return total + jnp.sum(values), count + new


@op("keras.metrics.Sum", free=("values", "sample_weight"), differentiable=False)
def sum_update(
    total: jax.Array, values: jax.Array, sample_weight: jax.Array | None = None
) -> jax.Array:
    """The next total; operands are those of `mean_update`."""
    values, _ = _samplewise(values.astype(total.dtype), sample_weight, jnp.sum)
    return total + jnp.sum(values)


@op("keras.metrics.MeanTensor", free=("values", "sample_weight"), differentiable=False)
def mean_tensor_update(
    total: jax.Array, count: jax.Array, values: jax.Array, sample_weight: jax.Array | None = None
) -> tuple[jax.Array, jax.Array]:
    """The next totals and counts, element by element."""
    values = values.astype(total.dtype)
    weight = jnp.ones_like(values)
    if sample_weight is not None:
        values, weight = same_rank(values, sample_weight.astype(values.dtype))
        weight = jnp.broadcast_to(
            weight.reshape(weight.shape + (1,) * (values.ndim - weight.ndim)), values.shape
        )
    return total + values * weight, count + weight


@op("keras.metrics.mean_result", differentiable=False)
def mean_result(total: jax.Array, count: jax.Array) -> jax.Array:
    """`total / count`, and 0 where nothing was counted."""
    return jnp.where(count == 0, 0, total / jnp.where(count == 0, 1, count))


@op("keras.metrics.squared_errors", free=("y_true",), differentiable=False)
def squared_errors(y_true: jax.Array, y_pred: jax.Array) -> jax.Array:
    """`(y_pred - y_true) ** 2`, element by element."""
    y_true, y_pred = same_rank(y_true.astype(y_pred.dtype), y_pred)
    return jnp.square(y_pred - y_true)


@op("keras.metrics.root_mean_result", differentiable=False)
def root_mean_result(total: jax.Array, count: jax.Array) -> jax.Array:
    """`sqrt(total / count)`, and 0 where nothing was counted."""
    return jnp.sqrt(mean_result.op.function(total, count))


def _samplewise(values: jax.Array, sample_weight: jax.Array | None, reduce) -> tuple:
    """One value, and one weight if there are any, for each example."""
    weight = None
    if sample_weight is not None:
        values, weight = same_rank(values, sample_weight.astype(values.dtype))
        ndim = weight.ndim
        if values.ndim > ndim:
            values = reduce(values, axis=tuple(range(ndim, values.ndim)))
        weight = jnp.broadcast_to(weight, values.shape)
        values = values * weight
        if ndim > 1:
            weight = reduce(weight, axis=tuple(range(1, ndim)))
    if values.ndim > 1:
        values = reduce(values, axis=tuple(range(1, values.ndim)))
    return values, weight
