"""`compute_iou`, `compute_ciou`: how much boxes overlap."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras import backend
from tapeflow.keras.bounding_boxes.formats import convert_format
from tapeflow.ops.array import split
from tapeflow.ops.array import where
from tapeflow.ops.math import maximum, minimum
from tapeflow.ops.math import cast
from tapeflow.ops.math import logical_or
from tapeflow.ops.math import reduce_max
from tapeflow.ops.math import atan
from tapeflow.ops.numpy.shapes import swapaxes


def compute_iou(
    boxes1: Any,
    boxes2: Any,
    bounding_box_format: str,
    use_masking: bool = False,
    mask_val: Any = -1,
    image_shape: Any = None,
) -> Tensor:
    """The intersection of each of `boxes1` with each of `boxes2`, over their union.

    Args:
      boxes1: `[n, 4]` or `[batch, n, 4]`.
      boxes2: `[m, 4]` or `[batch, m, 4]`.
      bounding_box_format: see `convert_format`.
      use_masking: whether boxes without a positive number get `mask_val`.
      mask_val: the value of pairs with such a box.
      image_shape: (height, width, channels), for relative formats.

    Returns:
      `[n, m]` or `[batch, n, m]`.

    Raises:
      ValueError: another rank, or a relative format without a shape.

    >>> import tapeflow as tf
    >>> boxes = tf.keras.utils.bounding_boxes
    >>> round(float(boxes.compute_iou([[0, 0, 2, 2]], [[0, 0, 2, 1]], "xyxy")[0, 0]), 4)
    0.5
    """
    if "rel" in bounding_box_format and image_shape is None:
        raise ValueError(
            "When using relative bounding box formats (e.g. `rel_yxyx`) the `image_shape` argument "
            f"must be provided. Received `image_shape`: {image_shape}"
        )
    boxes1, boxes2 = (
        convert_format(boxes, bounding_box_format, "xyxy", *_sizes(image_shape))
        for boxes in (boxes1, boxes2)
    )
    for name, boxes in (("boxes1", boxes1), ("boxes2", boxes2)):
        if boxes.ndim not in (2, 3):
            raise ValueError(
                f"compute_iou() expects {name} to be batched, or to be unbatched: rank 3 or 2. "
                f"Received {name}.shape={tuple(boxes.shape)}"
            )
    left, top, right, bottom = split(boxes1, 4, -1)
    others = (swapaxes(part, -1, -2) for part in split(boxes2, 4, -1))
    left2, top2, right2, bottom2 = others
    across = maximum(minimum(right, right2) - maximum(left, left2), 0.0)
    down = maximum(minimum(bottom, bottom2) - maximum(top, top2), 0.0)
    both = across * down
    areas = (bottom - top) * (right - left) + (bottom2 - top2) * (right2 - left2)
    ratio = both / (areas - both + backend.epsilon())
    if not use_masking:
        return ratio
    nothing, nothing2 = (reduce_max(boxes, -1, keepdims=True) < 0.0 for boxes in (boxes1, boxes2))
    masked = logical_or(nothing, swapaxes(nothing2, -1, -2))
    return where(masked, cast(mask_val, ratio.dtype), ratio)


def compute_ciou(
    boxes1: Any, boxes2: Any, bounding_box_format: str, image_shape: Any = None
) -> Tensor:
    """The complete IoU of pairs of boxes, which heeds distance and shape (Zheng et al., 2020).

    Args:
      boxes1: `[..., 4]`.
      boxes2: the same shape.
      bounding_box_format: see `convert_format`.
      image_shape: (height, width, channels), for relative formats.

    Returns:
      `[...]`.

    Raises:
      ValueError: a relative format without a shape.
    """
    if "rel" in bounding_box_format and image_shape is None:
        raise ValueError(
            "When using relative bounding box formats (e.g. `rel_yxyx`) the `image_shape` argument "
            f"must be provided. Received `image_shape`: {image_shape}"
        )
    least = backend.epsilon()
    boxes1, boxes2 = (
        convert_format(boxes, bounding_box_format, "xyxy", *_sizes(image_shape))
        for boxes in (boxes1, boxes2)
    )
    left, top, right, bottom = (boxes1[..., place] for place in range(4))
    left2, top2, right2, bottom2 = (boxes2[..., place] for place in range(4))
    width, height = right - left, bottom - top + least
    width2, height2 = right2 - left2, bottom2 - top2 + least
    both = maximum(minimum(right, right2) - maximum(left, left2), 0.0) * maximum(
        minimum(bottom, bottom2) - maximum(top, top2), 0.0
    )
    union = width * height + width2 * height2 - both + least
    iou = both / (union + least)
    across = maximum(right, right2) - minimum(left, left2)
    down = maximum(bottom, bottom2) - minimum(top, top2)
    diagonal = across**2 + down**2 + least
    distance = ((left + right) / 2 - (left2 + right2) / 2) ** 2 + (
        (top + bottom) / 2 - (top2 + bottom2) / 2
    ) ** 2
    shape = 4 / math.pi**2 * (atan(width2 / height2) - atan(width / height)) ** 2
    weight = shape / (shape - iou + (1 + least))
    return iou - (distance / diagonal + shape * weight)


def _sizes(image_shape: Any) -> tuple[Any, Any]:
    return (None, None) if image_shape is None else tuple(image_shape[:2])
