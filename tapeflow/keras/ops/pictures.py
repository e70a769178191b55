"""`tf.keras.ops.image`: pictures `[batch, height, width, channels]`, or without a batch."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras.resize import channels_back, channels_last
from tapeflow.ops.image.color import hsv_to_rgb as hsv_to_rgb_of
from tapeflow.ops.image.color import rgb_to_hsv as rgb_to_hsv_of
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.linear import tensordot
from tapeflow.ops.numpy.shapes import expand_dims, pad


def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Tensor:
    """Red, green and blue as one channel: `0.2989 * r + 0.587 * g + 0.114 * b`.

    Args:
      images: three channels; one stays as it is.
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: a wrong rank, or another number of channels.
    """
    images, first = channels_last(images, data_format)
    channels = images._spec.shape[-1]
    if channels == 1:
        return channels_back(images, first)
    if channels != 3:
        raise ValueError(
            "Invalid channel size: expected 3 (RGB) or 1 (Grayscale). "
            f"Received input with shape: images.shape={images.shape}"
        )
    floats = images if images.dtype.is_floating else cast(images, "float32")
    weights = cast([0.2989, 0.587, 0.114], floats.dtype)
    gray = expand_dims(tensordot(floats, weights, 1), -1)
    return channels_back(cast(gray, images.dtype), first)


def rgb_to_hsv(images: Any, data_format: str | None = None) -> Tensor:
    """Red, green and blue in `[0, 1]` as hue, saturation and value."""
    images, first = channels_last(images, data_format)
    return channels_back(rgb_to_hsv_of(_floats("rgb_to_hsv", images)), first)


def hsv_to_rgb(images: Any, data_format: str | None = None) -> Tensor:
    """Hue, saturation and value in `[0, 1]` as red, green and blue."""
    images, first = channels_last(images, data_format)
    return channels_back(hsv_to_rgb_of(_floats("hsv_to_rgb", images)), first)


def crop_images(
    images: Any,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """A part of pictures: of top, bottom and target height two are given, and so sideways.

    Raises:
      ValueError: not two of three are given, or the part does not lie inside.
    """
    images, first = channels_last(images, data_format)
    height, width = images._spec.shape[-3:-1]
    top, bottom = _margins("cropping", top_cropping, bottom_cropping, target_height, height, -1)
    left, right = _margins("cropping", left_cropping, right_cropping, target_width, width, -1)
    return channels_back(images[..., top : height - bottom, left : width - right, :], first)


def pad_images(
    images: Any,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Pictures with zeros around them; arguments are those of `crop_images`."""
    images, first = channels_last(images, data_format)
    height, width = images._spec.shape[-3:-1]
    rows = _margins("padding", top_padding, bottom_padding, target_height, height, 1)
    columns = _margins("padding", left_padding, right_padding, target_width, width, 1)
    pairs = [(0, 0)] * (images._spec.ndim - 3)
    return channels_back(pad(images, (*pairs, rows, columns, (0, 0))), first)


def _margins(what: str, before: Any, behind: Any, target: Any, size: int, sign: int) -> tuple:
    """How much goes off, or comes on, before and behind."""
    if [before, behind, target].count(None) != 1:
        raise ValueError(
            f"Must specify exactly two of the {what} before, the {what} behind and the target size "
            f"on each axis. Received: {before}, {behind}, {target}"
        )
    whole = sign * (target - size) if target is not None else before + behind
    before = whole - behind if before is None else before
    behind = whole - before
    if before < 0 or behind < 0 or (sign < 0 and before + behind >= size):
        raise ValueError(
            f"The {what} must be at least 0 and leave something. Received: {before} and {behind} "
            f"for a size of {size}"
        )
    return before, behind


def _floats(name: str, images: Tensor) -> Tensor:
    if not images.dtype.is_floating:
        raise ValueError(
            f"keras.ops.image.{name}: invalid images dtype: expected float dtype. "
            f"Received: images.dtype={images.dtype.name}"
        )
    return images
