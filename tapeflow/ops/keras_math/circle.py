"""`circle`: examples of one class together, those of others apart."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.keras_math.operands import floating


@op("keras.losses.circle", free=("y_true", "ref_labels"))
def circle(
    y_true: jax.Array,
    y_pred: jax.Array,
    ref_labels: jax.Array | None = None,
    ref_embeddings: jax.Array | None = None,
    remove_diagonal=True,
    gamma=80,
    margin=0.4,
) -> jax.Array:
    """Circle loss (Sun et al. 2020, arXiv:2002.10857, equation 4).

    Args:
      y_true: class numbers of shape `[batch]` or `[batch, 1]`.
      y_pred: embeddings of shape `[batch, n]`, each of length 1.
      ref_labels: class numbers of those that each example is compared with; `y_true` by default.
      ref_embeddings: their embeddings; `y_pred` by default.
      remove_diagonal: whether an example is not compared with the one at its own place.
      gamma: the scale of similarities.
      margin: how far classes are to be apart.

    Returns:
      Losses of shape `[batch]`.
    """
    y_pred = floating(y_pred)
    references = y_pred if ref_embeddings is None else ref_embeddings
    labels = y_true.astype(jnp.int32).reshape(-1)
    others = labels if ref_labels is None else ref_labels.astype(jnp.int32).reshape(-1)
    same = labels[:, None] == others
    different = ~same
    if remove_diagonal:
        same = same & ~jnp.eye(labels.shape[0], others.shape[0], dtype=jnp.bool_)
    distance = jnp.maximum(1 - y_pred @ references.T, 0)
    # The weights are those of the paper with similarity = 1 - distance, and they are not treated as
    # constants: Keras lets gradients through them.
    pull = -gamma * jnp.maximum(margin + distance, 0) * (margin - distance)
    push = gamma * jnp.maximum(1 + margin - distance, 0) * (1 - margin - distance)
    return jax.nn.softplus(_logsumexp(pull, same) + _logsumexp(push, different))


def _logsumexp(values: jax.Array, mask: jax.Array) -> jax.Array:
    """Over the last axis, of what is in the mask; hugely negative, not -inf, if nothing is."""
    nothing = jnp.finfo(values.dtype).min / 4
    return jax.nn.logsumexp(jnp.where(mask, values, nothing), axis=1)
