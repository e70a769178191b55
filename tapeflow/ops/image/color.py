"""Conversions between color spaces, and between dtypes of images."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import DType, Tensor, as_dtype, convert_to_tensor, op
from tapeflow.engine.errors import invalid
from tapeflow.ops.array import tile
from tapeflow.ops.image.batch import on_host
from tapeflow.ops.linalg import tensordot
from tapeflow.ops.math.cast import cast, saturate_cast

_GRAY = np.array([0.2989, 0.587, 0.114])
_YIQ = np.array(
    [
        [0.299, 0.59590059, 0.2115],
        [0.587, -0.27455667, -0.52273617],
        [0.114, -0.32134392, 0.31119955],
    ]
)
_FROM_YIQ = np.array(
    [[1, 1, 1], [0.95598634, -0.27201283, -1.10674021], [0.6208248, -0.64720424, 1.70423049]]
)
_YUV = np.array(
    [
        [0.299, -0.14714119, 0.61497538],
        [0.587, -0.28886916, -0.51496512],
        [0.114, 0.43601035, -0.10001026],
    ]
)
_FROM_YUV = np.array([[1, 1, 1], [0, -0.394642334, 2.03206185], [1.13988303, -0.58062185, 0]])


def convert_image_dtype(image: Any, dtype: Any, saturate: bool = False, name: str | None = None):
    """An image in another dtype, scaled: floats are in `[0, 1)`, integers use their whole range.

    Args:
      image: any number type.
      dtype: the dtype wanted.
      saturate: whether values out of range are moved to the nearest in range.
      name: accepted for compatibility, not used.

    Raises:
      AttributeError: the dtype is no number type.

    >>> import tapeflow as tf
    >>> tf.image.convert_image_dtype(tf.constant([0, 255], tf.uint8), tf.float32).numpy()
    array([0., 1.], dtype=float32)
    """
    image, dtype = convert_to_tensor(image), as_dtype(dtype)
    if not (dtype.is_floating or dtype.is_integer):
        raise AttributeError("dtype must be either floating point or integer")
    given = image.dtype
    if given is dtype:
        return image
    known = on_host(image)
    if known is not None and given.is_integer and dtype.is_floating and dtype.size >= 4:
        # From a file, and of any size: see `on_host`.
        return convert_to_tensor(known.astype(dtype.np) * dtype.np.type(1.0 / given.max))
    to = saturate_cast if saturate else cast
    if given.is_integer and dtype.is_integer:
        if given.max > dtype.max:
            return to(image // ((given.max + 1) // (dtype.max + 1)), dtype)
        return to(image, dtype) * ((dtype.max + 1) // (given.max + 1))
    if given.is_floating and dtype.is_floating:
        return cast(image, dtype)
    if given.is_integer:
        return cast(image, dtype) * (1.0 / given.max)
    return to(image * (dtype.max + 0.5), dtype)


def as_float(image: Any) -> tuple[Tensor, DType]:
    """An image as float32 (a float16 or float32 one as it is), and the dtype it had."""
    image = convert_to_tensor(image)
    if image.dtype.name in ("float16", "float32", "bfloat16"):
        return image, image.dtype
    return convert_image_dtype(image, "float32"), image.dtype


def rgb_to_grayscale(images: Any, name: str | None = None) -> Tensor:
    """Colors as their brightness, in one channel, in the same dtype.

    >>> import tapeflow as tf
    >>> tf.image.rgb_to_grayscale([[[1.0, 1.0, 1.0]]]).shape
    TensorShape([1, 1, 1])
    """
    images = convert_to_tensor(images)
    values = images if images.dtype.is_floating else convert_image_dtype(images, "float32")
    gray = tensordot(values, convert_to_tensor(_GRAY[:, None], values.dtype), [[-1], [0]])
    return convert_image_dtype(gray, images.dtype)


def grayscale_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """One channel three times.

    Raises:
      ValueError: the last axis does not have size 1.
    """
    images = convert_to_tensor(images)
    if not images.ndim or images.shape[-1] != 1:
        raise ValueError(
            f"Last dimension of a grayscale image should be size 1, got shape {images.shape}"
        )
    return tile(images, [1] * (images.ndim - 1) + [3])


def _mixed(images: Any, matrix: np.ndarray) -> Tensor:
    images = convert_to_tensor(images)
    return tensordot(images, convert_to_tensor(matrix, images.dtype), [[-1], [0]])


def rgb_to_yiq(images: Any) -> Tensor:
    """Red, green and blue as the YIQ of NTSC."""
    return _mixed(images, _YIQ)


def yiq_to_rgb(images: Any) -> Tensor:
    """The YIQ of NTSC as red, green and blue."""
    return _mixed(images, _FROM_YIQ)


def rgb_to_yuv(images: Any) -> Tensor:
    """Red, green and blue as the YUV of PAL."""
    return _mixed(images, _YUV)


def yuv_to_rgb(images: Any) -> Tensor:
    """The YUV of PAL as red, green and blue."""
    return _mixed(images, _FROM_YUV)


def _three_channels(name: str, images: jax.Array) -> None:
    if not images.ndim or images.shape[-1] != 3:
        raise invalid(f"tf.image.{name}: the last axis must have size 3", given=images.shape)
    if not jnp.issubdtype(images.dtype, jnp.floating):
        raise invalid(f"tf.image.{name}: {images.dtype.name} images", fix="convert_image_dtype")


@op("image.rgb_to_hsv")
def rgb_to_hsv(images: jax.Array) -> jax.Array:
    """Red, green and blue as hue, saturation and value, all in `[0, 1]`.

    >>> import tapeflow as tf
    >>> tf.image.rgb_to_hsv([[[0.0, 1.0, 0.0]]])[0, 0].numpy()
    array([0.33333334, 1.        , 1.        ], dtype=float32)
    """
    _three_channels("rgb_to_hsv", images)
    red, green, blue = images[..., 0], images[..., 1], images[..., 2]
    value = jnp.maximum(jnp.maximum(red, green), blue)
    spread = value - jnp.minimum(jnp.minimum(red, green), blue)
    saturation = jnp.where(value > 0, spread / jnp.where(value > 0, value, 1), 0)
    norm = 1 / (6 * jnp.where(spread > 0, spread, 1))
    hue = jnp.where(
        red == value,
        norm * (green - blue),
        jnp.where(green == value, norm * (blue - red) + 2 / 6, norm * (red - green) + 4 / 6),
    )
    hue = jnp.where(spread > 0, hue, 0)
    return jnp.stack([jnp.where(hue < 0, hue + 1, hue), saturation, value], -1)


@op("image.hsv_to_rgb")
def hsv_to_rgb(images: jax.Array) -> jax.Array:
    """Hue, saturation and value as red, green and blue."""
    _three_channels("hsv_to_rgb", images)
    hue, saturation, value = images[..., :1] * 6, images[..., 1:2], images[..., 2:]
    third, half = hue - 3, hue
    pure = jnp.concatenate([jnp.abs(third) - 1, 2 - jnp.abs(half - 2), 2 - jnp.abs(half - 4)], -1)
    pure = jnp.clip(pure, 0, 1).astype(images.dtype)
    return ((1 - saturation) + saturation * pure) * value
