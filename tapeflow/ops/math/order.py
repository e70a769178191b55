"""Sorting, the greatest elements, and their positions."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import Tensor, as_dtype, invalid, op, problem
from tapeflow.engine.dtypes import int32, int64
from tapeflow.ops.math.operands import real


def argmax(
    input: Any, axis: Any = None, output_type: Any = int64, name: str | None = None
) -> Tensor:
    """Where along an axis the maximum is; the first of equal ones.

    Args:
      input: a tensor.
      axis: the axis, 0 by default.
      output_type: int64 (or int32, int16, uint16).
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the axis is out of range or has no element.

    >>> import tapeflow as tf
    >>> tf.argmax([[1, 5], [3, 4]], axis=1).numpy()
    array([1, 1])
    """
    return _argmax(input, 0 if axis is None else axis, output_type)


@op("math.argmax", differentiable=False)
def _argmax(input: jax.Array, axis=0, output_type=int64) -> jax.Array:
    _check_axis("math.argmax", input, axis)
    return _position(lax.argmax, input, axis, output_type)


def argmin(
    input: Any, axis: Any = None, output_type: Any = int64, name: str | None = None
) -> Tensor:
    """Where along an axis the minimum is; the first of equal ones.

    Args:
      input: a tensor.
      axis: the axis, 0 by default.
      output_type: int64 (or int32).
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.argmin([[1, 5], [3, 4]], axis=1).numpy()
    array([0, 0])
    """
    return _argmin(input, 0 if axis is None else axis, output_type)


@op("math.argmin", differentiable=False)
def _argmin(input: jax.Array, axis=0, output_type=int64) -> jax.Array:
    _check_axis("math.argmin", input, axis)
    return _position(lax.argmin, input, axis, output_type)


def _position(function, input: jax.Array, axis: int, output_type) -> jax.Array:
    # Found as int32, which is as fast again as int64, unless the axis is too long for it.
    index = jnp.int32 if input.shape[axis] < 2**31 else jnp.int64
    return function(input, axis % input.ndim, index).astype(output_type.np)


def _check_axis(name: str, input: jax.Array, axis: int) -> None:
    if not -input.ndim <= axis < input.ndim:
        raise invalid(
            f"tf.{name}: Expected dimension in the range [{-input.ndim}, {input.ndim}), "
            f"but got {axis}",
            given=f"shape {input.shape}",
        )
    if not input.shape[axis]:
        raise invalid(f"tf.{name}: Reduction axis {axis} is empty in shape {list(input.shape)}")


def _descending(direction: str) -> bool:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(
            problem(
                "tf.sort: unknown direction",
                given=repr(direction),
                expected="'ASCENDING' or 'DESCENDING'",
            )
        )
    return direction == "DESCENDING"


def sort(
    values: Any, axis: Any = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """The elements sorted along an axis.

    Args:
      values: a tensor of real numbers, at least of rank 1.
      axis: the axis; the last by default.
      direction: "ASCENDING" or "DESCENDING".
      name: accepted for compatibility, not used.

    Raises:
      ValueError: another direction.

    >>> import tapeflow as tf
    >>> tf.sort([2, 3, 1], direction="DESCENDING").numpy()
    array([3, 2, 1], dtype=int32)
    """
    return _sort(values, axis, _descending(direction))


@op("sort", costly=True)
def _sort(values: jax.Array, axis=-1, descending=False) -> jax.Array:
    real("sort", values)
    return jnp.sort(values, axis=axis, descending=descending)


def argsort(
    values: Any,
    axis: Any = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Tensor:
    """The positions, int32, that sort the elements along an axis; equal ones stay in order.

    Args:
      values: a tensor of real numbers, at least of rank 1.
      axis: the axis; the last by default.
      direction: "ASCENDING" or "DESCENDING".
      stable: it always is.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.argsort([2, 3, 1]).numpy()
    array([2, 0, 1], dtype=int32)
    """
    return _argsort(values, axis, _descending(direction))


@op("argsort", costly=True, differentiable=False)
def _argsort(values: jax.Array, axis=-1, descending=False) -> jax.Array:
    real("argsort", values)
    return jnp.argsort(values, axis=axis, stable=True, descending=descending).astype(jnp.int32)


class TopKV2(NamedTuple):
    """What `tf.math.top_k` gives: the values, and where they were along the last axis."""

    values: Tensor
    indices: Tensor


def top_k(
    input: Any, k: Any = 1, sorted: bool = True, index_type: Any = int32, name: str | None = None
) -> TopKV2:
    """The `k` greatest elements along the last axis, greatest first, and their positions.

    Args:
      input: a tensor of real numbers, at least of rank 1.
      k: how many.
      sorted: they always are.
      index_type: dtype of the positions.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the last axis has fewer than `k` elements.

    >>> import tapeflow as tf
    >>> values, indices = tf.math.top_k([1, 5, 3], k=2)
    >>> values.numpy(), indices.numpy()
    (array([5, 3], dtype=int32), array([1, 2], dtype=int32))
    """
    return TopKV2(*_top_k(input, int(k), as_dtype(index_type)))


@op("math.top_k", costly=True)
def _top_k(input: jax.Array, k=1, index_type=int32) -> tuple[jax.Array, jax.Array]:
    real("math.top_k", input)
    if not input.ndim:
        raise invalid("tf.math.top_k: input must have at least 1 dimension", given="shape ()")
    if not 0 <= k <= input.shape[-1]:
        raise invalid(
            f"tf.math.top_k: input must have at least k columns. Had {input.shape[-1]}, needed {k}"
        )
    values, indices = lax.top_k(input, k)
    return values, indices.astype(index_type.np)


@op("math.in_top_k", free=("targets",), differentiable=False)
def in_top_k(targets: jax.Array, predictions: jax.Array, k=1) -> jax.Array:
    """Whether each target's prediction is among the `k` greatest of its row.

    Args:
      targets: class ids, int32 or int64 of shape `[batch]`.
      predictions: float of shape `[batch, classes]`.
      k: how many count; classes that tie with the last of them count too.

    Returns:
      bool of shape `[batch]`; False where the prediction is not finite or the id out of range.

    >>> import tapeflow as tf
    >>> tf.math.in_top_k([0, 1], [[0.1, 0.9], [0.2, 0.8]], k=1).numpy()
    array([False,  True])
    """
    if predictions.ndim != 2 or targets.shape != predictions.shape[:1]:
        raise invalid(
            "tf.math.in_top_k: shapes do not fit",
            given=f"targets {targets.shape}, predictions {predictions.shape}",
            expected="[batch] and [batch, classes]",
        )
    classes = predictions.shape[1]
    known = (targets >= 0) & (targets < classes)
    column = jnp.clip(targets, 0, classes - 1).astype(jnp.int32)[:, None]
    chosen = jnp.take_along_axis(predictions, column, axis=1)
    greater = jnp.sum(predictions > chosen, axis=1, dtype=jnp.int32)
    return known & (greater < k) & jnp.all(jnp.isfinite(chosen), axis=1)
