"""The same elements in another shape or order, and several arrays as one."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tapeflow.engine import op, problem
from tapeflow.ops.numpy.promotion import promoted


@op("keras.ops.append", free=("x1", "x2"))
def append(x1: jax.Array, x2: jax.Array, axis=None) -> jax.Array:
    """`x2` behind `x1` along an axis, or both in a row."""
    return jnp.append(*promoted(x1, x2), axis=axis)


@op("keras.ops.broadcast_to")
def broadcast_to(x: jax.Array, shape) -> jax.Array:
    """`x` repeated along new axes and those of size 1, to a shape."""
    return jnp.broadcast_to(x, shape)


@op("keras.ops.concatenate", free=("xs",))
def concatenate(xs: Sequence[jax.Array], axis=0) -> jax.Array:
    """Arrays one behind the other along an axis that they have."""
    return jnp.concatenate(promoted(*xs), axis=axis)


@op("keras.ops.dstack", free=("xs",))
def dstack(xs: Sequence[jax.Array]) -> jax.Array:
    """Arrays one behind the other along the third axis."""
    return jnp.dstack(promoted(*xs))


@op("keras.ops.hstack", free=("xs",))
def hstack(xs: Sequence[jax.Array]) -> jax.Array:
    """Arrays side by side: along the second axis, or the only one."""
    return jnp.hstack(promoted(*xs))


@op("keras.ops.vstack", free=("xs",))
def vstack(xs: Sequence[jax.Array]) -> jax.Array:
    """Arrays one above the other; vectors are rows."""
    return jnp.vstack(promoted(*xs))


@op("keras.ops.stack", free=("x",))
def stack(x: Sequence[jax.Array], axis=0) -> jax.Array:
    """Arrays of one shape along a new axis."""
    return jnp.stack(promoted(*x), axis=axis)


@op("keras.ops.expand_dims")
def expand_dims(x: jax.Array, axis) -> jax.Array:
    """`x` with a new axis of size 1, or several, at `axis`."""
    return jnp.expand_dims(x, axis)


@op("keras.ops.flip")
def flip(x: jax.Array, axis=None) -> jax.Array:
    """`x` backwards along an axis, several, or all."""
    return jnp.flip(x, axis)


@op("keras.ops.fliplr")
def fliplr(x: jax.Array) -> jax.Array:
    """`x` backwards along the second axis."""
    return jnp.flip(x, 1)


@op("keras.ops.flipud")
def flipud(x: jax.Array) -> jax.Array:
    """`x` backwards along the first axis."""
    return jnp.flip(x, 0)


@op("keras.ops.moveaxis")
def moveaxis(x: jax.Array, source, destination) -> jax.Array:
    """`x` with an axis, or several, moved to other places."""
    return jnp.moveaxis(x, source, destination)


@op("keras.ops.pad")
def pad(x: jax.Array, pad_width, mode="constant", constant_values=None) -> jax.Array:
    """`x` with more elements around it.

    Args:
      x: an array of any shape.
      pad_width: how many: a number, a pair (before, after), or a pair for each axis.
      mode: what they are: "constant", "reflect", "symmetric", "edge", "wrap", ...
      constant_values: the constant; 0 by default.

    Raises:
      ValueError: a constant with another mode.
    """
    if mode != "constant":
        if constant_values is not None:
            raise ValueError(
                problem(
                    "pad: `constant_values` can only be given with mode='constant'",
                    given=f"constant_values={constant_values}, mode={mode!r}",
                )
            )
        return jnp.pad(x, pad_width, mode=mode)
    return jnp.pad(x, pad_width, constant_values=constant_values or 0)


@op("keras.ops.ravel")
def ravel(x: jax.Array) -> jax.Array:
    """All elements in a row."""
    return x.reshape(-1)


@op("keras.ops.repeat")
def repeat(x: jax.Array, repeats, axis=None) -> jax.Array:
    """Each element of an axis, or of all in a row, several times.

    Args:
      x: an array of any shape.
      repeats: how often: a number, or one for each element.
      axis: which axis.
    """
    repeats = repeats if isinstance(repeats, int) else jnp.asarray(repeats)
    return jnp.repeat(x, repeats, axis=axis, total_repeat_length=None)


@op("keras.ops.reshape")
def reshape(x: jax.Array, newshape) -> jax.Array:
    """The same elements in another shape, of which one size may be -1."""
    return jnp.reshape(x, newshape)


@op("keras.ops.roll")
def roll(x: jax.Array, shift, axis=None) -> jax.Array:
    """`x` moved by so many places; what falls off the end comes in at the start."""
    return jnp.roll(x, shift, axis)


@op("keras.ops.rot90")
def rot90(array: jax.Array, k=1, axes=(0, 1)) -> jax.Array:
    """`array` turned `k` times by a right angle, from the first of two axes to the second."""
    return jnp.rot90(array, k, axes)


@op("keras.ops.squeeze")
def squeeze(x: jax.Array, axis=None) -> jax.Array:
    """`x` without axes of size 1: the given ones, or all."""
    return jnp.squeeze(x, axis)


@op("keras.ops.swapaxes")
def swapaxes(x: jax.Array, axis1, axis2) -> jax.Array:
    """`x` with two axes in each other's place."""
    return jnp.swapaxes(x, axis1, axis2)


@op("keras.ops.tile")
def tile(x: jax.Array, repeats) -> jax.Array:
    """`x` several times along its axes: a number for each, from the last."""
    return jnp.tile(x, repeats)


@op("keras.ops.transpose")
def transpose(x: jax.Array, axes=None) -> jax.Array:
    """`x` with its axes in another order; backwards by default."""
    return jnp.transpose(x, axes)


@op("keras.ops.diagonal")
def diagonal(x: jax.Array, offset=0, axis1=0, axis2=1) -> jax.Array:
    """The diagonals of the matrices in two axes, as a new last axis."""
    return jnp.diagonal(x, offset, axis1, axis2)


@op("keras.ops.diag")
def diag(x: jax.Array, k=0) -> jax.Array:
    """The k-th diagonal of a matrix, or the matrix with a vector on it."""
    return jnp.diag(x, k)


@op("keras.ops.diagflat")
def diagflat(x: jax.Array, k=0) -> jax.Array:
    """A matrix with all elements of `x` on its k-th diagonal."""
    return jnp.diagflat(x, k)


@op("keras.ops.tril")
def tril(x: jax.Array, k=0) -> jax.Array:
    """Matrices with 0 above the k-th diagonal."""
    return jnp.tril(x, k)


@op("keras.ops.triu")
def triu(x: jax.Array, k=0) -> jax.Array:
    """Matrices with 0 below the k-th diagonal."""
    return jnp.triu(x, k)


@op("keras.ops.split")
def split(x: jax.Array, indices_or_sections, axis=0) -> tuple[jax.Array, ...]:
    """The parts of `x` along an axis: so many equal ones, or between indices."""
    return tuple(jnp.split(x, _parts(indices_or_sections), axis))


@op("keras.ops.array_split")
def array_split(x: jax.Array, indices_or_sections, axis=0) -> tuple[jax.Array, ...]:
    """The same; parts need not be equal."""
    return tuple(jnp.array_split(x, _parts(indices_or_sections), axis))


def _parts(given):
    return given if isinstance(given, int) else list(given)


@op("keras.ops.meshgrid", free=("x",))
def meshgrid(x: Sequence[jax.Array], indexing="xy") -> tuple[jax.Array, ...]:
    """Coordinates of the points of a grid, from those along each axis."""
    return tuple(jnp.meshgrid(*x, indexing=indexing))


@op("keras.ops.unstack")
def unstack(x: jax.Array, num=None, axis=0) -> tuple[jax.Array, ...]:
    """The slices of an axis, one by one; `num` is how many there are."""
    return tuple(jnp.moveaxis(x, axis, 0))
