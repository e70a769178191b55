"""Cutting and padding images."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.ops.array import pad
from tapeflow.ops.image.batch import either, image_tensor


def central_crop(image: Any, central_fraction: float) -> Tensor:
    """The middle of an image, a fraction of its height and width.

    Args:
      image: one image or a batch.
      central_fraction: in `(0, 1]`.

    Raises:
      ValueError: the fraction is out of range.

    >>> import tapeflow as tf
    >>> tf.image.central_crop(tf.zeros([4, 4, 1]), 0.5).shape
    TensorShape([2, 2, 1])
    """
    fraction = float(central_fraction)
    if not 0.0 < fraction <= 1.0:
        raise ValueError(f"central_fraction must be within (0, 1], got {fraction}")
    image = image_tensor(image)
    if fraction == 1.0:
        return image
    height, width = image.shape[-3:-1]
    top, left = int((height - height * fraction) / 2), int((width - width * fraction) / 2)
    return _cut(image, top, left, height - 2 * top, width - 2 * left)


def crop_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """The part of an image that begins at an offset and has a given size.

    Args:
      image: one image or a batch.
      offset_height: how many rows are left out above.
      offset_width: how many columns are left out at the left.
      target_height: the part's height.
      target_width: the part's width.

    Raises:
      ValueError: the part is not inside the image.
    """
    image = image_tensor(image)
    top, left = int(offset_height), int(offset_width)
    height, width = int(target_height), int(target_width)
    rows, columns = image.shape[-3:-1]
    for what, value in (("offset_width", left), ("offset_height", top)):
        if value < 0:
            raise ValueError(f"{what} must be >= 0, got {value}")
    for what, value in (("target_width", width), ("target_height", height)):
        if value <= 0:
            raise ValueError(f"{what} must be > 0, got {value}")
    if left + width > columns:
        raise ValueError(f"width must be >= target + offset: {columns} < {width} + {left}")
    if top + height > rows:
        raise ValueError(f"height must be >= target + offset: {rows} < {height} + {top}")
    return _cut(image, top, left, height, width)


def _cut(image: Tensor, top: int, left: int, height: int, width: int) -> Tensor:
    place = (..., slice(top, top + height), slice(left, left + width), slice(None))
    return either(lambda array: array[place], image, lambda tensor: tensor[place])


def pad_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """An image at an offset in a larger one of zeros; arguments as in `crop_to_bounding_box`.

    Raises:
      ValueError: it does not fit.
    """
    image = image_tensor(image)
    top, left = int(offset_height), int(offset_width)
    rows, columns = image.shape[-3:-1]
    below, right = int(target_height) - top - rows, int(target_width) - left - columns
    for what, value in (("offset_height", top), ("offset_width", left)):
        if value < 0:
            raise ValueError(f"{what} must be >= 0, got {value}")
    for what, value in (("height", below), ("width", right)):
        if value < 0:
            raise ValueError(f"{what} must be <= target - offset: it is {-value} too large")
    if not (top or left or below or right):
        return image
    around = [[top, below], [left, right], [0, 0]]
    around = [[0, 0], *around] if image.ndim == 4 else around
    return either(lambda array: np.pad(array, around), image, lambda tensor: pad(tensor, around))


def resize_with_crop_or_pad(image: Any, target_height: Any, target_width: Any) -> Tensor:
    """An image in another size, cut evenly or with zeros evenly around it.

    Raises:
      ValueError: a size is not positive.

    >>> import tapeflow as tf
    >>> tf.image.resize_with_crop_or_pad(tf.ones([2, 4, 1]), 4, 2).shape
    TensorShape([4, 2, 1])
    """
    image = image_tensor(image)
    height, width = int(target_height), int(target_width)
    if height <= 0 or width <= 0:
        raise ValueError(f"target_height and target_width must be > 0, got {height} and {width}")
    rows, columns = image.shape[-3:-1]
    cut = crop_to_bounding_box(
        image,
        max((rows - height) // 2, 0),
        max((columns - width) // 2, 0),
        min(height, rows),
        min(width, columns),
    )
    top, left = max((height - rows) // 2, 0), max((width - columns) // 2, 0)
    return pad_to_bounding_box(cut, top, left, height, width)


def crop_at(value: Any, size: Any, offsets: Any) -> Tensor:
    """The part of a tensor of a given size at offsets that are on the host."""
    value = convert_to_tensor(value)
    places = tuple(slice(int(o), int(o) + int(n)) for o, n in zip(offsets, size, strict=True))
    return either(lambda array: array[places], value, lambda tensor: tensor[places])


def crop_limits(value: Any, size: Any) -> tuple[Tensor, list[int], np.ndarray]:
    """A tensor, the size to be cut out of it, and below which offsets lie.

    Raises:
      ValueError: the ranks differ.
      InvalidArgumentError: the size is larger than the tensor.
    """
    value = convert_to_tensor(value)
    sizes = [int(n) for n in np.asarray(convert_to_tensor(size).numpy())]
    if len(sizes) != value.ndim:
        raise ValueError(f"size must have {value.ndim} entries, got {sizes}")
    limits = np.array(value.shape.as_list()) - np.array(sizes) + 1
    if (limits < 1).any():
        raise invalid("Need value.shape >= size", given=f"{value.shape} and {sizes}")
    return value, sizes, limits
