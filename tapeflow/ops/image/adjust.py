"""Brightness, contrast, hue and the like of images, and their standardization."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, convert_to_tensor, invalid, op
from tapeflow.ops import math
from tapeflow.ops.image.batch import at_least_3d
from tapeflow.ops.image.color import as_float, convert_image_dtype, hsv_to_rgb, rgb_to_hsv
from tapeflow.ops.math.cast import cast


def adjust_brightness(image: Any, delta: Any) -> Tensor:
    """`image + delta`, where integers stand for fractions of their range.

    Args:
      image: any number type.
      delta: what is added, of a range from 0 to 1.

    >>> import tapeflow as tf
    >>> tf.image.adjust_brightness([[[0.5]]], 0.25).numpy()
    array([[[0.75]]], dtype=float32)
    """
    values, given = as_float(image)
    return convert_image_dtype(values + cast(delta, values.dtype), given, saturate=True)


def adjust_contrast(images: Any, contrast_factor: Any) -> Tensor:
    """`(x - mean) * contrast_factor + mean`, with each channel's mean over the image.

    Raises:
      InvalidArgumentError: fewer than three axes.
    """
    images = convert_to_tensor(images)
    if images.ndim < 3:
        raise invalid(f"input must be at least 3-D, got shape {images.shape}")
    values, given = as_float(images)
    factor = cast(contrast_factor, values.dtype)
    mean = math.reduce_mean(values, [-3, -2], keepdims=True)
    return convert_image_dtype((values - mean) * factor + mean, given, saturate=True)


def adjust_gamma(image: Any, gamma: Any = 1, gain: Any = 1) -> Tensor:
    """`gain * image ** gamma`.

    Raises:
      ValueError: gamma is negative.
    """
    values, given = as_float(image)
    if not hasattr(gamma, "shape") and gamma < 0:
        raise ValueError("Gamma should be a non-negative real number.")
    adjusted = cast(gain, values.dtype) * values ** cast(gamma, values.dtype)
    return convert_image_dtype(adjusted, given, saturate=True)


def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Tensor:
    """The hue turned by a fraction of the color circle.

    Args:
      image: RGB images.
      delta: in `[-1, 1]`.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the delta is out of range.
    """
    if not hasattr(delta, "shape") and not -1 <= delta <= 1:
        raise invalid("delta must be in the interval [-1, 1]", given=delta)
    values, given = as_float(image)
    return convert_image_dtype(_turned(values, cast(delta, values.dtype)), given)


@op("image.adjust_hue")
def _turned(images: jax.Array, delta: jax.Array) -> jax.Array:
    hsv = rgb_to_hsv.op.function(images)
    hue = (hsv[..., :1] + delta) % 1
    return hsv_to_rgb.op.function(jnp.concatenate([hue, hsv[..., 1:]], -1))


def adjust_saturation(image: Any, saturation_factor: Any, name: str | None = None) -> Tensor:
    """The saturation times a factor.

    Args:
      image: RGB images.
      saturation_factor: the factor.
      name: accepted for compatibility, not used.
    """
    values, given = as_float(image)
    return convert_image_dtype(_saturated(values, cast(saturation_factor, values.dtype)), given)


@op("image.adjust_saturation")
def _saturated(images: jax.Array, factor: jax.Array) -> jax.Array:
    hsv = rgb_to_hsv.op.function(images)
    saturation = jnp.clip(hsv[..., 1:2] * factor, 0, 1)
    return hsv_to_rgb.op.function(jnp.concatenate([hsv[..., :1], saturation, hsv[..., 2:]], -1))


def per_image_standardization(image: Any) -> Tensor:
    """`(x - mean) / max(stddev, 1 / sqrt(count))` over each image.

    >>> import tapeflow as tf
    >>> tf.image.per_image_standardization([[[1.0], [3.0]]])[0, :, 0].numpy()
    array([-1.,  1.], dtype=float32)
    """
    image = at_least_3d(image)
    values, _ = as_float(image)
    axes = [-3, -2, -1]
    mean = math.reduce_mean(values, axes, keepdims=True)
    spread = math.reduce_std(values, axes, keepdims=True)
    count = 1
    for size in values.shape[-3:]:
        count *= size
    least = cast(1.0 / max(count, 1) ** 0.5, values.dtype)
    return (values - mean) / math.maximum(spread, least)
