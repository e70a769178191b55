"""`affine_transform`, `crop`, `pad`: boxes of pictures that are turned, cut or framed."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.ops.array import concat, split
from tapeflow.ops.array import reshape
from tapeflow.ops.array import stack
from tapeflow.ops.math import maximum, minimum
from tapeflow.ops.math import cast
from tapeflow.ops.math import reduce_max, reduce_min
from tapeflow.ops.math import cos, sin, tan


def affine_transform(
    boxes: Any,
    angle: Any,
    translate_x: Any,
    translate_y: Any,
    scale: Any,
    shear_x: Any,
    shear_y: Any,
    height: Any,
    width: Any,
    center_x: Any = None,
    center_y: Any = None,
    bounding_box_format: str = "xyxy",
) -> Tensor:
    """The smallest upright boxes around boxes that were turned, moved, scaled and sheared.

    Args:
      boxes: `[batch, n, 4]`.
      angle: `[batch]`, in degrees.
      translate_x: `[batch]`, as a part of the width less one.
      translate_y: `[batch]`, as a part of the height less one.
      scale: `[batch]`.
      shear_x: `[batch]`, in degrees.
      shear_y: `[batch]`, in degrees.
      height: the picture's height.
      width: the picture's width.
      center_x: where the fixed point lies across; 0.5 by default.
      center_y: where it lies down; 0.5 by default.
      bounding_box_format: only "xyxy".

    Returns:
      `[batch, n, 4]`.

    Raises:
      NotImplementedError: another format.
    """
    _only_corners("affine_transform", bounding_box_format)
    angle, scale, shear_x, shear_y, translate_x, translate_y = (
        cast(part, "float32") for part in (angle, scale, shear_x, shear_y, translate_x, translate_y)
    )
    down, across = cast(height, "float32") - 1.0, cast(width, "float32") - 1.0
    cx = (0.5 if center_x is None else center_x) * across
    cy = (0.5 if center_y is None else center_y) * down
    radians = math.pi / 180
    turn, lean_x, lean_y = -angle * radians, -shear_x * radians, -shear_y * radians
    a, c = cos(turn - lean_y) / cos(lean_y), -sin(turn - lean_y) / cos(lean_y)
    b, d = a * tan(lean_x) + sin(turn), cos(turn) - c * tan(lean_x)
    a0, a1, b0, b1 = d * scale, -b * scale, -c * scale, a * scale
    from_x, from_y = cx - translate_x * across, cy - translate_y * down
    a2 = cx - a0 * from_x - a1 * from_y
    b2 = cy - b0 * from_x - b1 * from_y
    x, y = corners(cast(boxes, "float32"))
    a0, a1, a2, b0, b1, b2 = (reshape(part, [-1, 1, 1]) for part in (a0, a1, a2, b0, b1, b2))
    return around_points(a0 * x + a1 * y + a2, b0 * x + b1 * y + b2)


def corners(boxes: Tensor) -> tuple[Tensor, Tensor]:
    """The four corners' x and y, `[..., n, 4]` each, of boxes in the format "xyxy"."""
    x1, y1, x2, y2 = (boxes[..., place] for place in range(4))
    return stack([x1, x2, x2, x1], -1), stack([y1, y1, y2, y2], -1)


def around_points(x: Tensor, y: Tensor) -> Tensor:
    """The smallest boxes around points, the last axis of `x` and `y`: `[..., 4]`, "xyxy"."""
    return stack([reduce_min(x, -1), reduce_min(y, -1), reduce_max(x, -1), reduce_max(y, -1)], -1)


def crop(
    boxes: Any, top: Any, left: Any, height: Any, width: Any, bounding_box_format: str = "xyxy"
) -> Tensor:
    """Boxes as they lie in a part of the picture, cut at its edge.

    Args:
      boxes: `[..., 4]`.
      top: the part's first row.
      left: the part's first column.
      height: the part's height.
      width: the part's width.
      bounding_box_format: only "xyxy".

    Raises:
      NotImplementedError: another format.

    >>> import tapeflow as tf
    >>> boxes = tf.keras.utils.bounding_boxes
    >>> boxes.crop([[1.0, 2.0, 8.0, 9.0]], top=3, left=2, height=4, width=10).numpy().tolist()
    [[0.0, 0.0, 6.0, 4.0]]
    """
    _only_corners("crop", bounding_box_format)
    boxes = convert_to_tensor(boxes)
    top, left, height, width = (cast(n, boxes.dtype) for n in (top, left, height, width))
    x1, y1, x2, y2 = split(boxes, 4, -1)
    zero = cast(0, boxes.dtype)
    x1, x2 = (maximum(minimum(x - left, width), zero) for x in (x1, x2))
    y1, y2 = (maximum(minimum(y - top, height), zero) for y in (y1, y2))
    return concat([x1, y1, x2, y2], -1)


def pad(
    boxes: Any,
    top: Any,
    left: Any,
    height: Any = None,
    width: Any = None,
    bounding_box_format: str = "xyxy",
) -> Tensor:
    """Boxes as they lie when rows and columns are put before the picture.

    Args:
      boxes: `[..., 4]`.
      top: how many rows are put above.
      left: how many columns are put before.
      height: has no meaning in this format.
      width: has no meaning in this format.
      bounding_box_format: only "xyxy".

    Raises:
      NotImplementedError: another format.
    """
    _only_corners("pad", bounding_box_format)
    boxes = convert_to_tensor(boxes)
    top, left = cast(top, boxes.dtype), cast(left, boxes.dtype)
    x1, y1, x2, y2 = split(boxes, 4, -1)
    return concat([x1 + left, y1 + top, x2 + left, y2 + top], -1)


def _only_corners(name: str, bounding_box_format: str) -> None:
    if bounding_box_format != "xyxy":
        raise NotImplementedError(
            problem(
                f"{name}: format",
                given=repr(bounding_box_format),
                expected="'xyxy'",
                fix="convert_format first",
            )
        )
