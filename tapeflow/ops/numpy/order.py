"""Sorting, searching and counting."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.numpy.promotion import as_floats, floating, promoted


@op("keras.ops.sort")
def sort(x: jax.Array, axis=-1) -> jax.Array:
    """`x` sorted along an axis, the smallest first; None for all in a row."""
    return jnp.sort(x, axis=axis)


@op("keras.ops.argsort", differentiable=False)
def argsort(x: jax.Array, axis=-1) -> jax.Array:
    """The places, int32, that sort `x` along an axis; None for all in a row."""
    return jnp.argsort(x, axis=axis, stable=True).astype("int32")


@op("keras.ops.argpartition", differentiable=False)
def argpartition(x: jax.Array, kth, axis=-1) -> jax.Array:
    """The places, int32, that put smaller elements before the k-th of an axis, larger behind."""
    return jnp.argpartition(x, kth, axis).astype("int32")


@op("keras.ops.searchsorted", free=("sorted_sequence", "values"), differentiable=False)
def searchsorted(sorted_sequence: jax.Array, values: jax.Array, side="left") -> jax.Array:
    """Where values belong in a sorted vector, int32: before ("left") or behind equal ones."""
    sorted_sequence, values = promoted(sorted_sequence, values)
    return jnp.searchsorted(sorted_sequence, values, side=side).astype("int32")


@op("keras.ops.digitize", free=("x", "bins"), differentiable=False)
def digitize(x: jax.Array, bins: jax.Array) -> jax.Array:
    """How many of the ascending bounds are not above each element, int32."""
    x, bins = promoted(x, bins)
    return jnp.searchsorted(bins, x, side="right").astype("int32")


@op("keras.ops.top_k")
def top_k(x: jax.Array, k, sorted=True) -> tuple[jax.Array, jax.Array]:
    """The k largest elements of the last axis, and their places, int32; the largest first."""
    return jax.lax.top_k(x, k)


@op("keras.ops.in_top_k", free=("targets", "predictions"), differentiable=False)
def in_top_k(targets: jax.Array, predictions: jax.Array, k) -> jax.Array:
    """Whether a class is among the k largest predictions.

    Args:
      targets: class numbers `[batch]`.
      predictions: `[batch, classes]`.
      k: how many count; equals of the k-th count too.
    """
    targets = targets.astype("int32")
    picked = jnp.take_along_axis(predictions, targets[:, None], axis=-1)
    above = jnp.sum(predictions > picked, axis=-1, dtype="int32")
    return jnp.isfinite(picked[:, 0]) & (above < k)


@op("keras.ops.isin", free=("x1", "x2"), differentiable=False)
def isin(x1: jax.Array, x2: jax.Array, assume_unique=False, invert=False) -> jax.Array:
    """Whether each element of `x1` is one of `x2` (with `invert`: is not)."""
    return jnp.isin(*promoted(x1, x2), assume_unique=assume_unique, invert=invert)


@op("keras.ops.histogram", differentiable=False)
def histogram(x: jax.Array, bins=10, range=None) -> tuple[jax.Array, jax.Array]:
    """How many elements lie in each of so many equal bins, int32, and the bins' bounds.

    Args:
      x: numbers of any shape.
      bins: how many, or their bounds.
      range: from where to where; by default the smallest and the largest element.
    """
    bins = bins if isinstance(bins, int) else jnp.asarray(bins)
    counts, bounds = jnp.histogram(as_floats(x), bins, range)
    return counts.astype("int32"), bounds


@op("keras.ops.diff")
def diff(a: jax.Array, n=1, axis=-1) -> jax.Array:
    """Each element less the one before it along an axis, n times over."""
    return jnp.diff(a, n, axis)


@op("keras.ops.trapezoid", free=("y", "x"))
def trapezoid(y: jax.Array, x: jax.Array | None = None, dx=1.0, axis=-1) -> jax.Array:
    """The integral of `y` along an axis, over places `x` or steps `dx`, by the trapezoidal rule."""
    (y,) = floating(y)
    return jnp.trapezoid(y, x, dx, axis)


@op("keras.ops.unravel_index", differentiable=False)
def unravel_index(indices: jax.Array, shape) -> tuple[jax.Array, ...]:
    """Places in a row of all elements as coordinates in a shape, an array for each axis."""
    return tuple(part.astype(indices.dtype) for part in jnp.unravel_index(indices, shape))
