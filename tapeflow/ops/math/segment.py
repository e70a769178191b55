"""Sums, means, products and extremes of the rows that share a segment id."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op


def _sum(data: jax.Array, ids: jax.Array, count: int) -> jax.Array:
    # TensorFlow drops negative ids; JAX would count them from the end.
    ids = jnp.where(ids < 0, count, ids)
    shape = (count, *data.shape[ids.ndim :])
    return jnp.zeros(shape, data.dtype).at[ids].add(data, mode="drop")


def _rows(per_segment: jax.Array, ids: jax.Array) -> jax.Array:
    """For each row its segment's entry; 0 for a negative id."""
    rows = per_segment.at[jnp.maximum(ids, 0)].get(mode="clip")
    dropped = (ids < 0).reshape(ids.shape + (1,) * (rows.ndim - ids.ndim))
    return jnp.where(dropped, jnp.zeros((), rows.dtype), rows)


def _counts(data: jax.Array, ids: jax.Array, count: int) -> jax.Array:
    found = _sum(jnp.ones(ids.shape, data.dtype), ids, count)
    return jnp.maximum(found, 1).reshape(count, *(1,) * (data.ndim - ids.ndim))


@partial(jax.custom_vjp, nondiff_argnums=(0, 3))
def _extreme(lowest: bool, data: jax.Array, ids: jax.Array, count: int) -> jax.Array:
    if jnp.issubdtype(data.dtype, jnp.floating):
        info: Any = jnp.finfo(data.dtype)
    else:
        info = np.iinfo(data.dtype)
    neutral = info.min if lowest else info.max
    ids = jnp.where(ids < 0, count, ids)
    start = jnp.full((count, *data.shape[ids.ndim :]), neutral, data.dtype)
    return start.at[ids].max(data, mode="drop") if lowest else start.at[ids].min(data, mode="drop")


def _extreme_forward(lowest: bool, data: jax.Array, ids: jax.Array, count: int) -> tuple:
    result = _extreme(lowest, data, ids, count)
    return result, (data, ids, result)


def _extreme_backward(lowest: bool, count: int, saved: tuple, cotangent: jax.Array) -> tuple:
    # Equal extremes share the derivative evenly.
    data, ids, result = saved
    chosen = (data == _rows(result, ids)).astype(data.dtype)
    shares = cotangent / jnp.maximum(_sum(chosen, ids, count), 1)
    return chosen * _rows(shares, ids), None


_extreme.defvjp(_extreme_forward, _extreme_backward)


@partial(jax.custom_vjp, nondiff_argnums=(2,))
def _prod(data: jax.Array, ids: jax.Array, count: int) -> jax.Array:
    ids = jnp.where(ids < 0, count, ids)
    return (
        jnp.ones((count, *data.shape[ids.ndim :]), data.dtype).at[ids].multiply(data, mode="drop")
    )


def _prod_forward(data: jax.Array, ids: jax.Array, count: int) -> tuple:
    result = _prod(data, ids, count)
    return result, (data, ids, result)


def _prod_backward(count: int, saved: tuple, cotangent: jax.Array) -> tuple:
    # The product of the others, by division; where a factor is 0, of the factors that are not.
    data, ids, result = saved
    zero = data == 0
    one = jnp.ones((), data.dtype)
    zeros = _sum(zero.astype(data.dtype), ids, count)
    of_nonzero = _prod(jnp.where(zero, one, data), ids, count)
    by_division = _rows(result, ids) / jnp.where(zero, one, data)
    others = jnp.where(
        zero, jnp.where(_rows(zeros, ids) > 1, 0 * one, _rows(of_nonzero, ids)), by_division
    )
    return _rows(cotangent, ids) * others, None


_prod.defvjp(_prod_forward, _prod_backward)


def _mean(data: jax.Array, ids: jax.Array, count: int) -> jax.Array:
    total, counts = _sum(data, ids, count), _counts(data, ids, count)
    return (
        total / counts
        if jnp.issubdtype(data.dtype, jnp.inexact)
        else lax.div(*jnp.broadcast_arrays(total, counts))
    )


def _sqrt_n(data: jax.Array, ids: jax.Array, count: int) -> jax.Array:
    return _sum(data, ids, count) / jnp.sqrt(_counts(data, ids, count))


_KINDS = {
    "sum": _sum,
    "mean": _mean,
    "sqrt_n": _sqrt_n,
    "prod": _prod,
    "max": lambda data, ids, count: _extreme(True, data, ids, count),
    "min": lambda data, ids, count: _extreme(False, data, ids, count),
}


@op("math.unsorted_segment", free=("segment_ids",))
def _segment(
    data: jax.Array, segment_ids: jax.Array, num_segments=0, kind="sum", empty=None
) -> jax.Array:
    if data.shape[: segment_ids.ndim] != segment_ids.shape:
        raise invalid(
            f"tf.math.unsorted_segment_{kind}: data.shape = {data.shape} does not start with "
            f"segment_ids.shape = {segment_ids.shape}",
        )
    result = _KINDS[kind](data, segment_ids, num_segments)
    if empty is None:
        return result
    found = _sum(jnp.ones(segment_ids.shape, jnp.int32), segment_ids, num_segments)
    found = found.reshape(num_segments, *(1,) * (result.ndim - 1))
    return jnp.where(found == 0, jnp.full((), empty, data.dtype), result)


def _sorted(kind: str, data: Any, segment_ids: Any, empty: float | None = None) -> Tensor:
    ids = convert_to_tensor(segment_ids)
    if ids.ndim != 1:
        raise invalid(
            f"tf.math.segment_{kind}: segment_ids should be a vector", given=f"shape {ids.shape}"
        )
    known = ids.numpy()
    if (np.diff(known) < 0).any() or (known < 0).any():
        raise invalid(
            f"tf.math.segment_{kind}: segment ids are not increasing",
            given=known,
            fix=f"tf.math.unsorted_segment_{kind}",
        )
    return _segment(data, ids, int(known[-1]) + 1 if known.size else 0, kind, empty)


def segment_sum(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The sum of the rows of each segment; 0 where a segment has none.

    Args:
      data: a tensor of shape `[rows, ...]`.
      segment_ids: integers of shape `[rows]`, sorted, from 0.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[last id + 1, ...]`.

    Raises:
      InvalidArgumentError: the ids are not sorted, or not one for each row.

    >>> import tapeflow as tf
    >>> tf.math.segment_sum([1.0, 3.0, 5.0], [0, 0, 1]).numpy()
    array([4., 5.], dtype=float32)
    """
    return _sorted("sum", data, segment_ids)


def segment_mean(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The mean of the rows of each segment; 0 where a segment has none.

    Args:
      data: a tensor of shape `[rows, ...]`.
      segment_ids: integers of shape `[rows]`, sorted, from 0.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[last id + 1, ...]`.

    Raises:
      InvalidArgumentError: the ids are not sorted, or not one for each row.

    >>> import tapeflow as tf
    >>> tf.math.segment_mean([1.0, 3.0, 5.0], [0, 0, 1]).numpy()
    array([2., 5.], dtype=float32)
    """
    return _sorted("mean", data, segment_ids)


def segment_prod(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The product of the rows of each segment; 1 where a segment has none.

    Args:
      data: a tensor of shape `[rows, ...]`.
      segment_ids: integers of shape `[rows]`, sorted, from 0.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[last id + 1, ...]`.

    Raises:
      InvalidArgumentError: the ids are not sorted, or not one for each row.

    >>> import tapeflow as tf
    >>> tf.math.segment_prod([1.0, 3.0, 5.0], [0, 0, 1]).numpy()
    array([3., 5.], dtype=float32)
    """
    return _sorted("prod", data, segment_ids)


def segment_max(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The maximum of the rows of each segment; 0 where a segment has none.

    Args:
      data: a tensor of shape `[rows, ...]`.
      segment_ids: integers of shape `[rows]`, sorted, from 0.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[last id + 1, ...]`.

    Raises:
      InvalidArgumentError: the ids are not sorted, or not one for each row.

    >>> import tapeflow as tf
    >>> tf.math.segment_max([1.0, 3.0, 5.0], [0, 0, 1]).numpy()
    array([3., 5.], dtype=float32)
    """
    return _sorted("max", data, segment_ids, 0)


def segment_min(data: Any, segment_ids: Any, name: str | None = None) -> Tensor:
    """The minimum of the rows of each segment; 0 where a segment has none.

    Args:
      data: a tensor of shape `[rows, ...]`.
      segment_ids: integers of shape `[rows]`, sorted, from 0.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[last id + 1, ...]`.

    Raises:
      InvalidArgumentError: the ids are not sorted, or not one for each row.

    >>> import tapeflow as tf
    >>> tf.math.segment_min([1.0, 3.0, 5.0], [0, 0, 1]).numpy()
    array([1., 5.], dtype=float32)
    """
    return _sorted("min", data, segment_ids, 0)


def unsorted_segment_sum(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The sum of the rows of each segment, in any order; 0 where a segment has none.

    Args:
      data: a tensor of shape `[ids..., ...]`.
      segment_ids: integers of shape `[ids...]` below `num_segments`; negative ones' rows
        are left out.
      num_segments: how many segments there are.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[num_segments, ...]`.

    >>> import tapeflow as tf
    >>> tf.math.unsorted_segment_sum([1.0, 3.0, 5.0], [1, 1, 0], 2).numpy()
    array([5., 4.], dtype=float32)
    """
    return _segment(data, segment_ids, int(num_segments), "sum")


def unsorted_segment_mean(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The mean of the rows of each segment, in any order; 0 where a segment has none.

    Args:
      data: a tensor of shape `[ids..., ...]`.
      segment_ids: integers of shape `[ids...]` below `num_segments`; negative ones' rows
        are left out.
      num_segments: how many segments there are.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[num_segments, ...]`.

    >>> import tapeflow as tf
    >>> tf.math.unsorted_segment_mean([1.0, 3.0, 5.0], [1, 1, 0], 2).numpy()
    array([5., 2.], dtype=float32)
    """
    return _segment(data, segment_ids, int(num_segments), "mean")


def unsorted_segment_sqrt_n(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The sum over the root of the number of the rows of each segment; 0 where it has none.

    Args:
      data: a tensor of shape `[ids..., ...]`.
      segment_ids: integers of shape `[ids...]` below `num_segments`; negative ones' rows
        are left out.
      num_segments: how many segments there are.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[num_segments, ...]`.

    >>> import tapeflow as tf
    >>> tf.math.unsorted_segment_sqrt_n([1.0, 3.0, 5.0], [1, 1, 0], 2).numpy()
    array([5.      , 2.828427], dtype=float32)
    """
    return _segment(data, segment_ids, int(num_segments), "sqrt_n")


def unsorted_segment_prod(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The product of the rows of each segment, in any order; 1 where a segment has none.

    Args:
      data: a tensor of shape `[ids..., ...]`.
      segment_ids: integers of shape `[ids...]` below `num_segments`; negative ones' rows
        are left out.
      num_segments: how many segments there are.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[num_segments, ...]`.

    >>> import tapeflow as tf
    >>> tf.math.unsorted_segment_prod([1.0, 3.0, 5.0], [1, 1, 0], 2).numpy()
    array([5., 3.], dtype=float32)
    """
    return _segment(data, segment_ids, int(num_segments), "prod")


def unsorted_segment_max(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The maximum of the rows of each segment, in any order; the dtype's lowest where it has none.

    Args:
      data: a tensor of shape `[ids..., ...]`.
      segment_ids: integers of shape `[ids...]` below `num_segments`; negative ones' rows
        are left out.
      num_segments: how many segments there are.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[num_segments, ...]`.

    >>> import tapeflow as tf
    >>> tf.math.unsorted_segment_max([1.0, 3.0, 5.0], [1, 1, 0], 2).numpy()
    array([5., 3.], dtype=float32)
    """
    return _segment(data, segment_ids, int(num_segments), "max")


def unsorted_segment_min(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The minimum of the rows of each segment, in any order; the dtype's highest where it has none.

    Args:
      data: a tensor of shape `[ids..., ...]`.
      segment_ids: integers of shape `[ids...]` below `num_segments`; negative ones' rows
        are left out.
      num_segments: how many segments there are.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `[num_segments, ...]`.

    >>> import tapeflow as tf
    >>> tf.math.unsorted_segment_min([1.0, 3.0, 5.0], [1, 1, 0], 2).numpy()
    array([5., 1.], dtype=float32)
    """
    return _segment(data, segment_ids, int(num_segments), "min")
