"""Images as arrays and as files, by Pillow."""

from __future__ import annotations

import io
import os
from importlib import import_module
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras import backend

_MODES = {"grayscale": ("L", "I;16", "I"), "rgb": ("RGB",), "rgba": ("RGBA",)}
RESAMPLING = {"nearest": "NEAREST", "bilinear": "BILINEAR", "bicubic": "BICUBIC",
              "hamming": "HAMMING", "box": "BOX", "lanczos": "LANCZOS"}  # fmt: skip


def pillow(name: str) -> Any:
    """`PIL.Image`.

    Raises:
      ImportError: Pillow is not installed.
    """
    try:
        return import_module("PIL.Image")
    except ImportError as error:
        raise ImportError(
            problem(f"{name} needs Pillow", fix="pip install 'tapeflow[image]'")
        ) from error


def array_to_img(x, data_format=None, scale=True, dtype=None):
    """An array as a Pillow image.

    Args:
      x: `[height, width, channels]` with 1, 3 or 4 channels, or channels first.
      data_format: `"channels_last"` or `"channels_first"`; the configured one by default.
      scale: whether its smallest and largest value become 0 and 255.
      dtype: what `x` is converted to before; the configured float type by default.

    Raises:
      ImportError: Pillow is not installed.
      ValueError: `x` has another rank or number of channels.
    """
    image = pillow("keras.utils.array_to_img")
    x = np.asarray(x, dtype or backend.floatx())
    if x.ndim != 3:
        raise ValueError(
            f"Expected image array to have rank 3 (single image). Got array with shape: {x.shape}"
        )
    if _format(data_format) == "channels_first":
        x = x.transpose(1, 2, 0)
    if scale:
        x = x - np.min(x)
        highest = np.max(x)
        x = (x / highest if highest else x) * 255
    if x.shape[2] in (3, 4):
        return image.fromarray(x.astype(np.uint8))
    if x.shape[2] == 1:
        return image.fromarray(x[:, :, 0].astype(np.int32 if np.max(x) > 255 else np.uint8))
    raise ValueError(f"Unsupported channel number: {x.shape[2]}")


def img_to_array(img, data_format=None, dtype=None) -> np.ndarray:
    """A Pillow image as an array `[height, width, channels]`, or with the channels first.

    Args:
      img: the image.
      data_format: `"channels_last"` or `"channels_first"`; the configured one by default.
      dtype: the configured float type by default.

    Raises:
      ValueError: it has another rank than 2 or 3.
    """
    x = np.array(img, dtype or backend.floatx())
    if x.ndim == 2:
        x = x[:, :, None]
    if x.ndim != 3:
        raise ValueError(f"Unsupported image shape: {x.shape}")
    return x.transpose(2, 0, 1) if _format(data_format) == "channels_first" else x


def save_img(path, x, data_format=None, file_format=None, scale=True, **kwargs) -> None:
    """Writes an array as an image file.

    Args:
      path: the file.
      x: see `array_to_img`.
      data_format: see `array_to_img`.
      file_format: by default what the file's name ends with.
      scale: see `array_to_img`.
      **kwargs: for Pillow's `save`.
    """
    img = array_to_img(x, data_format=data_format, scale=scale)
    if img.mode == "RGBA" and file_format in ("jpg", "jpeg"):
        img = img.convert("RGB")
    img.save(path, format=file_format, **kwargs)


def load_img(
    path, color_mode="rgb", target_size=None, interpolation="nearest", keep_aspect_ratio=False
):
    """A file as a Pillow image.

    Args:
      path: a file's name, or a `BytesIO`.
      color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
      target_size: `(height, width)` to resize to.
      interpolation: `"nearest"`, `"bilinear"`, `"bicubic"`, `"hamming"`, `"box"` or `"lanczos"`.
      keep_aspect_ratio: whether the middle is cut out rather than squeezed.

    Raises:
      ImportError: Pillow is not installed.
      TypeError: `path` is something else.
      ValueError: an argument is none of those.
    """
    image = pillow("keras.utils.load_img")
    if color_mode not in _MODES:
        raise ValueError('color_mode must be "grayscale", "rgb", or "rgba"')
    if not isinstance(path, (str, os.PathLike, io.BytesIO)):
        raise TypeError(f"path should be path-like or io.BytesIO, not {type(path)}")
    with image.open(path) as opened:
        fits = opened.mode in _MODES[color_mode]
        img = opened.copy() if fits else opened.convert(_MODES[color_mode][0])
    if target_size is None:
        return img
    return resized(img, target_size, interpolation, keep_aspect_ratio)


def resized(img: Any, size: tuple[int, int], interpolation: str, keep_aspect_ratio: bool) -> Any:
    """A Pillow image in another size, `(height, width)`."""
    if interpolation not in RESAMPLING:
        raise ValueError(
            f"Invalid interpolation method {interpolation} specified. Supported methods are "
            f"{', '.join(RESAMPLING)}"
        )
    width_height = (size[1], size[0])
    if img.size == width_height:
        return img
    method = getattr(pillow("keras.utils.load_img").Resampling, RESAMPLING[interpolation])
    if not keep_aspect_ratio:
        return img.resize(width_height, method)
    return img.resize(width_height, method, box=centered_box(img.size, width_height))


def centered_box(of: tuple[int, int], like: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, upper, right, lower edge of the largest middle part with the proportions of `like`."""
    width, height = of
    crop_height = min(height, width * like[1] // like[0])
    crop_width = min(width, height * like[0] // like[1])
    left, upper = (width - crop_width) // 2, (height - crop_height) // 2
    return left, upper, left + crop_width, upper + crop_height


def _format(data_format: str | None) -> str:
    data_format = backend.image_data_format() if data_format is None else data_format
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(
            "The `data_format` argument must be one of {'channels_first', 'channels_last'}. "
            f"Received: data_format={data_format}"
        )
    return data_format
