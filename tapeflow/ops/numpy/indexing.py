"""Taking elements out, and putting others in."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem
from tapeflow.ops.numpy.promotion import promoted


@op("keras.ops.take", free=("indices",))
def take(x: jax.Array, indices: jax.Array, axis=None) -> jax.Array:
    """Elements of an axis, or of all in a row, by their places; negative ones count from the end.

    Args:
      x: an array of any shape.
      indices: whole numbers of any shape, whose axes take the place of `axis`.
      axis: which axis.
    """
    return (
        jnp.take(x, indices, axis=axis, mode="clip" if x.size else None)
        if (axis is None)
        else _taken(x, indices, axis)
    )


def _taken(x: jax.Array, indices: jax.Array, axis: int) -> jax.Array:
    size = x.shape[axis]
    return jnp.take(x, jnp.where(indices < 0, indices + size, indices), axis=axis, mode="clip")


@op("keras.ops.take_along_axis", free=("indices",))
def take_along_axis(x: jax.Array, indices: jax.Array, axis=None) -> jax.Array:
    """Elements of an axis by places that differ from row to row; None for all in a row."""
    return jnp.take_along_axis(x, indices, axis=axis)


@op("keras.ops.select", free=("condlist", "choicelist", "default"))
def select_of(
    condlist: Sequence[jax.Array], choicelist: Sequence[jax.Array], default: jax.Array
) -> jax.Array:
    """Each element from the first choice whose condition holds there, else the default."""
    *choices, default = promoted(*choicelist, default)
    return jnp.select([condition != 0 for condition in condlist], choices, default)


@op("keras.ops.scatter", free=("indices",))
def scatter(indices: jax.Array, values: jax.Array, shape) -> jax.Array:
    """Zeros of a shape, with values added at coordinates.

    Args:
      indices: coordinates `[..., n]`.
      values: `[...]`, or slices of the axes behind the first n.
      shape: the result's.
    """
    return jnp.zeros(shape, values.dtype).at[_places(indices)].add(values)


_REDUCTIONS = {
    None: "set", "add": "add", "max": "max", "min": "min", "mul": "multiply"
}  # fmt: skip


@op("keras.ops.scatter_update", free=("indices", "updates"))
def scatter_update(
    inputs: jax.Array, indices: jax.Array, updates: jax.Array, reduction=None
) -> jax.Array:
    """`inputs` with other elements at coordinates.

    Args:
      inputs: an array.
      indices: coordinates `[..., n]`.
      updates: `[...]`, or slices of the axes behind the first n.
      reduction: "add", "max", "min" or "mul" join old and new; None replaces.

    Raises:
      ValueError: another reduction.
    """
    if reduction not in _REDUCTIONS:
        raise ValueError(
            problem("scatter_update: unknown reduction", repr(reduction), list(_REDUCTIONS))
        )
    place = inputs.at[_places(indices)]
    return getattr(place, _REDUCTIONS[reduction])(updates.astype(inputs.dtype))


def _places(indices: jax.Array) -> tuple:
    return tuple(jnp.moveaxis(indices, -1, 0))


@op("keras.ops.slice", free=("start_indices",))
def slice(inputs: jax.Array, start_indices: jax.Array, shape) -> jax.Array:
    """A part of `inputs`: from a start, of a shape; -1 is all that follows."""
    starts = [start_indices[i] for i in range(inputs.ndim)]
    sizes = [full if size == -1 else size for size, full in zip(shape, inputs.shape, strict=True)]
    if -1 in shape:
        sizes = [
            full - int(start) if size == -1 else size
            for size, full, start in zip(shape, inputs.shape, starts, strict=True)
        ]
    return jax.lax.dynamic_slice(inputs, starts, sizes)


@op("keras.ops.slice_update", free=("start_indices",))
def slice_update(inputs: jax.Array, start_indices: jax.Array, updates: jax.Array) -> jax.Array:
    """`inputs` with `updates` in the place of a part, from a start."""
    starts = [start_indices[i] for i in range(inputs.ndim)]
    return jax.lax.dynamic_update_slice(inputs, updates.astype(inputs.dtype), starts)


@op("keras.ops.bincount", free=("x", "weights"), differentiable=False)
def bincount_of(x: jax.Array, weights: jax.Array | None = None, length=0) -> jax.Array:
    """How often each of the numbers below `length` occurs along the last axis."""
    values = jnp.ones(x.shape, "int32") if weights is None else weights
    shape = (*x.shape[:-1], length)
    rows = jnp.indices((*x.shape[:-1], 1), dtype="int32")[:-1]
    counts = jnp.zeros(shape, values.dtype)
    places = (*[jnp.broadcast_to(row, x.shape) for row in rows], x)
    return counts.at[places].add(values, mode="drop")


def _segments(name: str, function, document: str):
    def segments(
        data: jax.Array, segment_ids: jax.Array, num_segments=None, sorted=False
    ) -> jax.Array:
        return function(data, segment_ids, num_segments=num_segments, indices_are_sorted=sorted)

    segments.__name__ = segments.__qualname__ = name
    segments.__doc__ = f"""{document} the rows of each segment.

    Args:
      data: `[rows, ...]`.
      segment_ids: `[rows]`, which segment each belongs to.
      num_segments: how many there are; rows of others are left out.
      sorted: whether the ids ascend.
    """
    return op(f"keras.ops.{name}", free=("data", "segment_ids"))(segments)


segment_sum = _segments("segment_sum", jax.ops.segment_sum, "The sum of")
segment_max = _segments("segment_max", jax.ops.segment_max, "The largest of")
segment_min = _segments("segment_min", jax.ops.segment_min, "The smallest of")
segment_prod = _segments("segment_prod", jax.ops.segment_prod, "The product of")
