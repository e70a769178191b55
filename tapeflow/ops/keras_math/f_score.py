"""Counts of right and wrong classes, and the F score of them."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tapeflow.engine import op

_FREE = ("y_true", "y_pred", "sample_weight")

EPSILON = 1e-7


@op(
    "keras.metrics.f_score_update", free=("y_true", "y_pred", "sample_weight"), differentiable=False
)
def f_score_update(
    state: Sequence[jax.Array],
    y_true: jax.Array,
    y_pred: jax.Array,
    sample_weight: jax.Array | None = None,
    threshold=None,
) -> tuple[jax.Array, ...]:
    """The next true positives, false positives, false negatives and true labels.

    Args:
      state: four arrays, `[classes]`, or scalars if all classes are counted together.
      y_true: labels `[batch, classes]`, 0 or 1.
      y_pred: predictions of the same shape.
      sample_weight: `[batch]`.
      threshold: above it a class is predicted; by default it is where the prediction is largest.
    """
    dtype = state[0].dtype
    y_true, y_pred = y_true.astype(dtype), y_pred.astype(dtype)
    if threshold is None:
        largest = jnp.max(y_pred, axis=-1, keepdims=True)
        # If all are 0, none is predicted.
        predicted = (y_pred >= largest) & (jnp.abs(y_pred) > 1e-9)
    else:
        predicted = y_pred > threshold
    predicted = predicted.astype(dtype)
    counts = (
        predicted * y_true, predicted * (1 - y_true), (1 - predicted) * y_true, y_true
    )  # fmt: skip
    if sample_weight is not None:
        counts = [count * sample_weight.astype(dtype)[:, None] for count in counts]
    axis = 0 if state[0].ndim else None
    return tuple(old + jnp.sum(count, axis) for old, count in zip(state, counts, strict=True))


@op("keras.metrics.f_score", differentiable=False)
def f_score(
    tp: jax.Array, fp: jax.Array, fn: jax.Array, weights: jax.Array, beta=1.0, average=None
) -> jax.Array:
    """`(1 + beta**2) * precision * recall / (beta**2 * precision + recall)`.

    Args:
      tp, fp, fn, weights: counts, as `f_score_update` gives them.
      beta: how much more recall counts than precision.
      average: "micro" and "macro" take the mean over classes, "weighted" one weighted by
        `weights`; None takes none.
    """
    precision, recall = tp / (tp + fp + EPSILON), tp / (tp + fn + EPSILON)
    score = precision * recall / (beta**2 * precision + recall + EPSILON) * (1 + beta**2)
    if average == "weighted":
        return jnp.sum(score * (weights / (jnp.sum(weights) + EPSILON)))
    return score if average is None else jnp.mean(score)
