"""`RandomElasticTransform`: pictures as if printed on rubber."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer, factor_range
from tapeflow.ops.array import reshape, stack, where
from tapeflow.ops.image.affine import INTERPOLATIONS
from tapeflow.ops.image.blur import gaussian_blur
from tapeflow.ops.image.warp import FILL_MODES, elastic
from tapeflow.ops.math import clip_by_value


class RandomElasticTransform(RandomImageLayer):
    """Moves the points of some pictures a little, neighbors alike, while training.

    Args:
      factor: the bounds of the probability, `(low, high)`, or `f` for `(0, f)`.
      scale: the bounds of the strength, `(low, high)`, or `s` for `(0, s)`.
      interpolation: "bilinear" or "nearest".
      fill_mode: what lies outside: "constant", "nearest", "wrap", "mirror" or "reflect".
      fill_value: what lies outside in mode "constant".
      value_range: the least and the largest value that results have.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: a factor or a scale out of `[0, 1]`.
      NotImplementedError: an unknown interpolation or mode; when it is called: bounding boxes.
    """

    _moves = True

    def __init__(
        self,
        factor: Any = 1.0,
        scale: Any = 1.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        value_range: Any = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomElasticTransform", "factor", factor, 0, 1)
        self.scale = factor_range("RandomElasticTransform", "scale", scale, 0, 1)
        for name, value, known in (
            ("interpolation", interpolation, INTERPOLATIONS),
            ("fill_mode", fill_mode, FILL_MODES),
        ):
            if value not in known:
                raise NotImplementedError(
                    problem(
                        f"RandomElasticTransform: Unknown `{name}`",
                        given=repr(value),
                        expected=", ".join(known),
                    )
                )
        self.interpolation, self.fill_mode, self.fill_value = interpolation, fill_mode, fill_value
        self.value_range = value_range

    def _drawn(self, sizes, draws):
        if self.scale[1] == 0 or self.factor[1] == 0:
            return None
        probability = draws.uniform((sizes.batch,), *self.factor)
        chosen = draws.uniform((sizes.batch,)) < probability
        strength = draws.uniform((), *self.scale)
        # Drawn here, so that masks move as their pictures do.
        alpha, sigma = self.get_elastic_transform_params(sizes.height, sizes.width, strength)
        sigma = sigma + 1e-6
        widest = 6 * int(0.05 * min(sizes.height, sizes.width) * self.scale[1]) | 1
        noise = draws.normal((sizes.batch, sizes.height, sizes.width, 2)) * sigma
        moves = gaussian_blur(noise, stack([sigma, sigma]), (widest, widest)) * alpha
        return {
            "apply_transform": chosen,
            "distortion_factor": strength,
            "moves": moves,
        }

    def get_elastic_transform_params(self, height: int, width: int, factor: Any) -> tuple:
        """How far points of pictures of a size are moved, and how wide that is smoothed."""
        return max(height, width) * 0.1 * factor, min(height, width) * 0.05 * factor

    def _changed(self, images, transformation):
        moved = self._moved(images, transformation, self.interpolation)
        return clip_by_value(moved, *self.value_range)

    def _moved(self, images, transformation, interpolation):
        order = INTERPOLATIONS.index(interpolation)
        fill = float(self.fill_value)
        moved = elastic(images, transformation["moves"], fill, order, self.fill_mode)
        return where(reshape(transformation["apply_transform"], [-1, 1, 1, 1]), moved, images)

    def _box_sizes(self, transformation):
        return tuple(transformation["moves"].shape[1:3])
