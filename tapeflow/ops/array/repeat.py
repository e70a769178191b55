"""Repeating, turning around and moving along axes."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op, problem
from tapeflow.engine.op import static
from tapeflow.ops.array.gather import gather
from tapeflow.ops.array.reshape import reshape
from tapeflow.ops.array.strings import moves_strings


@moves_strings("input")
@op("tile")
def tile(input: jax.Array, multiples) -> jax.Array:
    """The whole tensor repeated along its axes.

    Args:
      input: a tensor.
      multiples: how often along each axis.

    Raises:
      InvalidArgumentError: there isn't one number for each axis.

    >>> import tapeflow as tf
    >>> tf.tile([1, 2], [2]).numpy()
    array([1, 2, 1, 2], dtype=int32)
    """
    multiples = multiples if isinstance(multiples, tuple) else (multiples,)
    if len(multiples) != input.ndim or min(multiples, default=0) < 0:
        raise invalid(
            f"tf.tile: Expected multiples argument to be a vector of length {input.ndim} "
            f"but got length {len(multiples)}",
            given=list(multiples),
        )
    return jnp.tile(input, multiples)


def repeat(input: Any, repeats: Any, axis: int | None = None, name: str | None = None) -> Tensor:
    """Each element repeated.

    Args:
      input: a tensor.
      repeats: how often: one number, or one for each entry along the axis.
      axis: the axis; by default the tensor is flattened first.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: there isn't one number for each entry.

    >>> import tapeflow as tf
    >>> tf.repeat([1, 2], [2, 3]).numpy()
    array([1, 1, 2, 2, 2], dtype=int32)
    """
    input = convert_to_tensor(input)
    if axis is None:
        input, axis = reshape(input, (-1,)) if input.ndim != 1 else input, 0
    counts = np.asarray(static("repeats", repeats))
    if counts.size == 1:
        return _repeat(input, int(counts.reshape(())), axis)
    if counts.shape != (input._spec.shape[axis],):
        raise ValueError(
            problem(
                "tf.repeat: repeats must be one number or one for each entry",
                given=f"repeats {counts.shape}, input {input.shape}, axis {axis}",
            )
        )
    return gather(input, np.repeat(np.arange(len(counts), dtype=np.int32), counts), axis=axis)


@moves_strings("input")
@op("repeat")
def _repeat(input: jax.Array, repeats=1, axis=0) -> jax.Array:
    return jnp.repeat(input, repeats, axis=axis, total_repeat_length=repeats * input.shape[axis])


@moves_strings("tensor")
@op("reverse")
def reverse(tensor: jax.Array, axis) -> jax.Array:
    """The entries along axes in the opposite order.

    Args:
      tensor: a tensor.
      axis: a list of axes.

    Raises:
      InvalidArgumentError: an axis is out of range, or comes twice.

    >>> import tapeflow as tf
    >>> tf.reverse([1, 2, 3], [0]).numpy()
    array([3, 2, 1], dtype=int32)
    """
    if not isinstance(axis, tuple):
        raise invalid("tf.reverse: 'dims' must be 1-dimension", given=axis, fix=f"axis=[{axis}]")
    for each in axis:
        if not -tensor.ndim <= each < tensor.ndim:
            raise invalid(f"tf.reverse: axis {each} is out of range for shape {list(tensor.shape)}")
    axes = [each % tensor.ndim for each in axis]
    if len(set(axes)) < len(axes):
        raise invalid("tf.reverse: an axis is specified more than once", given=list(axis))
    return jax.lax.rev(tensor, axes)


@moves_strings("input")
@op("roll", free=("shift",))
def roll(input: jax.Array, shift: jax.Array, axis) -> jax.Array:
    """The entries moved on along axes; what leaves at the end comes in at the start.

    Args:
      input: a tensor.
      shift: by how many places, or a list with one number for each axis.
      axis: an axis or a list of them.

    >>> import tapeflow as tf
    >>> tf.roll([1, 2, 3], shift=1, axis=0).numpy()
    array([3, 1, 2], dtype=int32)
    """
    axes = axis if isinstance(axis, tuple) else (axis,)
    shifts = shift.reshape(-1)
    if len(axes) != shifts.shape[0]:
        raise invalid(
            "tf.roll: shift and axis must have the same size", given=f"{shift.shape}, {axis}"
        )
    for i, each in enumerate(axes):
        if not -input.ndim <= each < input.ndim:
            raise invalid(f"tf.roll: axis {each} is out of range for shape {list(input.shape)}")
        input = jnp.roll(input, shifts[i].astype(jnp.int32), each)
    return input


def meshgrid(*args: Any, **kwargs: Any) -> list[Tensor]:
    """Each vector stretched over the grid of all of them.

    Args:
      *args: N vectors (scalars count as vectors of size 1).
      **kwargs: `indexing`: "xy" (the first vector runs along axis 1) or "ij"; `name`, not used.

    Raises:
      ValueError: another indexing.
      TypeError: another keyword.

    >>> import tapeflow as tf
    >>> [grid.numpy().tolist() for grid in tf.meshgrid([1, 2], [3, 4, 5])]
    [[[1, 2], [1, 2], [1, 2]], [[3, 3], [4, 4], [5, 5]]]
    """
    indexing = kwargs.pop("indexing", "xy")
    kwargs.pop("name", None)
    if kwargs:
        raise TypeError(f"{next(iter(kwargs))!r} is an invalid keyword argument for this function")
    if indexing not in ("xy", "ij"):
        raise ValueError(f"Argument `indexing` must be 'xy' or 'ij', got {indexing!r}")
    vectors = [convert_to_tensor(vector) for vector in args]
    lengths = tuple(vector._spec.size for vector in vectors)
    return [_grid(vector, i, lengths, indexing == "xy") for i, vector in enumerate(vectors)]


@op("meshgrid")
def _grid(vector: jax.Array, position=0, lengths=(), swapped=False) -> jax.Array:
    own = [1] * len(lengths)
    own[position] = lengths[position]
    grid = jnp.broadcast_to(vector.reshape(own), lengths)
    return jnp.swapaxes(grid, 0, 1) if swapped and len(lengths) > 1 else grid
