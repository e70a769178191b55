"""Correlations between labels and predictions, and the share of variance that is explained."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import paired, same_rank

_FREE = ("y_true", "y_pred", "sample_weight")


@op("keras.metrics.pearson_correlation", free=("y_true",))
def pearson_correlation(y_true: jax.Array, y_pred: jax.Array, axis=-1) -> jax.Array:
    """Pearson's correlation, `covariance / (deviation of y_true * deviation of y_pred)`.

    Args:
      y_true: `[batch, ..., n]`, of any dtype.
      y_pred: predictions of the same shape.
      axis: along which they are correlated.

    Returns:
      `[batch, ...]`, in `[-1, 1]`; NaN where one of the two is constant.

    >>> import tapeflow as tf
    >>> print("%.3f" % tf.keras.metrics.pearson_correlation([1, 2, 4], [1.0, 2.0, 3.0]))
    0.982
    """
    y_true, y_pred = paired(y_true, y_pred)
    y_true = y_true - jnp.mean(y_true, axis, keepdims=True)
    y_pred = y_pred - jnp.mean(y_pred, axis, keepdims=True)
    y_true = y_true / jnp.std(y_true, axis, keepdims=True)
    y_pred = y_pred / jnp.std(y_pred, axis, keepdims=True)
    return jnp.mean(y_true * y_pred, axis)


@op("keras.metrics.concordance_correlation", free=("y_true",))
def concordance_correlation(y_true: jax.Array, y_pred: jax.Array, axis=-1) -> jax.Array:
    """Lin's correlation, `2 * covariance / (variances + (difference of means) ** 2)`.

    Args:
      y_true: `[batch, ..., n]`, of any dtype.
      y_pred: predictions of the same shape.
      axis: along which they are correlated.

    Returns:
      `[batch, ...]`: Pearson's correlation, less the further the predictions are from the labels
      in mean and spread.

    >>> import tapeflow as tf
    >>> print("%.3f" % tf.keras.metrics.concordance_correlation([1, 2, 4], [1.0, 2.0, 3.0]))
    0.857
    """
    y_true, y_pred = paired(y_true, y_pred)
    true_mean, pred_mean = (jnp.mean(y, axis, keepdims=True) for y in (y_true, y_pred))
    variances = jnp.var(y_true, axis, keepdims=True) + jnp.var(y_pred, axis, keepdims=True)
    # The mean of this is the covariance: the deviations of y_pred sum to 0.
    products = (y_true - pred_mean) * (y_pred - pred_mean)
    norm = variances + jnp.square(true_mean - pred_mean)
    return jnp.mean(2 * products / (norm + 1e-7), axis)


@op(
    "keras.metrics.R2Score_update", free=("y_true", "y_pred", "sample_weight"), differentiable=False
)
def r2_update(
    state: Sequence[jax.Array],
    y_true: jax.Array,
    y_pred: jax.Array,
    sample_weight: jax.Array | None = None,
) -> tuple[jax.Array, ...]:
    """The next number of labels, and by column their squares, sum, squared errors and weights."""
    samples, squares, total, errors, count = state
    y_true, y_pred = same_rank(y_true.astype(total.dtype), y_pred.astype(total.dtype))
    weight = jnp.ones((), total.dtype)
    if sample_weight is not None:
        weight = sample_weight.astype(total.dtype)
        weight = weight[:, None] if weight.ndim == 1 else weight
    weight = jnp.broadcast_to(weight, y_true.shape)
    return (
        samples + y_true.size,
        squares + jnp.sum(y_true * (y_true * weight), 0),
        total + jnp.sum(y_true * weight, 0),
        errors + jnp.sum(jnp.square(y_true - y_pred) * weight, 0),
        count + jnp.sum(weight, 0),
    )


@op("keras.metrics.R2Score", differentiable=False)
def r2_score(
    samples: jax.Array,
    squares: jax.Array,
    total: jax.Array,
    errors: jax.Array,
    count: jax.Array,
    aggregation="uniform_average",
    regressors=0,
) -> jax.Array:
    """`1 - errors / variance` by column, and how columns are joined; see `R2Score`."""
    variance = squares - total * (total / count)
    scores = 1 - errors / variance
    scores = jnp.where(jnp.isinf(scores), 0, scores)
    if aggregation == "uniform_average":
        scores = jnp.mean(scores)
    elif aggregation == "variance_weighted_average":
        scores = jnp.sum(variance * scores) / jnp.sum(variance)
    if not regressors:
        return scores
    free = samples - regressors - 1
    adjusted = 1 - (1 - scores) * (samples - 1) / jnp.where(free == 0, 1, free)
    return jnp.where(free > 0, adjusted, scores)
