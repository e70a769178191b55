"""`RandomContrast` and `RandomBrightness`: pictures in other light."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.layers.preprocessing.image_layer import (
    RandomImageLayer,
    factor_range,
    value_bounds,
)
from tapeflow.ops.math import cast, clip_by_value, reduce_mean


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

    def _drawn(self, sizes, draws):
        low, high = self.factor
        return {"contrast_factor": draws.uniform((sizes.batch, 1, 1, 1), 1 - low, 1 + high)}

    def _changed(self, images, transformation):
        contrast = cast(transformation["contrast_factor"], images.dtype)
        mean = reduce_mean(images, [1, 2], keepdims=True)
        return clip_by_value((images - mean) * contrast + mean, *self.value_range)


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

    def _drawn(self, sizes, draws):
        low, high = self.value_range
        added = draws.uniform((sizes.batch, 1, 1, 1), *self.factor) * (high - low)
        return {"rgb_delta": added}

    def _changed(self, images, transformation):
        added = cast(transformation["rgb_delta"], images.dtype)
        return clip_by_value(images + added, *self.value_range)
