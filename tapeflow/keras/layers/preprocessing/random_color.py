"""`RandomSaturation`, `RandomHue`, `RandomGrayscale`, `RandomColorDegeneration`: other colors."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.layers.preprocessing.image_layer import (
    RandomImageLayer,
    factor_range,
    rescaled,
    value_bounds,
)
from tapeflow.ops.array import reshape, stack, where
from tapeflow.ops.image.color import hsv_to_rgb, rgb_to_grayscale, rgb_to_hsv
from tapeflow.ops.math import cast, clip_by_value


class RandomSaturation(RandomImageLayer):
    """Makes the colors of pictures stronger or weaker while training.

    Args:
      factor: the bounds, `(low, high)`, or `f` for `(-f, f)`; a draw `d` multiplies the saturation
        by `d / (1 - d)`: 0 leaves gray, 0.5 everything, 1 full colors.
      value_range: the least and the largest value that pictures have.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[-1, 1]`, or a range that is not two numbers.

    >>> import tapeflow as tf
    >>> gray = tf.keras.layers.RandomSaturation((0.0, 0.0))(tf.constant([[[0.2, 0.9, 0.4]]]))
    >>> gray.numpy().round(3).tolist()
    [[[0.9, 0.9, 0.9]]]
    """

    def __init__(
        self,
        factor: Any,
        value_range: Any = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomSaturation", "factor", factor, -1, 1)
        self.value_range = value_bounds("RandomSaturation", value_range)

    def _drawn(self, sizes, draws):
        factor = draws.uniform((sizes.batch,), *self.factor)
        return {"factor": factor / (1 - factor + backend.epsilon())}

    def _changed(self, images, transformation):
        hue, saturation, value = _hsv(images)
        saturation = saturation * _each_picture(transformation["factor"], images)
        return hsv_to_rgb(stack([hue, clip_by_value(saturation, *self.value_range), value], -1))


class RandomHue(RandomImageLayer):
    """Turns the colors of pictures around the color wheel while training.

    Args:
      factor: the bounds as parts of half a turn, `(low, high)`, or `f` for `(0, f)`; half of the
        pictures are turned the other way.
      value_range: the least and the largest value that pictures have.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`.
    """

    def __init__(
        self,
        factor: Any,
        value_range: Any = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomHue", "factor", factor, 0, 1)
        self.value_range = value_range

    def _drawn(self, sizes, draws):
        side = where(draws.uniform((sizes.batch,)) > 0.5, -1.0, 1.0)
        return {"factor": side * draws.uniform((sizes.batch,), *self.factor) * 0.5}

    def _changed(self, images, transformation):
        hue, saturation, value = _hsv(rescaled(images, self.value_range, (0, 1)))
        hue = hue + _each_picture(transformation["factor"], images)
        hue = where(hue > 1.0, hue - 1.0, hue)
        hue = where(hue < 0.0, hue + 1.0, hue)
        turned = clip_by_value(hsv_to_rgb(stack([hue, saturation, value], -1)), 0.0, 1.0)
        return rescaled(turned, (0, 1), self.value_range)


class RandomGrayscale(RandomImageLayer):
    """Makes some pictures gray while training; they keep their channels.

    Args:
      factor: the probability of each to become gray.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.RandomGrayscale(factor=1.0)
    >>> layer(tf.constant([[[100.0, 200.0, 0.0]]])).numpy().round(2).tolist()
    [[[147.29, 147.29, 147.29]]]
    """

    def __init__(
        self,
        factor: float = 0.5,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        if not 0 <= factor <= 1:
            raise ValueError(
                problem(
                    "RandomGrayscale: `factor` should be between 0 and 1", given=f"factor={factor}"
                )
            )
        self.factor = factor

    def _drawn(self, sizes, draws):
        return reshape(draws.uniform((sizes.batch,)) < self.factor, [-1, 1, 1, 1])

    def _changed(self, images, transformation):
        return where(transformation, _gray(images), images)


class RandomColorDegeneration(RandomImageLayer):
    """Makes the colors of pictures paler while training, up to gray.

    Args:
      factor: the bounds, `(low, high)`, or `f` for `(-f, f)`: 0 leaves a picture as it is, 1 makes
        it gray, below 0 its colors become stronger.
      value_range: the least and the largest value that pictures have.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[-1, 1]`, or a range that is not two numbers; when it is called:
        pictures of another number of channels than 1 and 3.
    """

    def __init__(
        self,
        factor: Any,
        value_range: Any = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomColorDegeneration", "factor", factor, -1, 1)
        self.value_range = value_bounds("RandomColorDegeneration", value_range)

    def _drawn(self, sizes, draws):
        return {"factor": draws.uniform((sizes.batch, 1, 1, 1), *self.factor)}

    def _changed(self, images, transformation):
        factor = cast(transformation["factor"], images.dtype)
        paler = images + factor * (_gray(images) - images)
        return clip_by_value(paler, *self.value_range)

    def compute_output_shape(self, input_shape):
        self._check_shape(input_shape)
        channels = input_shape[-3 if self.data_format == "channels_first" else -1]
        if channels not in (None, 1, 3):
            raise ValueError(
                f"Input images must have 3 channels, but received images with {channels} channels."
            )
        return tuple(input_shape)


def _hsv(images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    parts = rgb_to_hsv(images)
    return parts[..., 0], parts[..., 1], parts[..., 2]


def _gray(images: Tensor) -> Tensor:
    """One channel, `0.2989 * r + 0.587 * g + 0.114 * b`; it broadcasts over the others."""
    if images._spec.shape[-1] == 1:
        return images
    if images._spec.shape[-1] != 3:
        raise ValueError(
            "Invalid channel size: expected 3 (RGB) or 1 (Grayscale). "
            f"Received input with shape: images.shape={images.shape}"
        )
    return rgb_to_grayscale(images)


def _each_picture(numbers: Any, images: Tensor) -> Tensor:
    """A number for each picture `[batch, 1, 1]`."""
    return reshape(cast(numbers, images.dtype), [-1, 1, 1])
