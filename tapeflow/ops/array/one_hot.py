"""Class ids as vectors, lengths as masks."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, dispatched, invalid, op, problem
from tapeflow.engine.dtypes import bool_, float32


@dispatched("tf.one_hot")
def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """For each index a vector with `on_value` there and `off_value` everywhere else.

    Args:
      indices: integers; one that is negative or not below `depth` gives `off_value` alone.
      depth: size of the new axis.
      on_value: 1 by default.
      off_value: 0 by default.
      axis: where the new axis is in the result; last by default.
      dtype: of the result; that of the values, or float32.
      name: accepted for compatibility, not used.

    Raises:
      TypeError: the values' dtypes differ from each other or from `dtype`.
      InvalidArgumentError: `depth` is negative, or the axis out of range.

    >>> import tapeflow as tf
    >>> tf.one_hot([0, 2], 3).numpy()
    array([[1., 0., 0.],
           [0., 0., 1.]], dtype=float32)
    """
    axis = -1 if axis is None else axis
    if on_value is None and off_value is None:
        return _one_hot(indices, int(depth), axis, float32 if dtype is None else as_dtype(dtype))
    values = [
        None if value is None else convert_to_tensor(value, dtype_hint=dtype)
        for value in (on_value, off_value)
    ]
    given = {value.dtype for value in values if value is not None} | (
        {as_dtype(dtype)} if dtype else set()
    )
    if len(given) > 1:
        raise TypeError(
            problem("tf.one_hot: dtypes of on_value, off_value and dtype differ", given=given)
        )
    (dtype,) = given
    on, off = (
        convert_to_tensor(np.array(default, dtype.np)) if value is None else value
        for value, default in zip(values, (1, 0), strict=True)
    )
    return _two_valued(indices, on, off, int(depth), axis)


def _mask(indices: jax.Array, depth: int, axis: int) -> jax.Array:
    if not jnp.issubdtype(indices.dtype, jnp.integer):
        raise invalid(
            f"tf.one_hot: indices must be integers, not {indices.dtype.name}",
            fix="tf.cast(x, tf.int32)",
        )
    if depth < 0:
        raise invalid("tf.one_hot: depth must be non-negative", given=depth)
    if not -1 <= axis <= indices.ndim:
        raise invalid(
            f"tf.one_hot: Expected axis to be -1 or between [0, {indices.ndim}]. But "
            f"received: {axis}"
        )
    axis = indices.ndim if axis == -1 else axis
    classes = jnp.arange(depth, dtype=indices.dtype).reshape(-1, *(1,) * (indices.ndim - axis))
    return jnp.expand_dims(indices, axis) == classes


@op("one_hot", differentiable=False)
def _one_hot(indices: jax.Array, depth=0, axis=-1, dtype=None) -> jax.Array:
    return _mask(indices, depth, axis).astype(dtype.np)


@op("one_hot", free=("indices",))
def _two_valued(indices: jax.Array, on: jax.Array, off: jax.Array, depth=0, axis=-1) -> jax.Array:
    return jnp.where(_mask(indices, depth, axis), on, off)


def sequence_mask(
    lengths: Any, maxlen: Any = None, dtype: Any = bool_, name: str | None = None
) -> Tensor:
    """True for the first `length` places of each row.

    Args:
      lengths: integers of any shape.
      maxlen: size of the new last axis; the greatest length by default, which is then read at once.
      dtype: of the result.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `maxlen` is no scalar.

    >>> import tapeflow as tf
    >>> tf.sequence_mask([1, 3], 3).numpy()
    array([[ True, False, False],
           [ True,  True,  True]])
    """
    lengths = convert_to_tensor(lengths)
    if maxlen is None:
        known = lengths.numpy()
        maxlen = int(np.max(known)) if np.size(known) else 0
    elif getattr(maxlen, "ndim", 0):
        raise ValueError("Argument `maxlen` must be scalar for sequence_mask")
    return _sequence_mask(lengths, max(int(maxlen), 0), as_dtype(dtype))


@op("sequence_mask", differentiable=False)
def _sequence_mask(lengths: jax.Array, maxlen=0, dtype=bool_) -> jax.Array:
    return (jnp.arange(maxlen, dtype=lengths.dtype) < lengths[..., None]).astype(dtype.np)
