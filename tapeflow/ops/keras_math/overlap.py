"""Confusion matrices, and the intersection over union of them."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op

_FREE = ("y_true", "y_pred", "sample_weight")


@op(
    "keras.metrics.overlap_update", free=("y_true", "y_pred", "sample_weight"), differentiable=False
)
def overlap_update(
    matrix: jax.Array,
    y_true: jax.Array,
    y_pred: jax.Array,
    sample_weight: jax.Array | None = None,
    ignore_class=None,
    sparse_y_true=True,
    sparse_y_pred=True,
    axis=-1,
    threshold=None,
) -> jax.Array:
    """The next confusion matrix, `[classes, classes]`: true classes down, predicted ones across.

    Args:
      matrix: the sums so far, of any number dtype.
      y_true: class numbers of any shape; those that are no class do not count.
      y_pred: class numbers of as many elements; the same.
      sample_weight: a weight for each, or for all; it takes the dtype of `matrix`.
      ignore_class: a true class that does not count.
      sparse_y_true: whether `y_true` holds class numbers; else the largest along `axis` is it.
      sparse_y_pred: the same of `y_pred`.
      axis: see `sparse_y_true`.
      threshold: if given, class 1 is predicted from here on, and else class 0.
    """
    if threshold is not None:
        y_pred = y_pred.astype(jnp.float32) >= threshold
    true = _classes(y_true, sparse_y_true, axis, matrix.dtype)
    predicted = _classes(y_pred, sparse_y_pred, axis, matrix.dtype)
    count = matrix.shape[0]
    valid = (true >= 0) & (true < count) & (predicted >= 0) & (predicted < count)
    if ignore_class is not None:
        valid &= true != ignore_class
    weights = jnp.ones((), matrix.dtype)
    if sample_weight is not None:
        weights = sample_weight.astype(matrix.dtype)
        weights = weights.reshape(-1) if weights.ndim > 1 else weights
    weights = jnp.where(valid, jnp.broadcast_to(weights, true.shape), 0)
    cell = jnp.where(valid, true * count + predicted, 0)
    sums = jnp.zeros(count * count, matrix.dtype).at[cell].add(weights)
    return matrix + sums.reshape(count, count)


def _classes(values: jax.Array, sparse: bool, axis: int, dtype) -> jax.Array:
    """Class numbers in a row; they are cut as a conversion to the metric's dtype cuts them."""
    if not sparse:
        values = jnp.argmax(values, axis=axis)
    return values.astype(dtype).astype(jnp.int32).reshape(-1)


@op("keras.metrics.intersection_over_union", differentiable=False)
def intersection_over_union(matrix: jax.Array, classes=()) -> jax.Array:
    """The mean over `classes` of `tp / (tp + fp + fn)`, as float32.

    Classes that are neither true nor predicted anywhere are left out of the mean.
    """
    tp = jnp.diagonal(matrix)
    union = jnp.sum(matrix, axis=0) + jnp.sum(matrix, axis=1) - tp
    chosen = jnp.asarray(classes, jnp.int32)
    tp, union = tp[chosen].astype(jnp.float32), union[chosen].astype(jnp.float32)
    valid = union > 1e-9
    ratios = jnp.where(valid, tp / (union + 1e-7), 0)
    return jnp.sum(ratios) / (jnp.sum(valid, dtype=jnp.float32) + 1e-7)
