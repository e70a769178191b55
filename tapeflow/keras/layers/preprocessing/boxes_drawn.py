"""Rectangles drawn in pictures, as `CutMix` and `RandomErasing` fill them."""

from __future__ import annotations

from tapeflow.engine import Tensor
from tapeflow.keras.layers.preprocessing.draws import Draws
from tapeflow.keras.layers.preprocessing.image_layer import Sizes
from tapeflow.ops.array import broadcast_to, range, reshape
from tapeflow.ops.math import logical_and
from tapeflow.ops.numpy.shapes import moveaxis


def ends(draws: Draws, batch: int, length: int, share: Tensor) -> tuple[Tensor, Tensor]:
    """Where a piece of an axis begins and ends that is so large a share of it: `[batch]` each."""
    size = share * float(length)
    start = draws.uniform((batch,)) * (float(length) - size)
    return start, start + size


def mask(sizes: Sizes, across: tuple, down: tuple, *, first: bool) -> Tensor:
    """What lies inside: bool, shaped like the pictures with a batch.

    Args:
      sizes: of the pictures.
      across: first and last place of each picture, `[batch]`.
      down: the same.
      first: whether channels are at axis 1.
    """
    left, right, top, bottom = (reshape(end, [-1, 1, 1, 1]) for end in (*across, *down))
    x = reshape(range(float(sizes.width)), [1, 1, -1, 1])
    y = reshape(range(float(sizes.height)), [1, -1, 1, 1])
    inside = logical_and(logical_and(x >= left, x < right), logical_and(y >= top, y < bottom))
    channels = sizes.shape[-3 if first else -1]
    whole = broadcast_to(inside, (sizes.batch, sizes.height, sizes.width, channels))
    return moveaxis(whole, -1, 1) if first else whole
