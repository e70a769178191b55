"""Writing entries at coordinates."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, host_value, invalid, op
from tapeflow.ops.array.create import sizes
from tapeflow.ops.array.strings import moves_strings


def _coordinates(name: str, shape: tuple, indices: jax.Array, updates: jax.Array) -> tuple:
    depth = indices.shape[-1] if indices.ndim else 0
    if not indices.ndim or depth > len(shape):
        raise invalid(
            f"tf.{name}: the last axis of indices must be at least 1 and at most the rank",
            given=f"indices {indices.shape}, shape {list(shape)}",
        )
    expected = indices.shape[:-1] + tuple(shape[depth:])
    if updates.shape != expected:
        raise invalid(
            f"tf.{name}: updates do not fit indices",
            given=f"indices {indices.shape}, updates {updates.shape}, shape {list(shape)}",
            expected=f"updates {expected}",
        )
    # A negative index is out of range, where JAX would count it from the end.
    return tuple(jnp.where(indices[..., i] < 0, shape[i], indices[..., i]) for i in range(depth))


def _check(name: str, shape: tuple, indices: Tensor) -> None:
    known = host_value(indices)
    if known is None or not known.size or not known.ndim or known.shape[-1] > len(shape):
        return
    outside = (known < 0) | (known >= np.array(shape[: known.shape[-1]]))
    if outside.any():
        bad = known.reshape(-1, known.shape[-1])[outside.any(-1).ravel()][0]
        raise invalid(
            f"tf.{name}: indices = {bad.tolist()} does not index into shape {list(shape)}"
        )


def scatter_nd(
    indices: Any, updates: Any, shape: Any, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """Zeros with updates added at coordinates.

    Args:
      indices: integers of shape `[..., depth]`: coordinates along the first axes.
      updates: of shape `indices.shape[:-1] + shape[depth:]`.
      shape: the shape of the result.
      bad_indices_policy: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: shapes do not fit, or coordinates known on the host are out of range.

    >>> import tapeflow as tf
    >>> tf.scatter_nd([[1], [3], [1]], [9, 10, 11], [5]).numpy()
    array([ 0, 20,  0, 10,  0], dtype=int32)
    """
    indices = convert_to_tensor(indices)
    shape = sizes(shape)
    _check("scatter_nd", shape, indices)
    return _scatter_nd(indices, updates, shape)


@op("scatter_nd", free=("indices",))
def _scatter_nd(indices: jax.Array, updates: jax.Array, shape=()) -> jax.Array:
    places = _coordinates("scatter_nd", shape, indices, updates)
    return jnp.zeros(shape, updates.dtype).at[places].add(updates, mode="drop")


def _scatter(name: str):
    def check(
        tensor: Tensor, indices: Tensor, updates: Tensor, bad_indices_policy: str = ""
    ) -> None:
        _check(name, tensor._spec.shape, indices)

    return op(name, free=("indices",), check=check)


@moves_strings("tensor", "updates")
@_scatter("tensor_scatter_nd_update")
def tensor_scatter_nd_update(
    tensor: jax.Array, indices: jax.Array, updates: jax.Array, bad_indices_policy=""
) -> jax.Array:
    """`tensor` with updates in place of its entries at coordinates.

    Args:
      tensor: a tensor.
      indices: integers of shape `[..., depth]`: coordinates along the first axes.
      updates: of shape `indices.shape[:-1] + tensor.shape[depth:]`. Where coordinates come twice,
        one of the two stays.
      bad_indices_policy: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: shapes do not fit, or coordinates known on the host are out of range.

    >>> import tapeflow as tf
    >>> tf.tensor_scatter_nd_update([1, 2, 3], [[0], [2]], [7, 9]).numpy()
    array([7, 2, 9], dtype=int32)
    """
    places = _coordinates("tensor_scatter_nd_update", tensor.shape, indices, updates)
    return tensor.at[places].set(updates, mode="drop")


@_scatter("tensor_scatter_nd_add")
def tensor_scatter_nd_add(
    tensor: jax.Array, indices: jax.Array, updates: jax.Array, bad_indices_policy=""
) -> jax.Array:
    """`tensor` with updates added to its entries at coordinates.

    Args:
      tensor: a tensor.
      indices: integers of shape `[..., depth]`: coordinates along the first axes.
      updates: of shape `indices.shape[:-1] + tensor.shape[depth:]`.
      bad_indices_policy: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.tensor_scatter_nd_add([1, 2, 3], [[0], [2]], [7, 1]).numpy()
    array([8, 2, 4], dtype=int32)
    """
    places = _coordinates("tensor_scatter_nd_add", tensor.shape, indices, updates)
    return tensor.at[places].add(updates, mode="drop")


@_scatter("tensor_scatter_nd_sub")
def tensor_scatter_nd_sub(
    tensor: jax.Array, indices: jax.Array, updates: jax.Array, bad_indices_policy=""
) -> jax.Array:
    """`tensor` with updates taken from its entries at coordinates.

    Args:
      tensor: a tensor.
      indices: integers of shape `[..., depth]`: coordinates along the first axes.
      updates: of shape `indices.shape[:-1] + tensor.shape[depth:]`.
      bad_indices_policy: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.tensor_scatter_nd_sub([1, 2, 3], [[0], [2]], [7, 1]).numpy()
    array([-6,  2,  2], dtype=int32)
    """
    places = _coordinates("tensor_scatter_nd_sub", tensor.shape, indices, updates)
    return tensor.at[places].add(-updates, mode="drop")


@_scatter("tensor_scatter_nd_max")
def tensor_scatter_nd_max(
    tensor: jax.Array, indices: jax.Array, updates: jax.Array, bad_indices_policy=""
) -> jax.Array:
    """`tensor` with the greater of its entries and the updates at coordinates.

    Args:
      tensor: a tensor.
      indices: integers of shape `[..., depth]`: coordinates along the first axes.
      updates: of shape `indices.shape[:-1] + tensor.shape[depth:]`.
      bad_indices_policy: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.tensor_scatter_nd_max([1, 2, 3], [[0], [2]], [7, 1]).numpy()
    array([7, 2, 3], dtype=int32)
    """
    places = _coordinates("tensor_scatter_nd_max", tensor.shape, indices, updates)
    return _extreme(True, tensor, places, updates)


@_scatter("tensor_scatter_nd_min")
def tensor_scatter_nd_min(
    tensor: jax.Array, indices: jax.Array, updates: jax.Array, bad_indices_policy=""
) -> jax.Array:
    """`tensor` with the lesser of its entries and the updates at coordinates.

    Args:
      tensor: a tensor.
      indices: integers of shape `[..., depth]`: coordinates along the first axes.
      updates: of shape `indices.shape[:-1] + tensor.shape[depth:]`.
      bad_indices_policy: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.tensor_scatter_nd_min([1, 2, 3], [[0], [2]], [7, 1]).numpy()
    array([1, 2, 1], dtype=int32)
    """
    places = _coordinates("tensor_scatter_nd_min", tensor.shape, indices, updates)
    return _extreme(False, tensor, places, updates)


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _extreme(greatest: bool, tensor: jax.Array, places: tuple, updates: jax.Array) -> jax.Array:
    at = tensor.at[places]
    return at.max(updates, mode="drop") if greatest else at.min(updates, mode="drop")


def _extreme_forward(greatest: bool, tensor: jax.Array, places: tuple, updates: jax.Array) -> tuple:
    result = _extreme(greatest, tensor, places, updates)
    return result, (tensor, places, updates, result)


def _extreme_backward(greatest: bool, saved: tuple, cotangent: jax.Array) -> tuple:
    # Whatever equals the result shares its derivative.
    tensor, places, updates, result = saved
    kept = (tensor == result).astype(tensor.dtype)
    chosen = (updates == result.at[places].get(mode="clip")).astype(tensor.dtype)
    shares = cotangent / jnp.maximum(kept.at[places].add(chosen, mode="drop"), 1)
    zero = (None,) * len(places)
    return kept * shares, zero, chosen * shares.at[places].get(mode="clip")


_extreme.defvjp(_extreme_forward, _extreme_backward)
