"""`RandomRotation`, `RandomZoom`, `RandomTranslation`, `RandomShear`: pictures moved about."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras.bounding_boxes import affine_transform as affine_boxes
from tapeflow.keras.bounding_boxes import crop
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer, factor_range
from tapeflow.ops.array import (
    concat,
    expand_dims,
    ones_like,
    reshape,
    split,
    stack,
    where,
    zeros_like,
)
from tapeflow.ops.image.affine import FILL_MODES, INTERPOLATIONS, affine_transform
from tapeflow.ops.math import cast, clip_by_value, cos, maximum, minimum, sin


class _Affine(RandomImageLayer):
    """An affine transform of each picture."""

    _moves = True

    def __init__(self, fill_mode: str, interpolation: str, fill_value: float, **kwargs: Any):
        super().__init__(**kwargs)
        for name, value, known in (
            ("fill_mode", fill_mode, FILL_MODES),
            ("interpolation", interpolation, INTERPOLATIONS),
        ):
            if value not in known:
                raise NotImplementedError(
                    problem(
                        f"{type(self).__name__}: Unknown `{name}`",
                        given=repr(value),
                        expected=", ".join(known),
                    )
                )
        self.fill_mode, self.interpolation, self.fill_value = fill_mode, interpolation, fill_value

    def _moved(self, images, transformation, interpolation):
        height, width = images._spec.shape[1:3]
        return affine_transform(
            images, cast(self._matrix(transformation, height, width), "float32"),
            float(self.fill_value), interpolation, self.fill_mode,
        )  # fmt: skip

    def get_transformed_x_y(self, x: Any, y: Any, transform: Any) -> tuple[Tensor, Tensor]:
        """Where a point of the result lies in the picture: x and y, `[batch, 1]` each.

        Args:
          x: of the point, a number or `[batch, 1]`.
          y: of the point.
          transform: `[batch, 8]`; see `keras.ops.image.affine_transform`.
        """
        a0, a1, a2, b0, b1, b2, c0, c1 = split(cast(transform, "float32"), 8, -1)
        k = c0 * x + c1 * y + 1.0
        return (a0 * x + a1 * y + a2) / k, (b0 * x + b1 * y + b2) / k

    def get_shifted_bbox(
        self, bounding_boxes: dict[str, Any], w_shift_factor: Any, h_shift_factor: Any
    ) -> dict[str, Any]:
        """Boxes, "xyxy", moved left and up by pixels, `[batch, 1]` each."""
        boxes = cast(bounding_boxes["boxes"], "float32")
        moves = concat([cast(part, "float32") for part in (w_shift_factor, h_shift_factor)] * 2, -1)
        moves = expand_dims(moves, 1) if boxes.ndim == 3 else moves
        return {**bounding_boxes, "boxes": boxes - moves}

    def get_clipped_bbox(
        self, bounding_boxes: dict[str, Any], h_end: Any, h_start: Any, w_end: Any, w_start: Any
    ) -> dict[str, Any]:
        """Boxes, "xyxy", as they lie in a part of the picture whose edges are `[batch, 1]` each."""
        edges = [cast(edge, "float32") for edge in (h_end, h_start, w_end, w_start)]
        boxes = cast(bounding_boxes["boxes"], "float32")
        edges = [expand_dims(edge, 1) if boxes.ndim == 3 else edge for edge in edges]
        bottom, top, right, left = edges
        moved = crop(boxes, top, left, bottom - top, right - left)
        return {**bounding_boxes, "boxes": moved}

    def _matrix(self, transformation: Any, height: int, width: int) -> Tensor:
        """The transforms `[batch, 8]` that give a point of the result its place in the picture."""
        raise NotImplementedError


def _rows(*parts: Tensor) -> Tensor:
    """Matrices `[batch, 8]` of six numbers, each for all pictures."""
    columns = [reshape(part, [-1, 1]) for part in parts]
    nothing = zeros_like(columns[0])
    return concat([*columns, nothing, nothing], 1)


class RandomRotation(_Affine):
    """Turns pictures about their middle while training.

    Args:
      factor: the bounds of the angle in full turns, `(low, high)`, or `f` for `(-f, f)`.
      fill_mode: what lies outside: "reflect", "wrap", "constant" or "nearest".
      interpolation: "bilinear" or "nearest".
      seed: makes the draws repeatable.
      fill_value: what lies outside in mode "constant".
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`; `bounding_box_format`: see `keras.utils.bounding_boxes`.

    Raises:
      ValueError: a factor out of `[-1, 1]`.
      NotImplementedError: an unknown mode or interpolation.
    """

    def __init__(
        self,
        factor: Any,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            fill_mode, interpolation, fill_value, seed=seed, data_format=data_format, **kwargs
        )
        self.factor = factor_range("RandomRotation", "factor", factor, -1, 1)

    def _drawn(self, sizes, draws):
        low, high = self.factor
        angle = draws.uniform((sizes.batch,), low * 360.0, high * 360.0)
        x, y = (sizes.width - 1) / 2, (sizes.height - 1) / 2
        across, down = cos(angle * (math.pi / 180)), sin(angle * (math.pi / 180))
        matrix = _rows(
            across, -down, x - x * across + y * down, down, across, y - x * down - y * across
        )
        return {
            "angle": angle,
            "rotation_matrix": matrix,
            "image_height": sizes.height,
            "image_width": sizes.width,
            "batch_size": sizes.batch,
        }

    def _matrix(self, transformation, height, width):
        return reshape(transformation["rotation_matrix"], [-1, 8])

    def _box_sizes(self, transformation):
        return transformation["image_height"], transformation["image_width"]

    def _moved_boxes(self, boxes, transformation):
        angle = transformation["angle"]
        nothing = zeros_like(angle)
        return affine_boxes(
            boxes, angle, nothing, nothing, ones_like(angle), nothing, nothing,
            *self._box_sizes(transformation),
        )  # fmt: skip


class RandomZoom(_Affine):
    """Scales pictures about their middle while training: above 0 they get smaller.

    Args:
      height_factor: the bounds of the change, `(low, high)`, or `f` for `(-f, f)`.
      width_factor: the same sideways; None keeps the proportions.
      fill_mode, interpolation, seed, fill_value, data_format: see `RandomRotation`.
      **kwargs: see `Layer`; `bounding_box_format`: see `keras.utils.bounding_boxes`.

    Raises:
      ValueError: a factor out of `(-1, 1]`.
      NotImplementedError: an unknown mode or interpolation.
    """

    def __init__(
        self,
        height_factor: Any,
        width_factor: Any = None,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            fill_mode, interpolation, fill_value, seed=seed, data_format=data_format, **kwargs
        )
        self.height_factor, self.width_factor = height_factor, width_factor
        self._down = self._bounds("height_factor", height_factor)
        self._across = None if width_factor is None else self._bounds("width_factor", width_factor)

    def _bounds(self, name: str, factor: Any) -> tuple[float, float]:
        return factor_range("RandomZoom", name, factor, -1, 1, open_below=True)

    def _drawn(self, sizes, draws):
        shape = (sizes.batch, 1)
        down = draws.uniform(shape, 1 + self._down[0], 1 + self._down[1])
        across = down
        if self._across is not None:
            across = draws.uniform(shape, 1 + self._across[0], 1 + self._across[1])
        return {"height_zoom": down, "width_zoom": across, "input_shape": sizes.shape}

    def _matrix(self, transformation, height, width):
        across, down, left, top = self._window(transformation, height, width)
        nothing = zeros_like(down)
        return _rows(across, nothing, left, nothing, down, top)

    def _window(self, transformation: Any, height: int, width: int) -> tuple:
        """How many pixels of the picture one of the result is, and where the first lies."""
        across = cast(transformation["width_zoom"], "float32")
        down = cast(transformation["height_zoom"], "float32")
        return across, down, (width - 1) / 2 * (1 - across), (height - 1) / 2 * (1 - down)

    def _moved_boxes(self, boxes, transformation):
        height, width = self._box_sizes(transformation)
        across, down, left, top = self._window(transformation, height, width)
        x1, y1, x2, y2 = (boxes[..., place] for place in range(4))
        x1, x2 = (_seen(x, left, across, width) for x in (x1, x2))
        y1, y2 = (_seen(y, top, down, height) for y in (y1, y2))
        return stack([x1, y1, x2, y2], -1)


def _seen(at: Tensor, first: Tensor, scale: Tensor, size: int) -> Tensor:
    """Where a place lies in the part of a picture that is seen, cut at its edges."""
    return clip_by_value((at - first) / scale, 0.0, float(size))


class RandomTranslation(_Affine):
    """Moves pictures while training.

    Args:
      height_factor: the bounds of the way down as a part of the height, `(low, high)`, or `f` for
        `(-f, f)`.
      width_factor: the same to the right.
      fill_mode, interpolation, seed, fill_value, data_format: see `RandomRotation`.
      **kwargs: see `Layer`; `bounding_box_format`: see `keras.utils.bounding_boxes`.

    Raises:
      ValueError: a factor out of `[-1, 1]`.
      NotImplementedError: an unknown mode or interpolation.
    """

    def __init__(
        self,
        height_factor: Any,
        width_factor: Any,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            fill_mode, interpolation, fill_value, seed=seed, data_format=data_format, **kwargs
        )
        self.height_factor, self.width_factor = height_factor, width_factor
        self._down = factor_range("RandomTranslation", "height_factor", height_factor, -1, 1)
        self._across = factor_range("RandomTranslation", "width_factor", width_factor, -1, 1)

    def _drawn(self, sizes, draws):
        down = draws.uniform((sizes.batch, 1), *self._down) * sizes.height
        across = draws.uniform((sizes.batch, 1), *self._across) * sizes.width
        return {"translations": concat([across, down], 1), "input_shape": sizes.shape}

    def _matrix(self, transformation, height, width):
        moves = cast(transformation["translations"], "float32")
        nothing = zeros_like(moves[:, 0])
        return _rows(nothing + 1, nothing, -moves[:, 0], nothing, nothing + 1, -moves[:, 1])

    def _moved_boxes(self, boxes, transformation):
        moves = cast(transformation["translations"], "float32")
        return boxes + concat([moves, moves], 1)[:, None]


class RandomShear(_Affine):
    """Slants pictures while training; half of them to the other side.

    Args:
      x_factor: the bounds of how many columns a row is moved against the one above, `(low, high)`,
        or `f` for `(-f, f)`.
      y_factor: the same for columns.
      interpolation, fill_mode, fill_value, data_format, seed: see `RandomRotation`.
      **kwargs: see `Layer`; `bounding_box_format`: see `keras.utils.bounding_boxes`.

    Raises:
      ValueError: a number out of `[0, 1]`, or bounds out of `[-1, 1]`.
      NotImplementedError: an unknown mode or interpolation.

    >>> import tapeflow as tf
    >>> tf.keras.layers.RandomShear(0.5)(tf.ones([2, 4, 4, 3])).shape
    TensorShape([2, 4, 4, 3])
    """

    def __init__(
        self,
        x_factor: Any = 0.0,
        y_factor: Any = 0.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            fill_mode, interpolation, fill_value, seed=seed, data_format=data_format, **kwargs
        )
        self.x_factor, self.y_factor = _lean("x_factor", x_factor), _lean("y_factor", y_factor)

    def _drawn(self, sizes, draws):
        shape = (sizes.batch, 1)
        side = where(draws.uniform(shape) > 0.5, -1.0, 1.0)
        down = draws.uniform(shape, *self.y_factor)
        across = draws.uniform(shape, *self.x_factor)
        return {"shear_factor": concat([across, down], 1) * side, "input_shape": sizes.shape}

    def _matrix(self, transformation, height, width):
        factors = cast(transformation["shear_factor"], "float32")
        nothing = zeros_like(factors[:, 0])
        return _rows(nothing + 1, factors[:, 0], nothing, factors[:, 1], nothing + 1, nothing)

    def _moved_boxes(self, boxes, transformation):
        factors = cast(transformation["shear_factor"], "float32")
        across, down = factors[:, 0:1], factors[:, 1:2]
        x1, y1, x2, y2 = (boxes[..., place] for place in range(4))
        x1, x2 = (
            x1 - maximum(across * y1, across * y2),
            x2 - minimum(across * y1, across * y2),
        )
        y1, y2 = y1 - maximum(down * x1, down * x2), y2 - minimum(down * x1, down * x2)
        return stack([x1, y1, x2, y2], -1)


def _lean(name: str, factor: Any) -> tuple[float, float]:
    if isinstance(factor, (list, tuple)):
        # Below 0 too: so it stands in configs, `f` as `(-f, f)`.
        return factor_range("RandomShear", name, factor, -1, 1)
    factor_range("RandomShear", name, factor, 0, 1)
    return -factor, factor
