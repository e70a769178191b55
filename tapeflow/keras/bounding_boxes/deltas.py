"""`encode_box_to_deltas`, `decode_deltas_to_boxes`: boxes as differences from anchors."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.bounding_boxes.formats import convert_format
from tapeflow.ops.array import concat
from tapeflow.ops.math import maximum
from tapeflow.ops.math import cast
from tapeflow.ops.math import exp, log


def encode_box_to_deltas(
    anchors: Any,
    boxes: Any,
    anchor_format: str,
    box_format: str,
    encoding_format: str = "center_yxhw",
    variance: Any = None,
    image_shape: Any = None,
) -> Tensor:
    """What a detector has to learn: boxes as moves and logarithms of sizes from anchors.

    Args:
      anchors: `[..., 4]`.
      boxes: `[..., 4]`.
      anchor_format: see `convert_format`.
      box_format: see `convert_format`.
      encoding_format: "center_yxhw" or "center_xywh": the order of the results.
      variance: four numbers that the results are divided by.
      image_shape: (height, width, channels), for relative formats.

    Raises:
      ValueError: another encoding, or not four variances.
    """
    variance = _checked(variance, "encoding_format", encoding_format)
    height, width = _sizes(image_shape)
    anchors = convert_format(anchors, anchor_format, encoding_format, height, width)
    boxes = convert_format(boxes, box_format, encoding_format, height, width)
    least = backend.epsilon()
    before, after = maximum(anchors[..., 2:], least), maximum(boxes[..., 2:], least)
    moves = (boxes[..., :2] - anchors[..., :2]) / before
    deltas = concat([moves, log(after / before)], -1)
    return deltas if variance is None else deltas / variance


def decode_deltas_to_boxes(
    anchors: Any,
    boxes_delta: Any,
    anchor_format: str,
    box_format: str,
    encoded_format: str = "center_yxhw",
    variance: Any = None,
    image_shape: Any = None,
) -> Any:
    """The boxes that `encode_box_to_deltas` encoded; its inverse.

    Args:
      anchors: `[..., 4]`, or a dict of such, one for each level.
      boxes_delta: the same form.
      anchor_format: see `convert_format`.
      box_format: the format of the results.
      encoded_format: "center_yxhw" or "center_xywh".
      variance: four numbers that the deltas were divided by.
      image_shape: (height, width, channels), for relative formats.

    Raises:
      ValueError: another encoding, or not four variances.
    """
    variance = _checked(variance, "encoded_format", encoded_format)
    height, width = _sizes(image_shape)

    def decoded(anchor: Any, delta: Any) -> Tensor:
        anchor = convert_format(anchor, anchor_format, encoded_format, height, width)
        delta = convert_to_tensor(delta) if variance is None else delta * variance
        sizes = anchor[..., 2:]
        box = concat([delta[..., :2] * sizes + anchor[..., :2], exp(delta[..., 2:]) * sizes], -1)
        return convert_format(box, encoded_format, box_format, height, width)

    if isinstance(anchors, dict) and isinstance(boxes_delta, dict):
        return {level: decoded(anchor, boxes_delta[level]) for level, anchor in anchors.items()}
    return decoded(anchors, boxes_delta)


def _checked(variance: Any, name: str, encoding: str) -> Tensor | None:
    if encoding not in ("center_xywh", "center_yxhw"):
        raise ValueError(
            problem(
                f"`{name}` should be one of 'center_xywh' or 'center_yxhw'", given=repr(encoding)
            )
        )
    if variance is None:
        return None
    variance = cast(variance, "float32")
    if variance.shape[-1] != 4:
        raise ValueError(f"`variance` must be length 4, got {variance}")
    return variance


def _sizes(image_shape: Any) -> tuple[Any, Any]:
    return (None, None) if image_shape is None else tuple(image_shape[:2])
