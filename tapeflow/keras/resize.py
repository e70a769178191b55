"""Pictures of another size, as `keras.ops.image.resize` and the layer `Resizing` make them."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import backend
from tapeflow.ops.image.resize import resize as resize_of
from tapeflow.ops.numpy.shapes import moveaxis, pad

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
    images, first = channels_last(images, data_format)
    if crop_to_aspect_ratio:
        images = _cut(images, size)
    elif pad_to_aspect_ratio:
        images = _filled(images, size, fill_value)
    return channels_back(resize_of(images, tuple(size), interpolation, antialias=antialias), first)


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


def channels_last(images: Any, data_format: str | None) -> tuple[Tensor, bool]:
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


def channels_back(images: Tensor, first: bool) -> Tensor:
    """Pictures with their channels where `channels_last` found them."""
    return moveaxis(images, -1, -3) if first else images
