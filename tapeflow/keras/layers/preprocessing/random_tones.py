"""`RandomInvert`, `RandomPosterization`, `Solarization`, `AutoContrast`: each value another."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.layers.preprocessing.image_layer import (
    ImageLayer,
    RandomImageLayer,
    factor_range,
    rescaled,
    value_bounds,
)
from tapeflow.ops.array import ones, reshape, where
from tapeflow.ops.math import cast, clip_by_value, equal, floor, pow, reduce_max, reduce_min


class RandomInvert(RandomImageLayer):
    """Makes negatives of some pictures while training.

    Args:
      factor: the bounds of the probability, `(low, high)`, or `f` for `(0, f)`.
      value_range: the least and the largest value that pictures have.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.RandomInvert((1.0, 1.0))
    >>> layer(tf.constant([[[0.0, 55.0]]])).numpy().tolist()
    [[[255.0, 200.0]]]
    """

    def __init__(
        self,
        factor: Any = 1.0,
        value_range: Any = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomInvert", "factor", factor, 0, 1)
        self.value_range = value_range

    def _drawn(self, sizes, draws):
        probability = draws.uniform((sizes.batch,), *self.factor)
        return {"apply_inversion": draws.uniform((sizes.batch,)) < probability}

    def _changed(self, images, transformation):
        chosen = reshape(transformation["apply_inversion"], [-1, 1, 1, 1])
        return where(chosen, float(self.value_range[1]) - images, images)


class RandomPosterization(RandomImageLayer):
    """Leaves fewer different values in pictures while training.

    Args:
      factor: how many of 8 bits stay: `(low, high)` draws a whole number in `[low, high)`, a number
        `f` one in `[1, f)`.
      value_range: the least and the largest value that pictures have.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[1, 8]`, or a range that is not two numbers.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.RandomPosterization((1, 1))
    >>> layer(tf.constant([[[100.0, 200.0]]])).numpy().tolist()
    [[[0.0, 128.0]]]
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
        self.factor = factor_range("RandomPosterization", "factor", factor, 1, 8)
        self.value_range = value_bounds("RandomPosterization", value_range)

    def _drawn(self, sizes, draws):
        low, high = (int(bound) for bound in self.factor)
        if low == high:
            kept = ones((sizes.batch,), "int32") * low
        else:
            kept = cast(draws.whole((sizes.batch,), low, high, "int64"), "int32")
        return {"shift_factor": cast(8 - kept, "uint8")}

    def _changed(self, images, transformation):
        # What uint8's shifts to the right and back leave, in floats.
        lost = reshape(cast(transformation["shift_factor"], images.dtype), [-1, 1, 1, 1])
        step = pow(2.0, lost)
        images = floor(rescaled(images, self.value_range, (0, 255)))
        return rescaled(floor(images / step) * step, (0, 255), self.value_range)


class Solarization(RandomImageLayer):
    """Makes negatives of the bright parts of pictures while training.

    Args:
      addition_factor: the bounds of what is added first, in `[0, 1]`, `(low, high)`, or `f` for
        `(0, f)`; the upper one as a part of 255.
      threshold_factor: the same for the value from which on parts are bright.
      value_range: the least and the largest value that pictures have.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`, or a range that is not two numbers.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Solarization()(tf.constant([[[0.0, 55.0]]])).numpy().tolist()
    [[[255.0, 200.0]]]
    """

    def __init__(
        self,
        addition_factor: Any = 0.0,
        threshold_factor: Any = 0.0,
        value_range: Any = (0, 255),
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, **kwargs)
        self.addition_factor = factor_range(
            "Solarization", "addition_factor", addition_factor, 0, 1
        )
        self.threshold_factor = factor_range(
            "Solarization", "threshold_factor", threshold_factor, 0, 1
        )
        self.value_range = value_bounds("Solarization", value_range)

    def _drawn(self, sizes, draws):
        shape = (sizes.batch, 1, 1, 1)
        bounds = {"additions": self.addition_factor, "thresholds": self.threshold_factor}
        return {name: draws.uniform(shape, f[0], f[1] * 255) for name, f in bounds.items()}

    def _changed(self, images, transformation):
        added = cast(transformation["additions"], images.dtype)
        threshold = cast(transformation["thresholds"], images.dtype)
        images = clip_by_value(rescaled(images, self.value_range, (0, 255)) + added, 0.0, 255.0)
        images = where(images < threshold, images, 255.0 - images)
        return rescaled(images, (0, 255), self.value_range)


class AutoContrast(ImageLayer):
    """Stretches the values of each channel of each picture over the whole range.

    Args:
      value_range: the least and the largest value that pictures have.
      **kwargs: see `Layer`; `data_format`: "channels_last" or "channels_first".

    Raises:
      ValueError: a range that is not two numbers.

    >>> import tapeflow as tf
    >>> tf.keras.layers.AutoContrast()(tf.constant([[[1.0], [2.0], [6.0]]])).numpy().ravel()
    array([  0.,  51., 255.], dtype=float32)
    """

    def __init__(self, value_range: Any = (0, 255), **kwargs: Any):
        super().__init__(**kwargs)
        self.value_range = value_bounds("AutoContrast", value_range)

    def _changed(self, images, transformation):
        values = rescaled(images, self.value_range, (0, 255))
        low = reduce_min(values, [1, 2], keepdims=True)
        high = reduce_max(values, [1, 2], keepdims=True)
        flat = equal(low, high)
        scale = 255.0 / where(flat, 1.0, high - low)
        stretched = clip_by_value(values * scale - low * scale, 0.0, 255.0)
        return where(flat, images, rescaled(stretched, (0, 255), self.value_range))
