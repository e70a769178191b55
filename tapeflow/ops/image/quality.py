"""How much two images differ: PSNR and SSIM; and how much one varies."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.ops import math
from tapeflow.ops.image.color import convert_image_dtype
from tapeflow.ops.math.cast import cast

_POWERS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Tensor:
    """The peak signal-to-noise ratio, in decibels: `10 * log10(max_val**2 / mse)`.

    Args:
      a: images `[..., height, width, channels]`.
      b: images of the same shape.
      max_val: the difference between the largest and the smallest value there may be.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.image.psnr(tf.zeros([1, 1, 1]), tf.ones([1, 1, 1]), max_val=10.0).numpy()
    np.float32(20.0)
    """
    a, b, peak = _floats(a, b, max_val)
    error = math.reduce_mean(math.squared_difference(a, b), [-3, -2, -1])
    ten = np.float32(np.log(10.0))
    return 20 * math.log(peak) / ten - np.float32(10 / np.log(10)) * math.log(error)


def _floats(a: Any, b: Any, max_val: Any) -> tuple[Tensor, Tensor, Tensor]:
    a = convert_to_tensor(a)
    peak = convert_image_dtype(cast(max_val, a.dtype), "float32")
    return convert_image_dtype(a, "float32"), convert_image_dtype(b, "float32"), peak


def ssim(
    img1: Any,
    img2: Any,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    return_index_map: bool = False,
) -> Tensor:
    """The structural similarity of two images (Wang et al., 2004), 1 for equal ones.

    Args:
      img1: images `[..., height, width, channels]`, not smaller than the filter.
      img2: images of the same shape.
      max_val: the difference between the largest and the smallest value there may be.
      filter_size: the width of the Gaussian window.
      filter_sigma: its standard deviation.
      k1: the constant of the luminance.
      k2: the constant of the contrast.
      return_index_map: whether to give the similarity around each pixel.

    Returns:
      float32 of the images' shape without the last three axes.

    Raises:
      InvalidArgumentError: images smaller than the filter.
    """
    img1, img2, peak = _floats(img1, img2, max_val)
    _check_sizes(img1, img2, int(filter_size))
    whole, _ = similarity(img1, img2, peak, int(filter_size), float(filter_sigma), k1, k2)
    kept = whole if return_index_map else math.reduce_mean(whole, [-3, -2])
    return math.reduce_mean(kept, [-1])


def _check_sizes(img1: Tensor, img2: Tensor, size: int) -> None:
    if img1.ndim < 3 or img1.shape[-3:] != img2.shape[-3:]:
        raise ValueError(f"images must have the same shape, got {img1.shape} and {img2.shape}")
    if min(img1.shape[-3:-1]) < size:
        raise invalid(
            "images must be at least as large as the filter",
            given=f"{img1.shape}, filter_size {size}",
            fix="a smaller filter_size",
        )


@op("image.ssim")
def similarity(
    x: jax.Array, y: jax.Array, peak: jax.Array, size=11, sigma=1.5, k1=0.01, k2=0.03
) -> tuple[jax.Array, jax.Array]:
    """For each window the similarity, and the part of it that is contrast and structure."""
    offsets = np.arange(size) - (size - 1) / 2
    window = np.exp(-(offsets**2) / (2 * sigma**2))
    window = jnp.asarray(window / window.sum(), x.dtype)

    def smooth(image: jax.Array) -> jax.Array:
        flat = image.reshape(-1, *image.shape[-3:])
        moved = jnp.moveaxis(flat, -1, 1).reshape(-1, 1, *image.shape[-3:-1])
        for kernel in (window[:, None], window[None, :]):
            moved = lax.conv_general_dilated(
                moved, kernel[None, None], (1, 1), "VALID", precision="highest"
            )
        height, width = moved.shape[-2:]
        back = moved.reshape(flat.shape[0], flat.shape[-1], height, width)
        return jnp.moveaxis(back, 1, -1).reshape(*image.shape[:-3], height, width, -1)

    c1, c2 = (k1 * peak) ** 2, (k2 * peak) ** 2
    mean_x, mean_y = smooth(x), smooth(y)
    product, squares = mean_x * mean_y * 2, mean_x**2 + mean_y**2
    luminance = (product + c1) / (squares + c1)
    contrast = (smooth(x * y) * 2 - product + c2) / (smooth(x**2 + y**2) - squares + c2)
    return luminance * contrast, contrast


def ssim_multiscale(
    img1: Any,
    img2: Any,
    max_val: Any,
    power_factors: Any = _POWERS,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity over several scales (Wang et al., 2003).

    Args:
      img1: images `[..., height, width, channels]`.
      img2: images of the same shape.
      max_val: the difference between the largest and the smallest value there may be.
      power_factors: how much each scale counts; the image is halved between them.
      filter_size: the width of the Gaussian window.
      filter_sigma: its standard deviation.
      k1: the constant of the luminance.
      k2: the constant of the contrast.

    Raises:
      InvalidArgumentError: images too small for that many scales.
    """
    img1, img2, peak = _floats(img1, img2, max_val)
    last = len(power_factors) - 1
    parts = []
    for number, power in enumerate(power_factors):
        _check_sizes(img1, img2, int(filter_size))
        whole, contrast = similarity(
            img1, img2, peak, int(filter_size), float(filter_sigma), k1, k2
        )
        chosen = math.reduce_mean(whole if number == last else contrast, [-3, -2])
        parts.append(math.maximum(chosen, 0.0) ** power)
        if number < last:
            img1, img2 = _halved(img1), _halved(img2)
    product = parts[0]
    for part in parts[1:]:
        product = product * part
    return math.reduce_mean(product, [-1])


@op("image.halved")
def _halved(image: jax.Array) -> jax.Array:
    """Means of 2 by 2 pixels; an odd last row or column is mirrored first."""
    odd = [(0, 0)] * (image.ndim - 3) + [(0, n % 2) for n in image.shape[-3:-1]] + [(0, 0)]
    padded = jnp.pad(image, odd, mode="symmetric")
    *batch, height, width, channels = padded.shape
    return padded.reshape(*batch, height // 2, 2, width // 2, 2, channels).mean((-4, -2))


@op("image.total_variation")
def total_variation(images: jax.Array) -> jax.Array:
    """The sum of the absolute differences between neighboring pixels.

    Args:
      images: `[height, width, channels]`, or with a batch axis, which then stays.

    >>> import tapeflow as tf
    >>> tf.image.total_variation([[[1.0], [4.0]]]).numpy()
    np.float32(3.0)
    """
    if images.ndim not in (3, 4):
        raise ValueError("'images' must be either 3 or 4-dimensional.")
    axes = (-3, -2, -1)
    down = jnp.abs(images[..., 1:, :, :] - images[..., :-1, :, :]).sum(axes)
    return down + jnp.abs(images[..., :, 1:, :] - images[..., :, :-1, :]).sum(axes)


@op("image.image_gradients")
def image_gradients(image: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The differences to the next row, and to the next column; 0 in the last.

    Args:
      image: `[batch, height, width, channels]`.

    Raises:
      ValueError: another rank.
    """
    if image.ndim != 4:
        raise ValueError(f"image_gradients expects a 4D tensor, got {image.shape}")
    down, across = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
    return (
        jnp.pad(down, [(0, 0), (0, 1), (0, 0), (0, 0)]),
        jnp.pad(across, [(0, 0), (0, 0), (0, 1), (0, 0)]),
    )


@op("image.sobel_edges")
def sobel_edges(image: jax.Array) -> jax.Array:
    """Sobel's edge maps: down and across, in a new last axis.

    Args:
      image: `[batch, height, width, channels]`.
    """
    padded = jnp.pad(image, [(0, 0), (1, 1), (1, 1), (0, 0)], mode="reflect")
    height, width = image.shape[1:3]

    def at(row: int, column: int) -> jax.Array:
        return padded[:, row : row + height, column : column + width]

    down = at(2, 0) + 2 * at(2, 1) + at(2, 2) - at(0, 0) - 2 * at(0, 1) - at(0, 2)
    across = at(0, 2) + 2 * at(1, 2) + at(2, 2) - at(0, 0) - 2 * at(1, 0) - at(2, 0)
    return jnp.stack([down, across], -1)
