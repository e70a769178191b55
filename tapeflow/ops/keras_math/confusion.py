"""How often predictions above thresholds are right and wrong: one op an update."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem
from tapeflow.ops.keras_math.operands import same_rank

NEVER = -1e10  # a prediction that is below every threshold


@op("keras.metrics.confusion", free=("y_true", "y_pred", "sample_weight"), differentiable=False)
def confusion_update(
    state: Sequence[jax.Array],
    thresholds: jax.Array,
    y_true: jax.Array,
    y_pred: jax.Array,
    sample_weight: jax.Array | None = None,
    label_weights: jax.Array | None = None,
    kinds=("tp", "fp", "tn", "fn"),
    even=False,
    by_label=False,
    top_k=None,
    class_id=None,
    from_logits=False,
) -> tuple[jax.Array, ...]:
    """The next counts of each kind, `[thresholds]`, or by label `[thresholds, labels]`.

    Args:
      state: the counts so far, in the order of `kinds`, all of one float dtype.
      thresholds: `[thresholds]`; a prediction is positive if it is above.
      y_true: labels `[batch, ...]`; all but 0 are true.
      y_pred: predictions of the same shape.
      sample_weight: a weight for each example, or for each prediction.
      label_weights: `[labels]`, multiplied with the examples' weights.
      kinds: "tp", "fp", "tn" and "fn": true and false positives and negatives.
      even: whether the thresholds divide `[0, 1]` evenly. Then predictions are sorted into
        buckets, which takes far less memory than comparing each with every threshold.
      by_label: whether each label is counted for itself.
      top_k: if given, only so many largest predictions of an example count.
      class_id: if given, only this label counts.
      from_logits: whether predictions go through a sigmoid first.

    Raises:
      ValueError: labels and predictions differ in shape, or a label was asked for where there
        are none.
    """
    dtype = state[0].dtype
    y_true, y_pred = same_rank(y_true.astype(dtype), y_pred.astype(dtype))
    _check(y_true, y_pred, class_id, by_label)
    if from_logits:
        y_pred = jax.nn.sigmoid(y_pred)
    weights = _weights(y_true, y_pred, sample_weight, label_weights)
    if top_k is not None:
        kept = jax.lax.top_k(y_pred, top_k)[1]
        chosen = jnp.sum(jax.nn.one_hot(kept, y_pred.shape[-1], dtype=dtype), axis=-2)
        y_pred = y_pred * chosen + NEVER * (1 - chosen)
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id], y_pred[..., class_id]
        weights = weights[..., class_id]
    columns = (-1, y_pred.shape[-1]) if by_label else (-1, 1)
    y_true, y_pred, weights = (a.reshape(columns) for a in (y_true, y_pred, weights))
    true, false = jnp.where(y_true != 0, weights, 0), jnp.where(y_true != 0, 0, weights)
    above = _above_even if even else _above
    counts = _counts(kinds, true, false, lambda values: above(values, y_pred, thresholds))
    return tuple(old + new.reshape(old.shape) for old, new in zip(state, counts, strict=True))


def _check(y_true: jax.Array, y_pred: jax.Array, class_id: int | None, by_label: bool) -> None:
    if y_true.shape != y_pred.shape:
        raise ValueError(
            problem(
                "metric: labels and predictions do not have the same shape",
                given=f"y_true {y_true.shape}, y_pred {y_pred.shape}",
                expected="one label for each prediction",
                fix="for class numbers use tf.one_hot(y_true, classes)",
            )
        )
    if class_id is not None and y_pred.ndim < 2:
        raise ValueError(
            problem(
                "When class_id is provided, y_pred must be a 2D array",
                given=f"shape {y_pred.shape}",
                expected="(num_samples, num_classes)",
            )
        )
    if by_label and y_pred.ndim != 2:
        raise ValueError(
            problem(
                "`y_pred` must have rank 2 when `multi_label=True`",
                given=f"shape {y_pred.shape}",
                expected="(num_samples, num_labels)",
            )
        )


def _weights(
    y_true: jax.Array,
    y_pred: jax.Array,
    sample_weight: jax.Array | None,
    label_weights: jax.Array | None,
) -> jax.Array:
    """A weight for each prediction."""
    weights = jnp.ones((), y_pred.dtype)
    if sample_weight is not None:
        weights = sample_weight.astype(y_pred.dtype)[..., None]
        if weights.ndim == y_true.ndim + 1:
            weights = weights[..., 0]
    if label_weights is not None:
        weights = weights * label_weights
    return jnp.broadcast_to(weights, y_pred.shape)


def _counts(kinds, true: jax.Array, false: jax.Array, above) -> list[jax.Array]:
    counts = []
    for kind in kinds:
        values = true if kind in ("tp", "fn") else false
        count = above(values)
        counts.append(count if kind in ("tp", "fp") else jnp.sum(values, axis=0) - count)
    return counts


def _above(values: jax.Array, y_pred: jax.Array, thresholds: jax.Array) -> jax.Array:
    """`[thresholds, labels]`: the sum of the values whose prediction is above each threshold."""
    above = y_pred[None] > thresholds[:, None, None]
    return jnp.sum(jnp.where(above, values[None], 0), axis=1)


def _above_even(values: jax.Array, y_pred: jax.Array, thresholds: jax.Array) -> jax.Array:
    """The same for thresholds i / (n - 1): bucket i holds what is above threshold i, and no other.

    If the first threshold is below 0, predictions of 0 are in the first bucket; else in none.
    """
    count, labels = thresholds.shape[0], y_pred.shape[1]
    bucket = jnp.ceil(jnp.clip(y_pred, 0, 1) * (count - 1)).astype(jnp.int32) - 1
    lowest = jnp.where(thresholds[0] < 0, 0, count)  # `count` is no bucket: dropped
    bucket = jnp.where(bucket < 0, lowest, bucket)
    column = jnp.broadcast_to(jnp.arange(labels, dtype=jnp.int32), bucket.shape)
    buckets = jnp.zeros((count, labels), values.dtype).at[bucket, column].add(values, mode="drop")
    return jnp.cumsum(buckets[::-1], axis=0)[::-1]
