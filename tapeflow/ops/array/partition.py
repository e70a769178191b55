"""Entries told apart by number and put together again, and positions in sorted or flat order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid, op, problem
from tapeflow.engine.dtypes import int32
from tapeflow.ops.array.boolean_mask import boolean_mask


def dynamic_partition(
    data: Any, partitions: Any, num_partitions: Any, name: str | None = None
) -> list[Tensor]:
    """The entries of each partition; the partitions are read at once.

    Args:
      data: a tensor of shape `[places..., ...]`.
      partitions: int32 of shape `[places...]`: for each entry the number of its partition.
      num_partitions: how many there are.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: a number is out of range, or the shapes do not fit.

    >>> import tapeflow as tf
    >>> [part.numpy().tolist() for part in tf.dynamic_partition([10, 20, 30], [1, 0, 1], 2)]
    [[20], [10, 30]]
    """
    data, numbers = convert_to_tensor(data), np.asarray(convert_to_tensor(partitions).numpy())
    count = int(num_partitions)
    if data._spec.shape[: numbers.ndim] != numbers.shape:
        raise invalid(
            "tf.dynamic_partition: data.shape must start with partitions.shape",
            given=f"{data.shape} and {numbers.shape}",
        )
    if numbers.size and (numbers.min() < 0 or numbers.max() >= count):
        raise invalid(f"tf.dynamic_partition: a partition is not in [0, {count})", given=numbers)
    if not numbers.ndim:
        return [boolean_mask(data[None], np.reshape(numbers == i, (1,))) for i in range(count)]
    return [boolean_mask(data, numbers == i) for i in range(count)]


def dynamic_stitch(indices: Any, data: Any, name: str | None = None) -> Tensor:
    """One tensor of entries from several, each put where its index says; read at once.

    Args:
      indices: a list of int tensors.
      data: a list of tensors, the i-th of shape `indices[i].shape + [...]`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.dynamic_stitch([[2], [0, 1]], [[30], [10, 20]]).numpy()
    array([10, 20, 30], dtype=int32)
    """
    known = [np.asarray(convert_to_tensor(index).numpy()) for index in indices]
    size = max((int(index.max()) + 1 for index in known if index.size), default=0)
    # Of several entries for one place the last stays.
    flat = np.concatenate([index.ravel() for index in known])
    source = np.zeros(size, np.int32)
    source[flat] = np.arange(len(flat), dtype=np.int32)
    missing = np.ones(size, bool)
    missing[flat] = False
    return _stitch(data, source, missing, tuple(index.ndim for index in known))


@op("dynamic_stitch", free=("source", "missing"))
def _stitch(
    data: Sequence[jax.Array], source: jax.Array, missing: jax.Array, ranks=()
) -> jax.Array:
    rows = [array.reshape(-1, *array.shape[rank:]) for array, rank in zip(data, ranks, strict=True)]
    joined = jnp.take(jnp.concatenate(rows), source, axis=0, mode="clip")
    return jnp.where(
        missing.reshape(-1, *(1,) * (joined.ndim - 1)), jnp.zeros((), joined.dtype), joined
    )


def searchsorted(
    sorted_sequence: Any,
    values: Any,
    side: str = "left",
    out_type: Any = int32,
    name: str | None = None,
) -> Tensor:
    """Where each value would go into a sorted sequence, along the last axis.

    Args:
      sorted_sequence: of shape `[batch..., n]`.
      values: of shape `[batch..., m]` and the same dtype.
      side: "left" is before equal elements, "right" after them.
      out_type: int32 or int64.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: another side.

    >>> import tapeflow as tf
    >>> tf.searchsorted([1, 3, 5], [3, 6]).numpy()
    array([1, 3], dtype=int32)
    """
    if side not in ("left", "right"):
        raise ValueError(
            problem("tf.searchsorted: side must be 'left' or 'right'", given=repr(side))
        )
    return _searchsorted(sorted_sequence, values, side, as_dtype(out_type))


@op("searchsorted", differentiable=False)
def _searchsorted(sequence: jax.Array, values: jax.Array, side="left", out_type=int32) -> jax.Array:
    if sequence.shape[:-1] != values.shape[:-1]:
        raise invalid(
            "tf.searchsorted: Leading dim_size of both tensors must match",
            given=f"{sequence.shape}, {values.shape}",
        )

    def find(row: jax.Array, wanted: jax.Array) -> jax.Array:
        return jnp.searchsorted(row, wanted, side=side).astype(out_type.np)

    for _ in sequence.shape[:-1]:
        find = jax.vmap(find)
    return find(sequence, values)


@op("unravel_index", free=("dims",), differentiable=False)
def unravel_index(indices: jax.Array, dims: jax.Array) -> jax.Array:
    """The coordinates of flat positions in a tensor of that shape.

    Args:
      indices: integers, a scalar or a vector of shape `[n]`.
      dims: the shape, `[rank]`.

    Returns:
      Integers of shape `[rank]` or `[rank, n]`.

    >>> import tapeflow as tf
    >>> tf.unravel_index([2, 5], [2, 3]).numpy()
    array([[0, 1],
           [2, 2]], dtype=int32)
    """
    coordinates = []
    for size in reversed([dims[i].astype(indices.dtype) for i in range(dims.shape[0])]):
        coordinates.append(indices % size)
        indices = indices // size
    return jnp.stack(coordinates[::-1])


@op("math.invert_permutation", differentiable=False)
def invert_permutation(x: jax.Array) -> jax.Array:
    """The permutation that undoes one.

    >>> import tapeflow as tf
    >>> tf.math.invert_permutation([2, 0, 1]).numpy()
    array([1, 2, 0], dtype=int32)
    """
    return jnp.zeros_like(x).at[x].set(jnp.arange(x.shape[0], dtype=x.dtype))


def reverse_sequence(
    input: Any,
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
) -> Tensor:
    """The first `seq_lengths[i]` entries of each batch entry turned around; the rest stays.

    Args:
      input: a tensor.
      seq_lengths: integers of shape `[batch]`.
      seq_axis: the axis that is turned around.
      batch_axis: the axis of the batch, 0 by default.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1).numpy()
    array([[2, 1, 3],
           [6, 5, 4]], dtype=int32)
    """
    if seq_axis is None:
        raise invalid("tf.reverse_sequence: seq_axis must be given")
    return _reverse_sequence(input, seq_lengths, int(seq_axis), int(batch_axis or 0))


@op("reverse_sequence", free=("lengths",))
def _reverse_sequence(input: jax.Array, lengths: jax.Array, seq_axis=1, batch_axis=0) -> jax.Array:
    steps = jnp.arange(input.shape[seq_axis], dtype=lengths.dtype)
    places = jnp.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)
    moved = jnp.moveaxis(input, (batch_axis, seq_axis), (0, 1))
    turned = jnp.take_along_axis(
        moved, places.reshape(*places.shape, *(1,) * (input.ndim - 2)), axis=1
    )
    return jnp.moveaxis(turned, (0, 1), (batch_axis, seq_axis))
