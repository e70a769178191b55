"""Picking entries by index."""

from __future__ import annotations

from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, host_value, invalid, op
from tapeflow.ops.array.strings import moves_strings


def gather(
    params: Any,
    indices: Any,
    validate_indices: Any = None,
    axis: Any = None,
    batch_dims: int = 0,
    name: str | None = None,
) -> Tensor:
    """The entries along an axis that the indices name.

    Args:
      params: a tensor.
      indices: integers, none negative and all below the axis's size.
      validate_indices: accepted for compatibility, not used.
      axis: the axis; by default the first that is no batch axis.
      batch_dims: how many leading axes `params` and `indices` share.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of shape `params.shape[:axis] + indices.shape[batch_dims:] +
      params.shape[axis + 1:]`.

    Raises:
      InvalidArgumentError: an index out of range that is known on the host. One that a device
        computed is moved to the nearest entry.

    >>> import tapeflow as tf
    >>> tf.gather([10, 20, 30], [2, 0]).numpy()
    array([30, 10], dtype=int32)
    """
    return _gather(params, indices, axis, batch_dims)


def _in_range(
    params: Tensor, indices: Tensor, axis: int | None = None, batch_dims: int = 0
) -> None:
    known = host_value(indices)
    if known is None or not known.size:
        return
    axis = batch_dims if axis is None else axis
    shape = params._spec.shape
    if not -len(shape) <= axis < len(shape):
        return  # the op itself tells
    if known.min() < 0 or known.max() >= shape[axis]:
        bad = known[(known < 0) | (known >= shape[axis])].flat[0]
        raise invalid(
            f"tf.gather: index {bad} is not in [0, {shape[axis]})",
            given=(
                f"params {params.shape}, indices from {known.min()} to {known.max()}, axis {axis}"
            ),
        )


@moves_strings("params")
@op("gather", free=("indices",), check=_in_range)
def _gather(params: jax.Array, indices: jax.Array, axis=None, batch_dims=0) -> jax.Array:
    if not jnp.issubdtype(indices.dtype, jnp.integer):
        raise invalid(f"tf.gather: indices must be integers, not {indices.dtype.name}")
    batch_dims = batch_dims + indices.ndim if batch_dims < 0 else batch_dims
    axis = batch_dims if axis is None else axis
    if not -params.ndim <= axis < params.ndim:
        raise invalid(
            f"tf.gather: Expected axis in the range [{-params.ndim}, {params.ndim}), but got {axis}"
        )
    axis %= params.ndim
    if axis < batch_dims or params.shape[:batch_dims] != indices.shape[:batch_dims]:
        raise invalid(
            "tf.gather: batch axes must come first and be alike",
            given=(
                f"params {params.shape}, indices {indices.shape}, axis {axis}, "
                f"batch_dims {batch_dims}"
            ),
        )

    def pick(table: jax.Array, positions: jax.Array) -> jax.Array:
        return jnp.take(table, positions, axis=axis - batch_dims, mode="clip")

    for _ in range(batch_dims):
        pick = jax.vmap(pick)
    return pick(params, indices)


def gather_nd(
    params: Any,
    indices: Any,
    batch_dims: int = 0,
    name: str | None = None,
    bad_indices_policy: str = "",
) -> Tensor:
    """The entries at coordinates.

    Args:
      params: a tensor.
      indices: integers of shape `[..., depth]`: coordinates along the first axes.
      batch_dims: how many leading axes `params` and `indices` share.
      name: accepted for compatibility, not used.
      bad_indices_policy: accepted for compatibility, not used.

    Returns:
      A tensor of shape `indices.shape[:-1] + params.shape[batch_dims + depth:]`.

    Raises:
      InvalidArgumentError: coordinates out of range that are known on the host.

    >>> import tapeflow as tf
    >>> tf.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 0]]).numpy()
    array([2, 3], dtype=int32)
    """
    return _gather_nd(params, indices, int(batch_dims))


def _coordinates_in_range(params: Tensor, indices: Tensor, batch_dims: int = 0) -> None:
    known = host_value(indices)
    if known is None or not known.size or not known.ndim:
        return
    sizes = np.array(params._spec.shape[batch_dims : batch_dims + known.shape[-1]])
    if len(sizes) == known.shape[-1] and ((known < 0) | (known >= sizes)).any():
        bad = known.reshape(-1, len(sizes))[((known < 0) | (known >= sizes)).any(-1).ravel()][0]
        raise invalid(
            f"tf.gather_nd: indices = {bad.tolist()} does not index into param shape "
            f"{params.shape.as_list()}"
        )


@moves_strings("params")
@op("gather_nd", free=("indices",), check=_coordinates_in_range)
def _gather_nd(params: jax.Array, indices: jax.Array, batch_dims=0) -> jax.Array:
    if not indices.ndim:
        raise invalid("tf.gather_nd: indices must be at least a vector", given="shape ()")
    depth = indices.shape[-1]
    if batch_dims + depth > params.ndim:
        raise invalid(
            "tf.gather_nd: index innermost dimension length must be <= params rank; saw: "
            f"{depth} vs. {params.ndim}",
            given=f"params {params.shape}, indices {indices.shape}, batch_dims {batch_dims}",
        )

    def pick(table: jax.Array, places: jax.Array) -> jax.Array:
        sizes = table.shape[:depth]
        flat = jnp.zeros(places.shape[:-1], places.dtype)
        for i, size in enumerate(sizes):
            flat = flat * size + jnp.clip(places[..., i], 0, max(size - 1, 0))
        return jnp.take(table.reshape(prod(sizes), *table.shape[depth:]), flat, axis=0, mode="clip")

    for _ in range(batch_dims):
        pick = jax.vmap(pick)
    return pick(params, indices)
