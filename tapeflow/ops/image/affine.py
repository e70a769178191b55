"""Pictures turned, moved, scaled and sheared: each point of the result looks up another place."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op

FILL_MODES = ("constant", "nearest", "wrap", "reflect")
INTERPOLATIONS = ("nearest", "bilinear")


@op("image.affine_transform", free=("transforms", "fill_value"))
def affine_transform(
    images: jax.Array,
    transforms: jax.Array,
    fill_value: jax.Array,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
) -> jax.Array:
    """Pictures of what lies at other places in `images`.

    For `transforms` of `(a0, a1, a2, b0, b1, b2, c0, c1)`, the point `(x, y)` of a result is the
    one at `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` of the picture, `k = c0 x + c1 y + 1`.

    Args:
      images: `[batch, height, width, channels]`.
      transforms: `[batch, 8]`, or `[1, 8]` for all pictures.
      fill_value: what lies outside in mode "constant".
      interpolation: "nearest" or "bilinear".
      fill_mode: what lies outside: "constant", "nearest", "wrap" (again from the other side) or
        "reflect" (mirrored, the edge twice).
    """
    batch, height, width, _ = images.shape
    x, y = _places(transforms.astype(jnp.float32), height, width)
    x, y = (
        jnp.broadcast_to(_mapped(x, width, fill_mode), (batch, height, width)),
        jnp.broadcast_to(_mapped(y, height, fill_mode), (batch, height, width)),
    )
    outside = fill_value.astype(images.dtype)
    if interpolation == "nearest":
        return _read(images, _rounded(y), _rounded(x), outside)
    floats = images.astype(jnp.promote_types(images.dtype, jnp.float32))
    outside = outside.astype(floats.dtype)
    top, left = jnp.floor(y), jnp.floor(x)
    down, across = (y - top)[..., None], (x - left)[..., None]

    def row(at: jax.Array) -> jax.Array:
        here, there = (_read(floats, at, left + step, outside) for step in (0, 1))
        return here * (1 - across) + there * across

    return (row(top) * (1 - down) + row(top + 1) * down).astype(images.dtype)


def _places(transforms: jax.Array, height: int, width: int) -> tuple[jax.Array, jax.Array]:
    """Where in the pictures the results' points lie: two `[batch, height, width]`."""
    x = jnp.arange(width, dtype=jnp.float32)[None, :]
    y = jnp.arange(height, dtype=jnp.float32)[:, None]
    a0, a1, a2, b0, b1, b2, c0, c1 = (part[:, None, None] for part in transforms.T)
    k = c0 * x + c1 * y + 1
    return (a0 * x + a1 * y + a2) / k, (b0 * x + b1 * y + b2) / k


def _mapped(at: jax.Array, size: int, mode: str) -> jax.Array:
    """Places outside moved to those inside that stand for them."""
    last = size - 1
    if mode == "constant":
        return at
    if mode == "reflect":
        period = jnp.mod(at, 2 * size)
        at = jnp.where(at < 0, jnp.mod(-at - 1, 2 * size), period)
        at = jnp.where(at >= size, 2 * size - at - 1, at)
    elif mode == "wrap" and last:
        # TensorFlow's: whole pictures are counted by the distance between first and last point.
        before = at + size * (jnp.trunc(-at / last) + 1)
        at = jnp.where(at < 0, before, jnp.where(at > last, at - size * jnp.trunc(at / last), at))
    return jnp.clip(at, 0, last)


def _rounded(at: jax.Array) -> jax.Array:
    return jnp.trunc(at + jnp.where(at < 0, -0.5, 0.5))


def _read(images: jax.Array, y: jax.Array, x: jax.Array, outside: jax.Array) -> jax.Array:
    height, width = images.shape[1:3]
    inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    rows = jnp.clip(y, 0, height - 1).astype(jnp.int32)
    columns = jnp.clip(x, 0, width - 1).astype(jnp.int32)
    found = images[jnp.arange(images.shape[0])[:, None, None], rows, columns]
    return jnp.where(inside[..., None], found, outside)
