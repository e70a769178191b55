"""`RandomErasing`: a rectangle of a picture filled."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras.layers.preprocessing.boxes_drawn import ends, mask
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer, factor_range
from tapeflow.ops.array import broadcast_to, reshape, where
from tapeflow.ops.math import cast, clip_by_value, sqrt
from tapeflow.ops.numpy.shapes import moveaxis


class RandomErasing(RandomImageLayer):
    """Fills a rectangle of some pictures while training (Zhong et al., 2020).

    Args:
      factor: the bounds of the probability, `(low, high)`, or `f` for `(0, f)`.
      scale: the bounds of the rectangle's area as a part of the picture's.
      fill_value: a number, or one for each of three channels; None fills with noise.
      value_range: the least and the largest value that is filled in.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor or a scale out of `[0, 1]`, or another fill value.
    """

    def __init__(
        self,
        factor: Any = 1.0,
        scale: Any = (0.02, 0.33),
        fill_value: Any = None,
        value_range: Any = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomErasing", "factor", factor, 0, 1)
        self.scale = factor_range("RandomErasing", "scale", scale, 0, 1)
        three = isinstance(fill_value, (tuple, list)) and len(fill_value) == 3
        if not (fill_value is None or isinstance(fill_value, (int, float)) or three):
            raise ValueError(
                problem(
                    "RandomErasing: The `fill_value` argument should be a number (or a list of "
                    "three numbers)",
                    given=repr(fill_value),
                )
            )
        self.fill_value, self.value_range = fill_value, value_range

    def _drawn(self, sizes, draws):
        share = sqrt(draws.uniform((sizes.batch, 2), *self.scale))
        across = ends(draws, sizes.batch, sizes.width, share[:, 0])
        down = ends(draws, sizes.batch, sizes.height, share[:, 1])
        inside = mask(sizes, across, down, first=self.data_format == "channels_first")
        probability = draws.uniform((sizes.batch,), *self.factor)
        chosen = draws.uniform((sizes.batch,)) < probability
        return {
            "apply_erasing": chosen,
            "batch_masks": inside,
            "fill_value": self._filling(sizes.shape, draws),
        }

    def _filling(self, shape: tuple, draws: Any) -> Tensor:
        if self.fill_value is None:
            filling = draws.normal(shape) * float(self.value_range[1])
        else:
            filling = cast(self.fill_value, "float32")
            if filling.ndim and self.data_format == "channels_first":
                filling = reshape(filling, [-1, 1, 1])
            filling = broadcast_to(filling, shape)
        return clip_by_value(filling, *self.value_range)

    def _changed(self, images, transformation):
        inside, filling = transformation["batch_masks"], transformation["fill_value"]
        if self.data_format == "channels_first":
            inside, filling = moveaxis(inside, -3, -1), moveaxis(filling, -3, -1)
        erased = where(inside, cast(filling, images.dtype), images)
        return where(reshape(transformation["apply_erasing"], [-1, 1, 1, 1]), erased, images)
