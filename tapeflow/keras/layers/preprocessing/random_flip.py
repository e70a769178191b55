"""`RandomFlip`: pictures mirrored."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer
from tapeflow.ops.array import reshape, reverse, stack, where
from tapeflow.ops.math import less_equal

_FLIPS = {"horizontal": (-2,), "vertical": (-3,), "horizontal_and_vertical": (-2, -3)}


class RandomFlip(RandomImageLayer):
    """Mirrors half of the pictures while training.

    Args:
      mode: "horizontal", "vertical", or "horizontal_and_vertical" (both at once, as Keras 3 does).
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`; `bounding_box_format`: see `keras.utils.bounding_boxes`.

    Raises:
      ValueError: an unknown mode.
    """

    _moves = True

    def __init__(
        self,
        mode: str = "horizontal_and_vertical",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        if mode not in _FLIPS:
            raise ValueError(
                problem("RandomFlip: unknown mode", given=repr(mode), expected=", ".join(_FLIPS))
            )
        self.mode = mode

    def _drawn(self, sizes, draws):
        flips = less_equal(draws.uniform((sizes.batch, 1, 1, 1)), 0.5)
        return {"flips": flips, "input_shape": sizes.shape}

    def _moved(self, images, transformation, interpolation):
        return where(transformation["flips"], reverse(images, list(_FLIPS[self.mode])), images)

    def _moved_boxes(self, boxes, transformation):
        height, width = self._box_sizes(transformation)
        x1, y1, x2, y2 = (boxes[..., place] for place in range(4))
        if self.mode != "vertical":
            x1, x2 = width - x2, width - x1
        if self.mode != "horizontal":
            y1, y2 = height - y2, height - y1
        flips = reshape(transformation["flips"], [-1, 1, 1])
        return where(flips, stack([x1, y1, x2, y2], -1), boxes)
