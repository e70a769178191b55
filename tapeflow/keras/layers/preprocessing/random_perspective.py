"""`RandomPerspective`: pictures seen from the side."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.bounding_boxes import around_points, corners
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer, factor_range
from tapeflow.ops.array import reshape, where
from tapeflow.ops.image.affine import INTERPOLATIONS, affine_transform
from tapeflow.ops.image.warp import homography
from tapeflow.ops.math import cast


class RandomPerspective(RandomImageLayer):
    """Pulls the corners of some pictures to other places while training.

    Args:
      factor: the bounds of the probability, `(low, high)`, or `f` for `(0, f)`.
      scale: how far corners are pulled, as a part of the size, at most half of it.
      interpolation: "bilinear" or "nearest".
      fill_value: what lies outside.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`; `bounding_box_format`: see `keras.utils.bounding_boxes`.

    Raises:
      ValueError: a factor or a scale out of `[0, 1]`.
      NotImplementedError: an unknown interpolation.
    """

    _moves = True

    def __init__(
        self,
        factor: Any = 1.0,
        scale: float = 1.0,
        interpolation: str = "bilinear",
        fill_value: float = 0.0,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("RandomPerspective", "factor", factor, 0, 1)
        if not 0 <= scale <= 1:
            raise ValueError(
                "The `scale` argument should be a number in the range [0,1]. "
                f"Received: scale={scale}"
            )
        if interpolation not in INTERPOLATIONS:
            raise NotImplementedError(
                problem(
                    "RandomPerspective: Unknown `interpolation`",
                    given=repr(interpolation),
                    expected=", ".join(INTERPOLATIONS),
                )
            )
        self.scale, self.interpolation, self.fill_value = scale, interpolation, fill_value

    def _drawn(self, sizes, draws):
        probability = draws.uniform((sizes.batch,), *self.factor)
        chosen = draws.uniform((sizes.batch,)) < probability
        pulled = draws.uniform((sizes.batch, 4, 2), -0.5 * self.scale, 0.5 * self.scale)
        right, bottom = float(sizes.width - 1), float(sizes.height - 1)
        start = pulled * 0.0 + [[[0.0, 0.0], [right, 0.0], [0.0, bottom], [right, bottom]]]
        return {
            "apply_perspective": chosen,
            "start_points": start,
            "end_points": start + start * pulled,
            "input_shape": sizes.shape,
        }

    def _moved(self, images, transformation, interpolation):
        matrix = homography(transformation["start_points"], transformation["end_points"])
        fill = float(self.fill_value)
        moved = affine_transform(images, matrix, fill, interpolation, "constant")
        return where(reshape(transformation["apply_perspective"], [-1, 1, 1, 1]), moved, images)

    def _moved_boxes(self, boxes, transformation):
        # Pictures look up where a point was; boxes go the other way.
        matrix = homography(transformation["end_points"], transformation["start_points"])
        x, y = corners(boxes)
        a0, a1, a2, b0, b1, b2, c0, c1 = (matrix[:, place, None, None] for place in range(8))
        k = c0 * x + c1 * y + 1.0
        moved = around_points((a0 * x + a1 * y + a2) / k, (b0 * x + b1 * y + b2) / k)
        chosen = cast(transformation["apply_perspective"], "bool")
        return where(reshape(chosen, [-1, 1, 1]), moved, boxes)
