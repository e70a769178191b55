"""`tf.image.extract_glimpse`: a window of each image, at a place of its own."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.engine.dtypes import float32
from tapeflow.ops.random import normal, uniform

_NOISE = ("uniform", "gaussian", "zero")


def extract_glimpse(
    input: Any,
    size: Any,
    offsets: Any,
    centered: bool = True,
    normalized: bool = True,
    noise: str = "uniform",
    name: str | None = None,
) -> Tensor:
    """A window of each image; what of it lies outside of the image is noise.

    Args:
      input: floats `[batch, height, width, channels]`.
      size: the windows' height and width.
      offsets: floats `[batch, 2]`, each window's place, down and across.
      centered: whether (0, 0) is the image's center; if not, it is the upper left corner.
      normalized: whether 1 is the image's edge; if not, a pixel. Centered offsets in pixels tell
        where a window begins, all others that are centered where its center is.
      noise: "uniform" between an image's least and greatest value, "gaussian" of its mean and
        deviation, or "zero".
      name: accepted for compatibility, not used.

    Returns:
      `[batch, *size, channels]`.

    Raises:
      InvalidArgumentError: shapes that don't fit, or another noise.

    >>> import tapeflow as tf
    >>> image = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
    >>> tf.image.extract_glimpse(image, [2, 2], [[0.0, 0.0]])[0, :, :, 0].numpy().tolist()
    [[5.0, 6.0], [9.0, 10.0]]
    """
    images, places = convert_to_tensor(input, float32), convert_to_tensor(offsets, float32)
    sizes = [int(each) for each in convert_to_tensor(size).numpy().ravel()]
    _check(images, sizes, places, noise)
    drawn = None
    if noise != "zero":
        draw = uniform if noise == "uniform" else normal
        drawn = draw([images.shape[0], *sizes, images.shape[3]])
    return _glimpse(images, places, drawn, *sizes, bool(centered), bool(normalized), noise)


def _check(images: Tensor, sizes: list[int], places: Tensor, noise: str) -> None:
    problems = {
        "input must be 4-dimensional (batch_size, height, width, depth)": images.ndim != 4,
        "size must be a vector of size 2 (height, width)": len(sizes) != 2,
        "offsets must be [batch_size, 2] (y,x)": tuple(places.shape) != (*images.shape[:1], 2),
        f"The noise could only be uniform, gaussian, or zero, got {noise}": noise not in _NOISE,
    }
    for words, wrong in problems.items():
        if wrong:
            raise invalid(
                f"tf.image.extract_glimpse: {words}",
                given=f"input {tuple(images.shape)}, size {sizes}, offsets {tuple(places.shape)}",
            )


@op("image.extract_glimpse", free=("offsets", "drawn"))
def _glimpse(
    images: jax.Array,
    offsets: jax.Array,
    drawn: jax.Array | None,
    height: int,
    width: int,
    centered: bool,
    normalized: bool,
    noise: str,
) -> jax.Array:
    grids, within = [], []
    for axis, size in ((0, height), (1, width)):
        extent = images.shape[1 + axis]
        start = offsets[:, axis] * extent if normalized else offsets[:, axis]
        if centered and normalized:
            start = start / 2 + extent / 2 - size / 2
        elif centered:
            start = start + extent / 2
        grid = start.astype(jnp.int32)[:, None] + jnp.arange(size, dtype=jnp.int32)
        grids.append(jnp.clip(grid, 0, extent - 1))
        within.append((grid >= 0) & (grid < extent))
    batch = jnp.arange(images.shape[0])[:, None, None]
    window = images[batch, grids[0][:, :, None], grids[1][:, None, :]]
    inside = (within[0][:, :, None] & within[1][:, None, :])[..., None]
    return jnp.where(inside, window, _noise(images, drawn, noise))


def _noise(images: jax.Array, drawn: jax.Array | None, noise: str) -> jax.Array:
    if drawn is None:
        return jnp.zeros((), images.dtype)
    images = jax.lax.stop_gradient(images)
    least, most = jnp.min(images, (1, 2), keepdims=True), jnp.max(images, (1, 2), keepdims=True)
    if noise == "uniform":
        return least + drawn * (most - least)
    mean, deviation = (
        jnp.mean(images, (1, 2), keepdims=True),
        jnp.std(images, (1, 2), keepdims=True),
    )
    return jnp.clip(mean + drawn * deviation, least, most)
