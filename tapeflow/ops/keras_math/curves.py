"""What is read off counts of right and wrong predictions at many thresholds."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op


def divided(numerator: jax.Array, denominator: jax.Array) -> jax.Array:
    """`numerator / denominator`, and 0 where that is 0."""
    safe = jnp.where(denominator == 0, 1, denominator)
    return jnp.where(denominator == 0, 0, numerator / safe)


@op("keras.metrics.share", differentiable=False)
def share(part: jax.Array, rest: jax.Array) -> jax.Array:
    """`part / (part + rest)`, 0 where both are; a scalar if there is only one threshold."""
    result = divided(part, part + rest)
    return result[0] if result.shape == (1,) else result


@op("keras.metrics.best_at", differentiable=False)
def best_at(
    tp: jax.Array, fp: jax.Array, tn: jax.Array, fn: jax.Array, best="", at="", least=0.0
) -> jax.Array:
    """The largest `best` at any threshold where `at` is at least `least`; 0 if there is none.

    Args:
      tp, fp, tn, fn: counts `[thresholds]`.
      best, at: "sensitivity" (which is also called recall), "specificity" or "precision".
      least: in `[0, 1]`.
    """
    rates = {
        "sensitivity": lambda: divided(tp, tp + fn),
        "specificity": lambda: divided(tn, tn + fp),
        "precision": lambda: divided(tp, tp + fp),
    }
    return jnp.max(jnp.where(rates[at]() >= least, rates[best](), 0), initial=0)


@op("keras.metrics.AUC", differentiable=False)
def area(
    tp: jax.Array,
    fp: jax.Array,
    tn: jax.Array,
    fn: jax.Array,
    label_weights: jax.Array | None = None,
    curve="ROC",
    summation="interpolation",
) -> jax.Array:
    """The area below a curve whose points are thresholds.

    Args:
      tp, fp, tn, fn: counts `[thresholds]`, or `[thresholds, labels]`, thresholds ascending.
      label_weights: `[labels]`, the share of each label's area in the result; equal by default.
      curve: "ROC", "PR" or "PRGAIN".
      summation: "interpolation", "minoring" or "majoring": what the height between two points is.
    """
    if curve == "PR" and summation == "interpolation":
        terms = _precision_recall_terms(tp, fp, fn)
    else:
        x, y = _curve(tp, fp, tn, fn, curve)
        left, right = y[:-1], y[1:]
        heights = {
            "interpolation": lambda: (left + right) / 2,
            "minoring": lambda: jnp.minimum(left, right),
            "majoring": lambda: jnp.maximum(left, right),
        }[summation]()
        terms = (x[:-1] - x[1:]) * heights
    areas = jnp.sum(terms, axis=0)
    if areas.ndim == 0:
        return areas
    if label_weights is None:
        return jnp.mean(areas)
    return divided(jnp.sum(areas * label_weights), jnp.sum(label_weights))


def _curve(tp, fp, tn, fn, curve: str) -> tuple[jax.Array, jax.Array]:
    if curve == "ROC":
        return divided(fp, fp + tn), divided(tp, tp + fn)
    if curve == "PR":
        return divided(tp, tp + fn), divided(tp, tp + fp)
    # Flach & Kull 2015, "Precision-Recall-Gain Curves": gains over the classifier that always says
    # yes, whose precision is the share of positives.
    odds = divided(tp + fn, tn + fp)
    recall = jnp.where(tp == 0, 0, 1 - odds * divided(fn, tp))
    precision = jnp.where(tp == 0, 1, 1 - odds * divided(fp, tp))
    return jnp.maximum(recall, 0), precision


def _precision_recall_terms(tp, fp, fn) -> jax.Array:
    """Davis & Goadrich 2006: between two points true positives are linear in all positives.

    With `tp = slope * p + intercept` the area between is the integral of `tp / p` over recall:
    `slope * (dtp + intercept * log(p_left / p_right)) / (tp + fn)`.
    """
    positives = tp + fp
    left, right = positives[:-1], positives[1:]
    gained = tp[:-1] - tp[1:]
    slope = divided(gained, jnp.maximum(left - right, 0))
    intercept = tp[1:] - slope * right
    both = (left > 0) & (right > 0)
    ratio = jnp.where(both, divided(left, jnp.maximum(right, 0)), 1)
    return divided(slope * (gained + intercept * jnp.log(ratio)), jnp.maximum(tp[1:] + fn[1:], 0))
