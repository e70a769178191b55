"""`image_dataset_from_directory`: image files in folders that are named after classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.data.structure import normalize
from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.utils.directory_index import DirectoryIndex
from tapeflow.keras.utils.image_files import centered_box, pillow
from tapeflow.keras.utils.timeseries_dataset import check_format

_FORMATS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
_CHANNELS = {"rgb": "RGB", "rgba": "RGBA", "grayscale": "L"}
_BY_PILLOW = {"bicubic": "BICUBIC", "area": "BOX", "lanczos3": "LANCZOS"}


def image_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    color_mode="rgb",
    batch_size=32,
    image_size=(256, 256),
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    interpolation="bilinear",
    follow_links=False,
    crop_to_aspect_ratio=False,
    pad_to_aspect_ratio=False,
    data_format=None,
    format="tf",
    verbose=True,
):
    """Batches of images, float32 from 0 to 255, and of their labels.

    Images are read by Pillow. `"bilinear"` and `"nearest"` are TensorFlow's; the other
    interpolations are Pillow's, which differ a little.

    Args:
      directory: the folder; with inferred labels, the folders below it are the classes.
      labels: `"inferred"`, None for no labels, or a list of integers, one for each file in the
        order of their sorted paths.
      label_mode: `"int"` (int32 `[batch]`), `"categorical"` (float32 `[batch, num_classes]`),
        `"binary"` (float32 `[batch, 1]`) or None.
      class_names: the classes in their order; sorted by default.
      color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
      batch_size: files in a batch; None for no batches.
      image_size: `(height, width)` of the results.
      shuffle: whether the files come in random order; else sorted.
      seed: for the shuffling.
      validation_split: the share of the files for validation, in `(0, 1)`.
      subset: `"training"`, `"validation"`, or `"both"` for two data sets.
      interpolation: `"bilinear"`, `"nearest"`, `"bicubic"`, `"area"` or `"lanczos3"`.
      follow_links: whether links to folders are followed.
      crop_to_aspect_ratio: whether the middle is cut out rather than squeezed.
      pad_to_aspect_ratio: whether black bars are added rather than the image squeezed.
      data_format: `"channels_last"` or `"channels_first"`; the configured one by default.
      format: `"tf"`.
      verbose: whether to say how many files there are.

    Returns:
      A `tf.data.Dataset` with attributes `class_names` and `file_paths`, or two.

    Raises:
      ImportError: Pillow is not installed.
      NotImplementedError: an interpolation that is not built.
      ValueError: the arguments do not fit together or to what is in the folder.
    """
    check_format("image_dataset_from_directory", format)
    if color_mode not in _CHANNELS:
        raise ValueError(
            f'`color_mode` must be one of {{"rgb", "rgba", "grayscale"}}. Received: {color_mode}'
        )
    size = (image_size, image_size) if isinstance(image_size, int) else image_size
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError(
            "Only one of `pad_to_aspect_ratio`, `crop_to_aspect_ratio` can be set to `True`."
        )
    if not isinstance(size, (list, tuple)) or len(size) != 2:
        raise ValueError(
            f"Invalid `image_size` value. Expected a tuple of 2 integers. Received: {image_size}"
        )
    method = interpolation.lower()
    if method not in ("bilinear", "nearest", *_BY_PILLOW):
        known = ("lanczos5", "gaussian", "mitchellcubic")
        raise (NotImplementedError if method in known else ValueError)(
            problem(
                "image_dataset_from_directory: this interpolation is not built",
                given=interpolation,
                expected=f"bilinear, nearest, {', '.join(_BY_PILLOW)}",
            )
        )
    image = pillow("keras.utils.image_dataset_from_directory")
    index = DirectoryIndex(
        "image_dataset_from_directory", directory, labels, label_mode, class_names, _FORMATS,
        shuffle, seed, validation_split, subset, follow_links, verbose,
    )  # fmt: skip
    channels_first = (data_format or backend.image_data_format()) == "channels_first"

    def load(path):
        with image.open(path.numpy().decode()) as opened:
            img = opened.convert(_CHANNELS[color_mode])
        if crop_to_aspect_ratio:
            img = img.crop(centered_box(img.size, (size[1], size[0])))
        if pad_to_aspect_ratio:
            pixels = _barred(image, img, tuple(size), method)
        else:
            pixels = _resized(image, img, tuple(size), method)
        return normalize(np.moveaxis(pixels, -1, 0) if channels_first else pixels)

    return index.datasets(load, batch_size)


def _barred(image: Any, img: Any, size: tuple[int, int], method: str) -> np.ndarray:
    """The image squeezed into `size` with its proportions, and black bars."""
    ratio = max(img.width / size[1], img.height / size[0])
    inner = (img.height / ratio, img.width / ratio)
    pixels = _resized(image, img, (int(inner[0]), int(inner[1])), method)
    upper, left = (max(0, int((outer - i) / 2)) for outer, i in zip(size, inner, strict=True))
    barred = np.zeros((*size, pixels.shape[2]), pixels.dtype)
    barred[upper : upper + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return barred


def _resized(image: Any, img: Any, size: tuple[int, int], method: str) -> np.ndarray:
    if method in _BY_PILLOW:
        img = img.resize((size[1], size[0]), getattr(image.Resampling, _BY_PILLOW[method]))
    pixels = np.asarray(img, np.uint8 if method == "nearest" else np.float32)
    pixels = pixels[:, :, None] if pixels.ndim == 2 else pixels
    if pixels.shape[:2] == size:
        return pixels
    for axis, length in enumerate(size):
        pixels = (_nearest if method == "nearest" else _linear)(pixels, axis, length)
    return pixels


def _nearest(pixels: np.ndarray, axis: int, length: int) -> np.ndarray:
    centers = (np.arange(length) + 0.5) * (pixels.shape[axis] / length)
    return np.take(pixels, np.minimum(centers.astype(int), pixels.shape[axis] - 1), axis)


def _linear(pixels: np.ndarray, axis: int, length: int) -> np.ndarray:
    """Linear between the centers of neighbors, as TensorFlow does without antialiasing."""
    count = pixels.shape[axis]
    centers = (np.arange(length, dtype=np.float32) + 0.5) * np.float32(count / length) - 0.5
    below = np.floor(centers)
    shape = [1] * pixels.ndim
    shape[axis] = length
    share = (centers - below).astype(np.float32).reshape(shape)
    first = np.take(pixels, np.clip(below.astype(int), 0, count - 1), axis)
    second = np.take(pixels, np.clip(below.astype(int) + 1, 0, count - 1), axis)
    return first + (second - first) * share
