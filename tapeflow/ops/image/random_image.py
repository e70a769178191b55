"""Images changed at random: by the stateful generator, or by a seed of two numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.dtypes import int32
from tapeflow.ops.array import reshape, where
from tapeflow.ops.image.adjust import (
    adjust_brightness,
    adjust_contrast,
    adjust_hue,
    adjust_saturation,
)
from tapeflow.ops.image.batch import image_tensor
from tapeflow.ops.image.codec import adjust_jpeg_quality
from tapeflow.ops.image.crop import crop_at, crop_limits
from tapeflow.ops.image.flip import flip_left_right, flip_up_down
from tapeflow.ops.math import less
from tapeflow.ops.random.stateful import uniform
from tapeflow.ops.random.stateless import stateless_uniform

# How a number is drawn: (shape, minval, maxval, dtype, seed) -> tensor.
_Draw = Callable[..., Tensor]


def _stateful(shape: Any, low: Any, high: Any, dtype: Any, seed: Any) -> Tensor:
    return uniform(shape, low, high, dtype, seed=seed)


def _stateless(shape: Any, low: Any, high: Any, dtype: Any, seed: Any) -> Tensor:
    return stateless_uniform(shape, seed, low, high, dtype)


def _flipped(image: Any, flip: Callable, draw: _Draw, seed: Any) -> Tensor:
    image = image_tensor(image)
    if image.ndim == 3:
        return where(less(draw([], 0, 1.0, "float32", seed), 0.5), flip(image), image)
    drawn = draw([image.shape[0]], 0, 1.0, "float32", seed)
    # TensorFlow rounds the number drawn, which flips the other half of the images.
    return where(reshape(less(0.5, drawn), [-1, 1, 1, 1]), flip(image), image)


def random_flip_left_right(image: Any, seed: int | None = None) -> Tensor:
    """Left and right exchanged, or not; each image of a batch by itself.

    Args:
      image: one image or a batch.
      seed: makes the draws repeatable, together with the global seed.
    """
    return _flipped(image, flip_left_right, _stateful, seed)


def random_flip_up_down(image: Any, seed: int | None = None) -> Tensor:
    """Top and bottom exchanged, or not; see `random_flip_left_right`."""
    return _flipped(image, flip_up_down, _stateful, seed)


def stateless_random_flip_left_right(image: Any, seed: Any) -> Tensor:
    """`random_flip_left_right` by a seed of two numbers: the same seed, the same flips."""
    return _flipped(image, flip_left_right, _stateless, seed)


def stateless_random_flip_up_down(image: Any, seed: Any) -> Tensor:
    """`random_flip_up_down` by a seed of two numbers."""
    return _flipped(image, flip_up_down, _stateless, seed)


def _brightness(image: Any, max_delta: Any, draw: _Draw, seed: Any) -> Tensor:
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_brightness(image, draw([], -max_delta, max_delta, "float32", seed))


def random_brightness(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`adjust_brightness` by a number from `[-max_delta, max_delta)`.

    Raises:
      ValueError: `max_delta` is negative.
    """
    return _brightness(image, max_delta, _stateful, seed)


def stateless_random_brightness(image: Any, max_delta: float, seed: Any) -> Tensor:
    """`random_brightness` by a seed of two numbers."""
    return _brightness(image, max_delta, _stateless, seed)


def _contrast(image: Any, lower: float, upper: float, draw: _Draw, seed: Any) -> Tensor:
    _check_range(lower, upper)
    return adjust_contrast(image, draw([], lower, upper, "float32", seed))


def _check_range(lower: float, upper: float) -> None:
    if upper <= lower:
        raise ValueError("upper must be > lower.")
    if lower < 0:
        raise ValueError("lower must be non-negative.")


def random_contrast(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`adjust_contrast` by a number from `[lower, upper)`.

    Raises:
      ValueError: `lower` is negative, or not below `upper`.
    """
    return _contrast(image, lower, upper, _stateful, seed)


def stateless_random_contrast(image: Any, lower: float, upper: float, seed: Any) -> Tensor:
    """`random_contrast` by a seed of two numbers."""
    return _contrast(image, lower, upper, _stateless, seed)


def _hue(image: Any, max_delta: float, draw: _Draw, seed: Any) -> Tensor:
    if not 0 <= max_delta <= 0.5:
        raise ValueError(f"max_delta must be in [0, 0.5], got {max_delta}")
    return adjust_hue(image, draw([], -max_delta, max_delta, "float32", seed))


def random_hue(image: Any, max_delta: float, seed: int | None = None) -> Tensor:
    """`adjust_hue` by a number from `[-max_delta, max_delta)`.

    Raises:
      ValueError: `max_delta` is not in `[0, 0.5]`.
    """
    return _hue(image, max_delta, _stateful, seed)


def stateless_random_hue(image: Any, max_delta: float, seed: Any) -> Tensor:
    """`random_hue` by a seed of two numbers."""
    return _hue(image, max_delta, _stateless, seed)


def _saturation(image: Any, lower: float, upper: float, draw: _Draw, seed: Any) -> Tensor:
    _check_range(lower, upper)
    return adjust_saturation(image, draw([], lower, upper, "float32", seed))


def random_saturation(image: Any, lower: float, upper: float, seed: int | None = None) -> Tensor:
    """`adjust_saturation` by a number from `[lower, upper)`.

    Raises:
      ValueError: `lower` is negative, or not below `upper`.
    """
    return _saturation(image, lower, upper, _stateful, seed)


def stateless_random_saturation(image: Any, lower: float, upper: float, seed: Any = None) -> Tensor:
    """`random_saturation` by a seed of two numbers."""
    return _saturation(image, lower, upper, _stateless, seed)


def _cropped(value: Any, size: Any, draw: _Draw, seed: Any) -> Tensor:
    value, sizes, limits = crop_limits(value, size)
    drawn = draw([len(sizes)], 0, int32.max, int32, seed)
    return crop_at(value, sizes, np.asarray(drawn.numpy()) % limits)


def random_crop(value: Any, size: Any, seed: int | None = None, name: str | None = None) -> Tensor:
    """A part of a tensor of the given size, from anywhere in it.

    Args:
      value: a tensor.
      size: the part's size, along all axes.
      seed: makes the draw repeatable, together with the global seed.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the size is larger than the tensor.

    >>> import tapeflow as tf
    >>> tf.image.random_crop(tf.ones([5, 5, 3]), [2, 2, 3]).shape
    TensorShape([2, 2, 3])
    """
    return _cropped(value, size, _stateful, seed)


def stateless_random_crop(value: Any, size: Any, seed: Any, name: str | None = None) -> Tensor:
    """`random_crop` by a seed of two numbers."""
    return _cropped(value, size, _stateless, seed)


def _jpeg(image: Any, low: int, high: int, draw: _Draw, seed: Any) -> Tensor:
    if low < 0 or high < 0 or low > 100 or high > 100:
        raise ValueError("jpeg encoding range must be between 0 and 100.")
    if low >= high:
        raise ValueError("`min_jpeg_quality` must be less than `max_jpeg_quality`.")
    return adjust_jpeg_quality(image, draw([], low, high, int32, seed))


def random_jpeg_quality(
    image: Any, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None
) -> Tensor:
    """`adjust_jpeg_quality` to a number from `[min_jpeg_quality, max_jpeg_quality)`."""
    return _jpeg(image, min_jpeg_quality, max_jpeg_quality, _stateful, seed)


def stateless_random_jpeg_quality(
    image: Any, min_jpeg_quality: int, max_jpeg_quality: int, seed: Any
) -> Tensor:
    """`random_jpeg_quality` by a seed of two numbers."""
    return _jpeg(image, min_jpeg_quality, max_jpeg_quality, _stateless, seed)
