"""Embeddings of sparse tensors of ids, combined by row."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, problem
from tapeflow.ops import math
from tapeflow.ops.array import ones_like, reshape, where, zeros_like
from tapeflow.ops.nn import embedding_lookup
from tapeflow.ops.sparse.create import sparse
from tapeflow.ops.sparse.rearrange import fill_empty_rows, retain
from tapeflow.ops.sparse.sparse_tensor import SparseTensor

_COMBINERS = ("mean", "sqrtn", "sum")


def embedding_lookup_sparse(
    params: Any,
    sp_ids: SparseTensor,
    sp_weights: SparseTensor | None,
    combiner: str | None = None,
    max_norm: float | None = None,
    name: str | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """For each row of ids the sum, mean or the like of their embeddings.

    Args:
      params: the embeddings, `[ids, ...]`.
      sp_ids: a sparse tensor of integers, `[rows, ...]`, with an id in every row.
      sp_weights: for each id its weight; 1 by default.
      combiner: "mean" (the default), "sqrtn" or "sum": what the weighted sum is divided by: the sum
        of the weights, the root of the sum of their squares, or nothing.
      max_norm: embeddings are scaled to this length where they are longer.
      name: accepted for compatibility, not used.
      allow_fast_lookup: accepted for compatibility; every look-up is fast.

    Raises:
      ValueError: an unknown combiner, or weights at other places.

    >>> import tapeflow as tf
    >>> ids = tf.SparseTensor([[0, 0], [0, 1]], [0, 1], [1, 2])
    >>> tf.nn.embedding_lookup_sparse([[1.0], [3.0]], ids, None).numpy()
    array([[2.]], dtype=float32)
    """
    combiner = "mean" if combiner is None else combiner
    if combiner not in _COMBINERS:
        raise ValueError(problem("combiner", given=combiner, expected=", ".join(_COMBINERS)))
    if not isinstance(sp_ids, SparseTensor):
        raise TypeError(f"sp_ids must be SparseTensor, got {type(sp_ids)}")
    rows = sp_ids.indices[:, 0]
    count = int(sp_ids._places[:, 0].max(initial=-1)) + 1
    picked = embedding_lookup(params, sp_ids.values, max_norm=max_norm)
    if sp_weights is None:
        weights = ones_like(sp_ids.values, picked.dtype)
    else:
        if not np.array_equal(sp_weights._places, sp_ids._places):
            raise ValueError("sp_ids and sp_weights must have the same indices")
        weights = math.cast(sp_weights.values, picked.dtype)
    tall = reshape(weights, [-1, *[1] * (picked.ndim - 1)])
    total = math.unsorted_segment_sum(picked * tall, rows, count)
    if combiner == "sum":
        return total
    by = weights if combiner == "mean" else math.square(weights)
    norm = math.unsorted_segment_sum(by, rows, count)
    norm = norm if combiner == "mean" else math.sqrt(norm)
    return math.divide_no_nan(total, reshape(norm, [-1, *[1] * (picked.ndim - 1)]))


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: SparseTensor,
    sparse_weights: SparseTensor | None = None,
    combiner: str = "mean",
    default_id: int | None = None,
    max_norm: float | None = None,
    name: str | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """`embedding_lookup_sparse` that leaves out negative ids and weights that are not positive.

    Args:
      embedding_weights: the embeddings, `[ids, ...]`.
      sparse_ids: a sparse tensor of integers, `[..., columns]`.
      sparse_weights: for each id its weight.
      combiner: "mean", "sqrtn" or "sum".
      default_id: whose embedding a row without ids has; zeros by default.
      max_norm: see `embedding_lookup_sparse`.
      name: accepted for compatibility, not used.
      allow_fast_lookup: accepted for compatibility.
    """
    ids = sparse(sparse_ids)
    outer = ids._sizes[:-1]
    flat_rows = np.ravel_multi_index(tuple(ids._places[:, :-1].T), outer)
    places = np.stack([flat_rows, ids._places[:, -1]], 1).astype(np.int64)
    shape = np.array([int(np.prod(outer)), ids._sizes[-1]], np.int64)
    kept = ids.values.numpy() >= 0
    weights = None
    if sparse_weights is not None:
        weights = SparseTensor(places, sparse_weights.values, shape)
        if combiner != "sum":
            kept &= sparse_weights.values.numpy() > 0
        weights = retain(weights, kept)
    ids = retain(SparseTensor(places, ids.values, shape), kept)
    ids, was_empty = fill_empty_rows(ids, default_id or 0)
    if weights is not None:
        weights, _ = fill_empty_rows(weights, 1.0)
    found = embedding_lookup_sparse(embedding_weights, ids, weights, combiner, max_norm)
    if default_id is None:
        mask = reshape(was_empty, [-1, *[1] * (found.ndim - 1)])
        found = where(mask, zeros_like(found), found)
    return reshape(found, [*outer, *found.shape[1:]])
