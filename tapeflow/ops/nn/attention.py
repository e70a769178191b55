"""`dot_product_attention` and `masked_softmax`: what attention layers compute."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op


@op("nn.dot_product_attention", costly=True, free=("mask",))
def dot_product_attention(
    query: jax.Array,
    key: jax.Array,
    value: jax.Array,
    mask: jax.Array | None,
    scale=1.0,
    causal=False,
) -> jax.Array:
    """`softmax(query @ key * scale) @ value`, head by head (Vaswani et al. 2017, arXiv:1706.03762).

    Args:
      query: `[batch, targets, heads, size]`.
      key: `[batch, sources, key_heads, size]`; `heads / key_heads` heads of the query share one
        (Ainslie et al. 2023, arXiv:2305.13245).
      value: `[batch, sources, key_heads, value_size]`.
      mask: bool, broadcasts to `[batch, heads, targets, sources]`: False where not to look.
      scale: of the scores.
      causal: whether target `i` sees the sources up to `i` only.

    Returns:
      `[batch, targets, heads, value_size]`. A target that may look nowhere gets the mean.
    """
    batch, targets, heads, size = query.shape
    sources, shared = key.shape[1:3]
    wide = jnp.promote_types(query.dtype, jnp.float32)
    if heads == shared:
        # Without an axis of one head per group, which XLA moves around in copies of its own.
        split, scored, weighed = query, "btkd,bskd->bkts", "bkts,bskd->btkd"
        groups = (heads,)
    else:
        split = query.reshape(batch, targets, shared, heads // shared, size)
        scored, weighed = "btkgd,bskd->bkgts", "bkgts,bskd->btkgd"
        groups = (shared, heads // shared)
    scores = jnp.einsum(scored, split, key, preferred_element_type=wide) * scale
    allowed = mask
    if mask is not None:
        mask = mask.reshape((1,) * (4 - mask.ndim) + mask.shape).astype(bool)
        full = (mask.shape[0], heads if mask.shape[1] > 1 else 1, *mask.shape[2:])
        mask = jnp.broadcast_to(mask, full)
        allowed = mask.reshape(full[0], *(groups if full[1] > 1 else (1,) * len(groups)), *full[2:])
    if causal:
        past = lax.iota(jnp.int32, targets)[:, None] >= lax.iota(jnp.int32, sources)[None]
        allowed = past if allowed is None else allowed & past
    if allowed is not None:
        scores = jnp.where(allowed, scores, jnp.asarray(-0.7 * jnp.finfo(wide).max, wide))
    weights = jax.nn.softmax(scores, -1).astype(value.dtype)
    outputs = jnp.einsum(weighed, weights, value, preferred_element_type=wide)
    return outputs.astype(value.dtype).reshape(batch, targets, heads, value.shape[-1])


@op("nn.masked_softmax", free=("mask",))
def masked_softmax(inputs: jax.Array, mask: jax.Array, axis=-1) -> jax.Array:
    """Softmax of the elements where `mask` is true, 0 elsewhere.

    Args:
      inputs: floating tensor.
      mask: bool (or a number, true above 0.5), broadcasts to `inputs`.
      axis: along which the results sum to one: an axis, or several.
    """
    mask = mask if mask.dtype == bool else mask > 0.5
    low = jnp.asarray(-3e4 if inputs.dtype == jnp.float16 else -1e9, inputs.dtype)
    outputs = jax.nn.softmax(jnp.where(mask, inputs, low), axis)
    return jnp.where(mask, outputs, jnp.zeros((), outputs.dtype))
