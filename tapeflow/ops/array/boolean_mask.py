"""`tf.boolean_mask`: the elements where a mask is true."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, dispatched, op, problem
from tapeflow.engine.dtypes import bool_, string


@dispatched("boolean_mask")
def boolean_mask(
    tensor: Any, mask: Any, axis: Any = None, name: str | None = "boolean_mask"
) -> Tensor:
    """The elements (or rows) of `tensor` where `mask` is true.

    How many there are decides the result's shape, so the mask is computed and read at once.

    Args:
      tensor: a tensor of shape `[a..., m..., b...]`.
      mask: bool, of shape `[m...]`, known to be at least of rank 1.
      axis: the number of axes `a` before the masked ones; 0 by default.

    Returns:
      A tensor of shape `[a..., count, b...]`.

    Raises:
      ValueError: the mask is a scalar, or its shape is not that of the axes it masks.

    >>> import tapeflow as tf
    >>> tf.boolean_mask([[1, 2], [3, 4]], [False, True]).numpy()
    array([[3, 4]], dtype=int32)
    """
    tensor = convert_to_tensor(tensor)
    mask = convert_to_tensor(mask, bool_)
    axis = 0 if axis is None else int(axis)
    if not mask.ndim:
        raise ValueError("mask cannot be scalar.")
    if axis < 0:
        axis += tensor.ndim
    covered = tensor._spec.shape[axis : axis + mask.ndim]
    if covered != mask._spec.shape:
        raise ValueError(
            problem(
                f"tf.boolean_mask: Shapes {covered} and {mask.shape} are incompatible",
                given=f"tensor {tensor.shape}, mask {mask.shape}, axis {axis}",
                expected=f"a mask of the shape of the tensor's axes from {axis} on",
            )
        )
    positions = np.flatnonzero(np.asarray(mask.numpy()))
    if tensor.dtype is string:
        value = np.asarray(tensor.numpy(), object)
        shape = value.shape
        merged = value.reshape(*shape[:axis], -1, *shape[axis + mask.ndim :])
        return convert_to_tensor(merged.take(positions, axis))
    return _take(tensor, positions.astype(np.int32), axis, mask.ndim)


@op("boolean_mask", free=("positions",))
def _take(tensor: jax.Array, positions: jax.Array, axis=0, rank=1) -> jax.Array:
    shape = tensor.shape
    merged = tensor.reshape(
        *shape[:axis], int(np.prod(shape[axis : axis + rank])), *shape[axis + rank :]
    )
    return jnp.take(merged, positions, axis=axis, mode="clip")
