"""Keras 2's functions that change one picture at random, in NumPy, with NumPy's global state."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.keras.preprocessing.affine import apply_affine_transform
from tapeflow.keras.utils.image_files import array_to_img, img_to_array


def random_rotation(
    x: np.ndarray,
    rg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """A picture turned by up to `rg` degrees to either side.

    Args:
      x: of rank 3.
      rg: degrees.
      row_axis, col_axis, channel_axis, fill_mode, cval: see `apply_affine_transform`.
      interpolation_order: 1 for linear interpolation, 0 for none.
    """
    theta = np.random.uniform(-rg, rg)
    where = (row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order)
    return apply_affine_transform(x, theta, 0, 0, 0, 1, 1, *where)


def random_shift(
    x: np.ndarray,
    wrg: float,
    hrg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """A picture moved by up to `wrg` of its width, `hrg` of its height; see `random_rotation`."""
    tx = np.random.uniform(-hrg, hrg) * x.shape[row_axis]
    ty = np.random.uniform(-wrg, wrg) * x.shape[col_axis]
    where = (row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order)
    return apply_affine_transform(x, 0, tx, ty, 0, 1, 1, *where)


def random_shear(
    x: np.ndarray,
    intensity: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """A picture sheared by up to `intensity` degrees to either side; see `random_rotation`."""
    shear = np.random.uniform(-intensity, intensity)
    where = (row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order)
    return apply_affine_transform(x, 0, 0, 0, shear, 1, 1, *where)


def random_zoom(
    x: np.ndarray,
    zoom_range: Any,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int = 1,
) -> np.ndarray:
    """A picture zoomed in each direction by a number of `zoom_range`; see `random_rotation`.

    Raises:
      ValueError: the range is not two numbers.
    """
    low, high = _pair("zoom_range", zoom_range)
    zx, zy = (1, 1) if low == high == 1 else np.random.uniform(low, high, 2)
    where = (row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order)
    return apply_affine_transform(x, 0, 0, 0, 0, zx, zy, *where)


def apply_channel_shift(x: np.ndarray, intensity: float, channel_axis: int = 0) -> np.ndarray:
    """`x + intensity`, kept between the least and the largest value of `x`.

    Args:
      x: of rank 3.
      intensity: what is added.
      channel_axis: changes nothing; all channels get the same.

    >>> import tapeflow as tf, numpy as np
    >>> tf.keras.preprocessing.image.apply_channel_shift(np.array([[[1.0, 5.0]]]), 2.0).tolist()
    [[[3.0, 5.0]]]
    """
    return np.clip(x + intensity, np.min(x), np.max(x))


def random_channel_shift(
    x: np.ndarray, intensity_range: float, channel_axis: int = 0
) -> np.ndarray:
    """`apply_channel_shift` by up to `intensity_range` to either side."""
    return apply_channel_shift(x, np.random.uniform(-intensity_range, intensity_range))


def apply_brightness_shift(x: np.ndarray, brightness: float, scale: bool = True) -> np.ndarray:
    """A picture so many times as bright, through 8 bits.

    Args:
      x: `[height, width, channels]`.
      brightness: the factor; 1 changes nothing but the range.
      scale: whether the picture's values are spread over 0 to 255 first.

    Raises:
      ImportError: Pillow is not installed.
    """
    from PIL import ImageEnhance  # an optional dependency, which `array_to_img` asks for

    low, high = np.min(x), np.max(x)
    beyond = bool(low < 0 or high > 255)
    picture = array_to_img(x, scale=beyond or scale)
    shaded = img_to_array(ImageEnhance.Brightness(picture).enhance(brightness))
    return shaded / 255 * (high - low) + low if beyond and not scale else shaded


def random_brightness(x: np.ndarray, brightness_range: Any, scale: bool = True) -> np.ndarray:
    """`apply_brightness_shift` by a factor of `brightness_range`.

    Raises:
      ValueError: the range is not two numbers.
    """
    low, high = _pair("brightness_range", brightness_range)
    return apply_brightness_shift(x, np.random.uniform(low, high), scale)


def _pair(name: str, given: Any) -> tuple[float, float]:
    if len(given) != 2:
        raise ValueError(f"`{name}` should be a tuple or list of two floats. Received: {given}")
    return tuple(given)
