"""`unfold`, `fold`: windows of pictures as columns, and columns added up to pictures."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import op
from tapeflow.engine.errors import problem

Pair = tuple[int, int]


@op("nn.unfold")
def unfold(
    x: jax.Array, kernel_size: Pair, dilation: Pair, padding: Pair, stride: Pair
) -> jax.Array:
    """The windows of pictures, each a column.

    Args:
      x: `[batch, channels, height, width]`.
      kernel_size: the windows' height and width.
      dilation: how far apart their points are.
      padding: how many zeros lie around on each side, down and across.
      stride: how far apart windows begin.

    Returns:
      `[batch, channels * kernel height * kernel width, windows]`.
    """
    down, across = padding
    x = jnp.pad(x, [(0, 0), (0, 0), (down, down), (across, across)])
    rows, columns = _places(x.shape[2:], kernel_size, dilation, stride)
    found = x[:, :, rows[:, None, :, None], columns[None, :, None, :]]
    batch, channels, *rest = found.shape
    return found.reshape(batch, channels * rest[0] * rest[1], rest[2] * rest[3])


@op("nn.fold")
def fold(
    x: jax.Array,
    output_size: Pair,
    kernel_size: Pair,
    dilation: Pair,
    padding: Pair,
    stride: Pair,
) -> jax.Array:
    """Pictures of windows; where they overlap they are added: the transpose of `unfold`.

    Args:
      x: `[batch, channels * kernel height * kernel width, windows]`.
      output_size: the pictures' height and width.
      kernel_size, dilation, padding, stride: see `unfold`.

    Returns:
      `[batch, channels, *output_size]`.
    """
    sizes = [n + 2 * p for n, p in zip(output_size, padding, strict=True)]
    rows, columns = _places(tuple(sizes), kernel_size, dilation, stride)
    batch, length, windows = x.shape
    channels = length // (kernel_size[0] * kernel_size[1])
    counts = (rows.shape[1], columns.shape[1])
    if length % (kernel_size[0] * kernel_size[1]) or windows != counts[0] * counts[1]:
        raise ValueError(
            problem(
                "keras.ops.fold: these windows make no such pictures",
                given=f"{x.shape}, kernel_size={kernel_size}, output_size={output_size}",
                expected=f"(batch, channels * {kernel_size[0] * kernel_size[1]}, "
                f"{counts[0] * counts[1]})",
            )
        )
    cut = x.reshape(batch, channels, *kernel_size, *counts)
    whole = jnp.zeros((batch, channels, *sizes), x.dtype)
    whole = whole.at[:, :, rows[:, None, :, None], columns[None, :, None, :]].add(cut)
    down, across = padding
    return whole[:, :, down : sizes[0] - down, across : sizes[1] - across]


def _places(sizes: tuple, kernel: Pair, dilation: Pair, stride: Pair) -> list[np.ndarray]:
    """For each axis the places of the windows' points: `[kernel, windows]`."""
    counts = [
        (n - (k - 1) * d - 1) // s + 1
        for n, k, d, s in zip(sizes, kernel, dilation, stride, strict=True)
    ]
    return [
        np.arange(k)[:, None] * d + np.arange(max(count, 0)) * s
        for k, d, s, count in zip(kernel, dilation, stride, counts, strict=True)
    ]
