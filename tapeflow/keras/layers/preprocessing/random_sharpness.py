"""`RandomSharpness`, `RandomGaussianBlur`: pictures sharper, or less so."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.preprocessing.image_layer import (
    RandomImageLayer,
    factor_range,
    value_bounds,
)
from tapeflow.ops.array import reshape, where
from tapeflow.ops.image.blur import gaussian_blur, smooth
from tapeflow.ops.math import cast, clip_by_value


class RandomSharpness(RandomImageLayer):
    """Blurs or sharpens pictures while training.

    Args:
      factor: the bounds, `(low, high)`, or `f` for `(0, f)`: 0 blurs, 0.5 leaves a picture as it
        is, 1 sharpens.
      value_range: the least and the largest value that pictures have.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor out of `[0, 1]`, or a range that is not two numbers.
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
        self.factor = factor_range("RandomSharpness", "factor", factor, 0, 1)
        self.value_range = value_bounds("RandomSharpness", value_range)

    def _drawn(self, sizes, draws):
        return {"factor": draws.uniform((sizes.batch,), *self.factor)}

    def _changed(self, images, transformation):
        factor = reshape(cast(transformation["factor"], images.dtype) * 2, [-1, 1, 1, 1])
        sharper = images + (1.0 - factor) * (smooth(images) - images)
        return clip_by_value(sharper, *self.value_range)


class RandomGaussianBlur(RandomImageLayer):
    """Blurs some pictures while training.

    Args:
      factor: the bounds of the probability, `(low, high)`, or `f` for `(0, f)`.
      kernel_size: the window's size, or height and width; odd.
      sigma: the bounds of its standard deviations, `(low, high)`, or `s` for `(0, s)`.
      value_range: the least and the largest value that results have.
      data_format: "channels_last" or "channels_first".
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor or sigma out of `[0, 1]`, or an even size.
    """

    def __init__(
        self,
        factor: Any = 1.0,
        kernel_size: Any = 3,
        sigma: Any = 1.0,
        value_range: Any = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomGaussianBlur", "factor", factor, 0, 1)
        self.kernel_size = _odd(kernel_size)
        self.sigma = factor_range("RandomGaussianBlur", "sigma", sigma, 0, 1)
        self.value_range = value_range

    def _drawn(self, sizes, draws):
        probability = draws.uniform((sizes.batch,), *self.factor)
        chosen = draws.uniform((sizes.batch,)) < probability
        return {
            "should_apply_blur": chosen,
            "blur_factor": draws.uniform((2,), *self.sigma) + 1e-6,
        }

    def _changed(self, images, transformation):
        blurred = gaussian_blur(images, transformation["blur_factor"], self.kernel_size)
        chosen = reshape(transformation["should_apply_blur"], [-1, 1, 1, 1])
        return clip_by_value(where(chosen, blurred, images), *self.value_range)


def _odd(size: Any) -> tuple[int, int]:
    pair = tuple(size) if isinstance(size, (tuple, list)) else (size, size)
    if len(pair) != 2 or not all(isinstance(n, (int, float)) and n % 2 == 1 for n in pair):
        raise ValueError(
            problem(
                "RandomGaussianBlur: kernel_size must be an odd number, or two",
                given=f"kernel_size={size!r}",
            )
        )
    return int(pair[0]), int(pair[1])
