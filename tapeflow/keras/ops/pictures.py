"""`tf.keras.ops.image`: pictures `[batch, height, width, channels]`, or without a batch."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import backend
from tapeflow.ops.image.color import hsv_to_rgb as hsv_to_rgb_of
from tapeflow.ops.image.color import rgb_to_hsv as rgb_to_hsv_of
from tapeflow.ops.image.resize import resize as resize_of
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.linear import tensordot
from tapeflow.ops.numpy.shapes import expand_dims, moveaxis, pad

_INTERPOLATIONS = ("bilinear", "nearest", "lanczos3", "lanczos5", "bicubic")


def resize(
    images: Any,
    size: Any,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Tensor:
    """Pictures of another height and width.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1, or without a batch.
      size: (height, width).
      interpolation: "bilinear", "nearest", "bicubic", "lanczos3" or "lanczos5".
      antialias: whether smaller pictures are blurred first.
      crop_to_aspect_ratio: whether pictures of another shape are cut rather than distorted.
      pad_to_aspect_ratio: whether they are filled up.
      fill_mode: only "constant".
      fill_value: what they are filled up with.
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: an unknown interpolation or fill mode, a wrong rank or size, or both of cutting
        and filling up.
    """
    if interpolation not in _INTERPOLATIONS:
        raise ValueError(
            "Invalid value for argument `interpolation`. Expected of one "
            f"{_INTERPOLATIONS}. Received: interpolation={interpolation}"
        )
    if fill_mode != "constant":
        raise ValueError(
            "Invalid value for argument `fill_mode`. Only `'constant'` is supported. "
            f"Received: fill_mode={fill_mode}"
        )
    if pad_to_aspect_ratio and crop_to_aspect_ratio:
        raise ValueError(
            "Only one of `pad_to_aspect_ratio` & `crop_to_aspect_ratio` can be `True`."
        )
    if len(size) != 2:
        raise ValueError(
            "Argument `size` must be a tuple of two elements (height, width). "
            f"Received: size={size}"
        )
    images, first = _last(images, data_format)
    if crop_to_aspect_ratio:
        images = _cut(images, size)
    elif pad_to_aspect_ratio:
        images = _filled(images, size, fill_value)
    return _back(resize_of(images, tuple(size), interpolation, antialias=antialias), first)


def _cut(images: Tensor, size: Any) -> Tensor:
    height, width = images._spec.shape[-3:-1]
    rows = max(min(height, int(width * size[0] / size[1])), 1)
    columns = max(min(width, int(height * size[1] / size[0])), 1)
    top, left = int((height - rows) / 2), int((width - columns) / 2)
    return images[..., top : top + rows, left : left + columns, :]


def _filled(images: Tensor, size: Any, value: float) -> Tensor:
    height, width = images._spec.shape[-3:-1]
    rows = max(height, int(width * size[0] / size[1]))
    columns = max(width, int(height * size[1] / size[0]))
    # Equally much on both sides, as Keras has it.
    top, left = int((rows - height) / 2), int((columns - width) / 2)
    pairs = [(0, 0)] * (images._spec.ndim - 3)
    return pad(images, (*pairs, (top, top), (left, left), (0, 0)), constant_values=value)


def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Tensor:
    """Red, green and blue as one channel: `0.2989 * r + 0.587 * g + 0.114 * b`.

    Args:
      images: three channels; one stays as it is.
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: a wrong rank, or another number of channels.
    """
    images, first = _last(images, data_format)
    channels = images._spec.shape[-1]
    if channels == 1:
        return _back(images, first)
    if channels != 3:
        raise ValueError(
            "Invalid channel size: expected 3 (RGB) or 1 (Grayscale). "
            f"Received input with shape: images.shape={images.shape}"
        )
    floats = images if images.dtype.is_floating else cast(images, "float32")
    weights = cast([0.2989, 0.587, 0.114], floats.dtype)
    gray = expand_dims(tensordot(floats, weights, 1), -1)
    return _back(cast(gray, images.dtype), first)


def rgb_to_hsv(images: Any, data_format: str | None = None) -> Tensor:
    """Red, green and blue in `[0, 1]` as hue, saturation and value."""
    images, first = _last(images, data_format)
    return _back(rgb_to_hsv_of(_floats("rgb_to_hsv", images)), first)


def hsv_to_rgb(images: Any, data_format: str | None = None) -> Tensor:
    """Hue, saturation and value in `[0, 1]` as red, green and blue."""
    images, first = _last(images, data_format)
    return _back(hsv_to_rgb_of(_floats("hsv_to_rgb", images)), first)


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
    images, first = _last(images, data_format)
    height, width = images._spec.shape[-3:-1]
    top, bottom = _margins("cropping", top_cropping, bottom_cropping, target_height, height, -1)
    left, right = _margins("cropping", left_cropping, right_cropping, target_width, width, -1)
    return _back(images[..., top : height - bottom, left : width - right, :], first)


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
    images, first = _last(images, data_format)
    height, width = images._spec.shape[-3:-1]
    rows = _margins("padding", top_padding, bottom_padding, target_height, height, 1)
    columns = _margins("padding", left_padding, right_padding, target_width, width, 1)
    pairs = [(0, 0)] * (images._spec.ndim - 3)
    return _back(pad(images, (*pairs, rows, columns, (0, 0))), first)


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


def _last(images: Any, data_format: str | None) -> tuple[Tensor, bool]:
    """Pictures with their channels last, and whether they were first.

    Raises:
      ValueError: neither three axes nor four.
    """
    images = convert_to_tensor(images)
    if images._spec.ndim not in (3, 4):
        raise ValueError(
            "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). "
            f"Received input with shape: images.shape={images.shape}"
        )
    first = backend.standardize_data_format(data_format) == "channels_first"
    return (moveaxis(images, -3, -1) if first else images), first


def _back(images: Tensor, first: bool) -> Tensor:
    return moveaxis(images, -1, -3) if first else images
