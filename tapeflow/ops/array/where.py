"""`tf.where`: choosing between two tensors, or where something is true."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, dispatched, invalid, op
from tapeflow.ops.array.strings import moves_strings
from tapeflow.ops.math.operands import booleans, broadcast


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """`x` where the condition is true, `y` elsewhere; with the condition alone, where it is true.

    Args:
      condition: a bool tensor (with one argument, any numbers: what is not 0 counts as true).
      x: a tensor that broadcasts with the condition.
      y: the same, of the same dtype.
      name: accepted for compatibility, not used.

    Returns:
      A tensor of the common shape; or the coordinates, int64 of shape `[count, rank]`, for which
      the condition is computed and read at once.

    Raises:
      ValueError: only one of `x` and `y` is given.
      InvalidArgumentError: the condition is not bool, dtypes differ or shapes do not fit.

    >>> import tapeflow as tf
    >>> tf.where([True, False], [1, 2], 9).numpy(), tf.where([False, True]).numpy()
    (array([1, 9], dtype=int32), array([[1]]))
    """
    if x is None and y is None:
        return _true_places(condition)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return _where(condition, x, y)


@dispatched("where_true")
def _true_places(condition: Any) -> Tensor:
    if not convert_to_tensor(condition).ndim:
        raise invalid("tf.where: Unhandled input dimensions: 0", fix="tf.reshape(condition, [1])")
    found = np.argwhere(np.asarray(convert_to_tensor(condition).numpy()))
    return convert_to_tensor(found.astype(np.int64))


@moves_strings("x", "y")
@op("where", free=("condition",))
def _where(condition: jax.Array, x: jax.Array, y: jax.Array) -> jax.Array:
    broadcast("where", condition, x, y)
    booleans("where", condition)
    return jnp.where(condition, x, y)
