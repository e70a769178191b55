"""`equalize`, `equalize_tiles`: values spread so that each is as frequent as any other."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@op("image.equalize", differentiable=False)
def equalize(images: jax.Array, bins: int = 256) -> jax.Array:
    """Each channel's values replaced by how many are smaller, over the whole batch.

    Args:
      images: `[batch, height, width, channels]`, values in `[0, 255]`.
      bins: how many classes of values there are.
    """

    def channel(values: jax.Array) -> jax.Array:
        classes = _classes(values * (bins - 1) / 255, bins)
        counts = jnp.zeros(bins, jnp.int32).at[classes.reshape(-1)].add(1)
        below = jnp.cumsum(counts, dtype=jnp.int32)
        first = below[jnp.argmax(below > 0)]
        rest = jnp.maximum(below[-1] - first, 1)
        table = jnp.clip(jnp.round((below - first) * 255 / rest), 0, 255).astype(values.dtype)
        found = table[_classes(values / 255 * (bins - 1), bins)]
        return jnp.where(jnp.count_nonzero(counts) <= 1, values, found)

    return jax.vmap(channel, in_axes=-1, out_axes=-1)(images)


@op("image.equalize_tiles", differentiable=False)
def equalize_tiles(
    images: jax.Array, clip_limit: float = 4.0, grid: tuple[int, int] = (8, 8)
) -> jax.Array:
    """Contrast-limited adaptive histogram equalization (Pizer et al., 1987).

    Each point is equalized by the histograms of the four tiles around it, interpolated.

    Args:
      images: `[batch, height, width, channels]`, values in `[0, 255]`.
      clip_limit: no value counts more than so many times the mean count; 0 is no limit.
      grid: how many tiles lie down and across.
    """
    _, height, width, _ = images.shape
    tiles = [-(-n // count) for n, count in zip((height, width), grid, strict=True)]
    sizes = [n * count for n, count in zip(tiles, grid, strict=True)]
    padded = jnp.pad(
        images, [(0, 0), (0, sizes[0] - height), (0, sizes[1] - width), (0, 0)], mode="symmetric"
    )
    values = _classes(padded, 256)
    places = [_between(size, n, count) for size, n, count in zip(sizes, tiles, grid, strict=True)]

    def plane(levels: jax.Array) -> jax.Array:
        tables = _tables(levels, tiles, grid, clip_limit)
        (top, bottom, down), (left, right, across) = places
        rows = [
            tables[y[:, None], left, levels] * (1 - across)
            + tables[y[:, None], right, levels] * across
            for y in (top, bottom)
        ]
        return rows[0] * (1 - down[:, None]) + rows[1] * down[:, None]

    equalized = jax.vmap(jax.vmap(plane, in_axes=-1, out_axes=-1))(values)
    return equalized[:, :height, :width].astype(images.dtype)


def _tables(levels: jax.Array, tiles: list, grid: tuple, clip_limit: float) -> jax.Array:
    """What each level becomes in each tile: `[*grid, 256]`."""
    cut = levels.reshape(grid[0], tiles[0], grid[1], tiles[1]).transpose(0, 2, 1, 3)
    flat = cut.reshape(grid[0] * grid[1], -1)
    counts = jax.vmap(lambda tile: jnp.zeros(256, jnp.float32).at[tile].add(1.0))(flat)
    area = flat.shape[1]
    if clip_limit > 0:
        kept = jnp.minimum(counts, jnp.float32(clip_limit * area / 256))
        counts = kept + (counts - kept).sum(-1, keepdims=True) / 256
    below = jnp.cumsum(counts, -1)
    first = below.min(-1, keepdims=True)
    rest = area - first
    tables = (below - first) * 255 / jnp.where(rest == 0, 1.0, rest)
    return jnp.clip(tables, 0, 255).reshape(*grid, 256)


def _between(size: int, tile: int, count: int) -> tuple[jax.Array, jax.Array, jax.Array]:
    """For each place the tiles before and behind it, and how much the second counts."""
    at = (jnp.arange(size, dtype=jnp.float32) - tile / 2) / tile
    before = jnp.floor(at)
    low, high = (jnp.clip(n, 0, count - 1).astype(jnp.int32) for n in (before, before + 1))
    return low, high, at - before


def _classes(values: jax.Array, count: int) -> jax.Array:
    return jnp.clip(values, 0, count - 1).astype(jnp.int32)
