"""`RandomContrast` and `RandomBrightness`: pictures in other light."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.layers.preprocessing.image_layer import (
    RandomImageLayer,
    factor_range,
    value_bounds,
)
from tapeflow.ops.math import cast, reduce_mean
from tapeflow.ops.math import clip_by_value


class RandomContrast(RandomImageLayer):
    """Moves values from, or to, each channel's mean while training.

    Args:
      factor: `f` for a contrast in `[1, 1 + f)`, `(a, b)` for one in `[1 - a, 1 + b)`.
      value_range: the least and the largest value that results have.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`.
    """

    def __init__(
        self, factor: Any, value_range: Any = (0, 255), seed: int | None = None, **kwargs: Any
    ):
        super().__init__(seed=seed, **kwargs)
        self.factor = factor_range("RandomContrast", "factor", factor, 0, 1)
        self.value_range = value_range

    def _changed(self, images, training):
        contrast = self._drawn(images, 1 - self.factor[0], 1 + self.factor[1])
        mean = reduce_mean(images, [1, 2], keepdims=True)
        return clip_by_value(
            (images - mean) * cast(contrast, images.dtype) + mean, *self.value_range
        )


class RandomBrightness(RandomImageLayer):
    """Adds a number to each picture while training.

    Args:
      factor: its bounds as a part of the range, `(low, high)`, or `f` for `(-f, f)`.
      value_range: the least and the largest value that pictures have.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[-1, 1]`, or a range that is not two numbers.
    """

    def __init__(
        self, factor: Any, value_range: Any = (0, 255), seed: int | None = None, **kwargs: Any
    ):
        super().__init__(seed=seed, **kwargs)
        self.factor = factor_range("RandomBrightness", "factor", factor, -1, 1)
        self.value_range = value_bounds("RandomBrightness", value_range)

    def _changed(self, images, training):
        low, high = self.value_range
        added = self._drawn(images, *self.factor) * (high - low)
        return clip_by_value(images + cast(added, images.dtype), low, high)
