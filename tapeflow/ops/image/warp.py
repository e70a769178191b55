"""Arrays read at places between their elements, and the map that takes four points to others."""

from __future__ import annotations

import functools
import itertools
import operator

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.engine.errors import problem

FILL_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")


@op("image.map_coordinates", free=("coordinates", "fill_value"))
def map_coordinates(
    inputs: jax.Array,
    coordinates: jax.Array,
    fill_value: jax.Array,
    order: int = 1,
    fill_mode: str = "constant",
) -> jax.Array:
    """The values of an array at any places.

    Args:
      inputs: of any rank.
      coordinates: `[rank, ...]`: an index, whole or not, along each axis.
      fill_value: what lies outside in mode "constant".
      order: 0 takes the nearest element, 1 interpolates linearly.
      fill_mode: what lies outside: "constant", "nearest", "wrap", "mirror" (the edge once) or
        "reflect" (the edge twice).

    Returns:
      The shape of `coordinates` without its first axis, the dtype of `inputs`.
    """
    if coordinates.ndim < 2 or coordinates.shape[0] != inputs.ndim:
        raise ValueError(
            problem(
                "keras.ops.image.map_coordinates: First dim of `coordinates` must be the same as "
                "the rank of `inputs`, and more must follow",
                given=f"coordinates {coordinates.shape}, inputs {inputs.shape}",
            )
        )
    return _read(inputs, coordinates, fill_value, order, fill_mode)


def _read(
    inputs: jax.Array, coordinates: jax.Array, fill_value: jax.Array, order: int, fill_mode: str
) -> jax.Array:
    whole = not jnp.issubdtype(inputs.dtype, jnp.inexact)
    outside = fill_value.astype(inputs.dtype).astype(coordinates.dtype)
    total = jnp.zeros(coordinates.shape[1:], coordinates.dtype)
    # Every corner of the cell that a place lies in, with its weight.
    for corner in itertools.product(*(_neighbors(at, order) for at in coordinates)):
        places, weights = zip(*corner, strict=True)
        found = inputs[
            tuple(_inside(at, n, fill_mode) for at, n in zip(places, inputs.shape, strict=True))
        ].astype(coordinates.dtype)
        if fill_mode == "constant":
            sizes = zip(places, inputs.shape, strict=True)
            within = functools.reduce(operator.and_, [(at >= 0) & (at < n) for at, n in sizes])
            found = jnp.where(within, found, outside)
        total = total + functools.reduce(operator.mul, weights) * found
    return (jnp.round(total) if whole else total).astype(inputs.dtype)


def _neighbors(at: jax.Array, order: int) -> list[tuple[jax.Array, jax.Array]]:
    """The whole indices around places along one axis, and how much each counts."""
    if order == 0:
        return [(jnp.round(at).astype(jnp.int32), jnp.ones_like(at))]
    low = jnp.floor(at)
    index = low.astype(jnp.int32)
    return [(index, 1 - (at - low)), (index + 1, at - low)]


def _inside(index: jax.Array, size: int, mode: str) -> jax.Array:
    """Indices outside moved to those that stand for them."""
    if mode == "wrap":
        return jnp.mod(index, size)
    if mode == "mirror" and size > 1:
        index = jnp.mod(index, 2 * size - 2)
        return jnp.minimum(index, 2 * size - 2 - index)
    if mode == "reflect":
        index = jnp.mod(index, 2 * size)
        return jnp.minimum(index, 2 * size - 1 - index)
    return jnp.clip(index, 0, size - 1)


@op("image.elastic", free=("moves", "fill_value"))
def elastic(
    images: jax.Array,
    moves: jax.Array,
    fill_value: jax.Array,
    order: int = 1,
    fill_mode: str = "reflect",
) -> jax.Array:
    """Pictures in which every point shows what lies a little beside it.

    Args:
      images: `[batch, height, width, channels]`.
      moves: `[batch, height, width, 2]`: how far down and across the place lies.
      fill_value: what lies outside in mode "constant".
      order: 0 takes the nearest element, 1 interpolates linearly.
      fill_mode: see `map_coordinates`.
    """
    height, width = images.shape[1:3]
    down = jnp.arange(height, dtype=moves.dtype)[:, None] + moves[..., 0]
    across = jnp.arange(width, dtype=moves.dtype) + moves[..., 1]
    places = jnp.stack([down, across], 1)

    def plane(picture: jax.Array, at: jax.Array) -> jax.Array:
        return _read(picture, at, fill_value, order, fill_mode)

    channels = jax.vmap(plane, in_axes=(-1, None), out_axes=-1)
    return jax.vmap(channels)(images, places)


@op("image.homography")
def homography(start_points: jax.Array, end_points: jax.Array) -> jax.Array:
    """The eight numbers of `affine_transform` that take each end point to its start point.

    Args:
      start_points: `[batch, 4, 2]`, each `(x, y)`.
      end_points: the same shape.

    Returns:
      `[batch, 8]`, float32.
    """
    # In 64 bits: products of pixel numbers lose half of a float32's digits in the elimination.
    x, y = jnp.moveaxis(start_points.astype(jnp.float64), -1, 0)
    u, v = jnp.moveaxis(end_points.astype(jnp.float64), -1, 0)
    one, nothing = jnp.ones_like(u), jnp.zeros_like(u)
    across = jnp.stack([u, v, one, nothing, nothing, nothing, -x * u, -x * v], -1)
    down = jnp.stack([nothing, nothing, nothing, u, v, one, -y * u, -y * v], -1)
    matrix = jnp.concatenate([across, down], -2)
    wanted = jnp.concatenate([x, y], -1)[..., None]
    return jnp.linalg.solve(matrix, wanted)[..., 0].astype(jnp.float32)


@op("image.scale_and_translate", free=("scale", "translation"))
def scale_and_translate(
    images: jax.Array,
    scale: jax.Array,
    translation: jax.Array,
    output_shape: tuple[int, ...] = (),
    spatial_dims: tuple[int, ...] = (),
    method: str = "linear",
    antialias: bool = True,
) -> jax.Array:
    """Pictures of another size, scaled and then moved along some axes; 0 where nothing was.

    Args:
      images: of any rank; whole numbers are rounded, and kept between the least and the largest.
      scale: `[len(spatial_dims)]`, above 1 larger.
      translation: `[len(spatial_dims)]`, in elements of the result.
      output_shape: the whole result's shape.
      spatial_dims: the axes that are scaled.
      method: "linear", "cubic", "lanczos3" or "lanczos5".
      antialias: whether what gets smaller is blurred first.
    """
    whole = jnp.issubdtype(images.dtype, jnp.integer)
    floats = images.astype(jnp.float32) if whole else images
    dims = tuple(axis % images.ndim for axis in spatial_dims)
    scaled = jax.image.scale_and_translate(
        floats, output_shape, dims, scale, translation, method, antialias
    )
    if whole:
        scaled = jnp.clip(jnp.round(scaled), images.min(), images.max())
    return scaled.astype(images.dtype)
