"""Joining tensors along an axis, and taking them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.engine.op import static
from tapeflow.ops.array.stack import MANY, stacked
from tapeflow.ops.array.strings import moves_strings


@moves_strings(lists="values")
@op("concat")
def concat(values: Sequence[jax.Array], axis) -> jax.Array:
    """Tensors one after the other along an axis they have.

    Args:
      values: a list of tensors of one dtype, whose shapes differ in that axis alone.
      axis: the axis; negative counts from the end.

    Raises:
      InvalidArgumentError: the other sizes or the ranks differ, or the axis is out of range.

    >>> import tapeflow as tf
    >>> tf.concat([[[1, 2]], [[3, 4]]], axis=0).numpy()
    array([[1, 2],
           [3, 4]], dtype=int32)
    """
    first = values[0]
    if len(values) == 1:
        return first
    if not -first.ndim <= axis < first.ndim:
        raise invalid(
            f"tf.concat: Expected concatenating dimensions in the range [{-first.ndim}, "
            f"{first.ndim}), but got {axis}",
            given=f"shapes {[value.shape for value in values]}",
            fix="tf.stack adds a new axis",
        )
    others = [list(value.shape) for value in values]
    for sizes in others:
        if len(sizes) == first.ndim:
            sizes[axis] = -1
    if any(sizes != others[0] for sizes in others):
        raise invalid(
            "tf.concat: Dimensions of inputs should match",
            given=f"shapes {[value.shape for value in values]}, axis {axis}",
            expected="sizes that differ in that axis alone",
        )
    axis %= first.ndim
    if axis and len(values) >= MANY and all(value.shape == first.shape for value in values):
        return jnp.reshape(
            stacked(values, axis),
            [size * (len(values) if i == axis else 1) for i, size in enumerate(first.shape)],
        )
    return lax.concatenate(values, axis)


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list:
    """A tensor cut into pieces along an axis.

    Args:
      value: a tensor.
      num_or_size_splits: how many equal pieces, or a list of their sizes, one of which may be -1.
      axis: the axis.
      num: accepted for compatibility, not used.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the axis can't be cut so.

    >>> import tapeflow as tf
    >>> [piece.numpy().tolist() for piece in tf.split([1, 2, 3, 4], 2)]
    [[1, 2], [3, 4]]
    """
    return list(_split(value, static("num_or_size_splits", num_or_size_splits), axis))


@moves_strings("value")
@op("split")
def _split(value: jax.Array, splits, axis=0) -> tuple[jax.Array, ...]:
    if not -value.ndim <= axis < value.ndim:
        raise invalid(f"tf.split: axis {axis} is out of range for shape {list(value.shape)}")
    length = value.shape[axis]
    if isinstance(splits, tuple):
        sizes = list(splits)
        if sizes.count(-1) == 1:
            sizes[sizes.index(-1)] = length - sum(size for size in sizes if size != -1)
        fits = sum(sizes) == length and min(sizes, default=0) >= 0
    else:
        fits = splits > 0 and length % splits == 0
        sizes = [length // splits] * splits if fits else []
    if not fits:
        raise invalid(
            f"tf.split: a dimension of size {length} cannot be cut so",
            given=f"num_or_size_splits {splits}, shape {list(value.shape)}, axis {axis}",
            expected="a divisor of the size, or sizes that add up to it",
        )
    return tuple(lax.split(value, sizes, axis % value.ndim))


def unstack(
    value: Any, num: int | None = None, axis: int = 0, name: str = "unstack"
) -> list[Tensor]:
    """The slices along an axis, which goes away.

    Args:
      value: a tensor.
      num: how many there are; checked if given.
      axis: the axis.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: the axis is out of range.
      InvalidArgumentError: it has another size than `num`.

    >>> import tapeflow as tf
    >>> [row.numpy().tolist() for row in tf.unstack([[1, 2], [3, 4]])]
    [[1, 2], [3, 4]]
    """
    value = convert_to_tensor(value)
    if not -value.ndim <= axis < value.ndim:
        raise ValueError(f"Argument `axis` = {axis} not in range [{-value.ndim}, {value.ndim})")
    if num is not None and num != value._spec.shape[axis]:
        raise invalid(
            f"tf.unstack: Input shape axis {axis} must equal {num}, got shape "
            f"{value.shape.as_list()}"
        )
    return list(_unstack(value, axis)) if value._spec.shape[axis] else []


@moves_strings("value")
@op("unstack")
def _unstack(value: jax.Array, axis=0) -> tuple[jax.Array, ...]:
    if value.shape[axis] >= MANY:
        value, axis = jnp.moveaxis(value, axis, 0), 0
    return tuple(
        jnp.squeeze(piece, axis)
        for piece in lax.split(value, [1] * value.shape[axis], axis % value.ndim)
    )
