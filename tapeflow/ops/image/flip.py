"""Turning and mirroring images."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.ops.array import reverse
from tapeflow.ops.array import transpose as permute
from tapeflow.ops.image.batch import image_tensor


def flip_left_right(image: Any) -> Tensor:
    """Left and right exchanged.

    >>> import tapeflow as tf
    >>> tf.image.flip_left_right([[[1], [2]]])[0, :, 0].numpy()
    array([2, 1], dtype=int32)
    """
    return reverse(image_tensor(image), [-2])


def flip_up_down(image: Any) -> Tensor:
    """Top and bottom exchanged."""
    return reverse(image_tensor(image), [-3])


def image_transpose(image: Any, name: str | None = None) -> Tensor:
    """Rows and columns exchanged."""
    image = image_tensor(image)
    return permute(image, [1, 0, 2] if image.ndim == 3 else [0, 2, 1, 3])


def rot90(image: Any, k: Any = 1, name: str | None = None) -> Tensor:
    """An image turned counter-clockwise by `k` times 90 degrees.

    >>> import tapeflow as tf
    >>> tf.image.rot90([[[1], [2]]])[:, 0, 0].numpy()
    array([2, 1], dtype=int32)
    """
    image = image_tensor(image)
    turns = int(k) % 4
    if turns == 2:
        return reverse(image, [-3, -2])
    if turns == 1:
        return flip_up_down(image_transpose(image))
    return image_transpose(flip_up_down(image)) if turns == 3 else image
