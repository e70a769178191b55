"""`convert_format`, `clip_to_image_size`: the nine ways in which four numbers are a box."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.ops.array import concat, split
from tapeflow.ops.array import where
from tapeflow.ops.math import maximum, minimum
from tapeflow.ops.math import cast

FORMATS = (
    "xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw",
    "rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh",
)  # fmt: skip


def convert_format(
    boxes: Any,
    source: str,
    target: str,
    height: Any = None,
    width: Any = None,
    dtype: Any = "float32",
) -> Any:
    """Boxes written in another format.

    Args:
      boxes: `[..., 4]`, or a dict that has them as "boxes"; the dict given stays as it is.
      source: their format: "xyxy" (left, top, right, bottom), "yxyx", "xywh" (left, top, width,
        height), "center_xywh", "center_yxhw", or with "rel_" before as parts of the picture:
        "rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh".
      target: the format wanted.
      height: the picture's height, for relative formats.
      width: the picture's width.
      dtype: of the result.

    Raises:
      ValueError: an unknown format, no size for a relative one, or not four numbers.

    >>> import tapeflow as tf
    >>> boxes = tf.keras.utils.bounding_boxes
    >>> boxes.convert_format([[1.0, 2.0, 3.0, 6.0]], "xyxy", "center_xywh").numpy().tolist()
    [[2.0, 4.0, 2.0, 4.0]]
    """
    if isinstance(boxes, dict):
        converted = convert_format(boxes["boxes"], source, target, height, width, dtype)
        return {**boxes, "boxes": converted}
    source, target = source.lower(), target.lower()
    boxes = cast(boxes, dtype)
    _check(boxes, source, target, height, width)
    if source == target:
        return boxes
    if source.startswith("rel_") and target.startswith("rel_"):
        source, target = source.removeprefix("rel_"), target.removeprefix("rel_")
    corners = _TO_CORNERS[source.removeprefix("rel_")](*split(boxes, 4, -1))
    if source.startswith("rel_"):
        corners = _scaled(corners, "xyxy", cast(height, dtype), cast(width, dtype))
    kind = target.removeprefix("rel_")
    parts = _FROM_CORNERS[kind](*corners)
    if target.startswith("rel_"):
        parts = _scaled(parts, kind, 1 / cast(height, dtype), 1 / cast(width, dtype))
    return concat(list(parts), -1)


def clip_to_image_size(
    bounding_boxes: dict[str, Any],
    height: Any = None,
    width: Any = None,
    bounding_box_format: str = "xyxy",
) -> dict[str, Any]:
    """Boxes cut at the picture's edge; the label of one of which nothing is left becomes -1.

    Args:
      bounding_boxes: "boxes" `[..., n, 4]` and maybe "labels" `[..., n]`.
      height: the picture's height, for "xyxy".
      width: the picture's width.
      bounding_box_format: "xyxy" or "rel_xyxy".

    Raises:
      NotImplementedError: another format.
      ValueError: no size for "xyxy".
    """
    if bounding_box_format not in ("xyxy", "rel_xyxy"):
        raise NotImplementedError(
            problem(
                "clip_to_image_size: format",
                given=repr(bounding_box_format),
                expected="'xyxy' or 'rel_xyxy'",
                fix="convert_format first",
            )
        )
    if bounding_box_format == "rel_xyxy":
        height = width = 1.0
    elif height is None or width is None:
        raise ValueError("`height` and `width` must be set if `format='xyxy'`.")
    boxes = convert_to_tensor(bounding_boxes["boxes"])
    height, width = cast(height, boxes.dtype), cast(width, boxes.dtype)
    x1, y1, x2, y2 = split(boxes, 4, -1)
    x1, x2 = (maximum(minimum(x, width), 0.0) for x in (x1, x2))
    y1, y2 = (maximum(minimum(y, height), 0.0) for y in (y1, y2))
    clipped = {**bounding_boxes, "boxes": concat([x1, y1, x2, y2], -1)}
    if bounding_boxes.get("labels") is not None:
        labels = convert_to_tensor(bounding_boxes["labels"])
        left = ((x2 - x1) * (y2 - y1))[..., 0] > 0
        clipped["labels"] = where(left, labels, cast(-1, labels.dtype))
    return clipped


def _check(boxes: Tensor, source: str, target: str, height: Any, width: Any) -> None:
    if boxes.shape[-1] != 4:
        raise ValueError(
            "`boxes` must be a tensor with the last dimension of 4. "
            f"Received: boxes.shape={boxes.shape}"
        )
    if source not in FORMATS or target not in FORMATS:
        raise ValueError(
            problem(
                "Invalid source or target format.",
                given=f"source={source!r}, target={target!r}",
                expected=", ".join(FORMATS),
            )
        )
    relative = source.startswith("rel_") or target.startswith("rel_")
    if relative and (height is None or width is None):
        raise ValueError(
            "convert_format() must receive `height` and `width` transforming between relative and "
            f"absolute formats. Received source={source!r}, target={target!r}, but "
            f"height={height} and width={width}."
        )


def _scaled(parts: Any, kind: str, down: Any, across: Any) -> list[Tensor]:
    sizes = (down, across) if kind[0] == "y" or "_y" in kind else (across, down)
    return [part * size for part, size in zip(parts, sizes * 2, strict=True)]


_TO_CORNERS = {
    "xyxy": lambda x1, y1, x2, y2: (x1, y1, x2, y2),
    "yxyx": lambda y1, x1, y2, x2: (x1, y1, x2, y2),
    "xywh": lambda x, y, w, h: (x, y, x + w, y + h),
    "center_xywh": lambda x, y, w, h: (x - w / 2, y - h / 2, x + w / 2, y + h / 2),
    "center_yxhw": lambda y, x, h, w: (x - w / 2, y - h / 2, x + w / 2, y + h / 2),
}
_FROM_CORNERS = {
    "xyxy": lambda x1, y1, x2, y2: (x1, y1, x2, y2),
    "yxyx": lambda x1, y1, x2, y2: (y1, x1, y2, x2),
    "xywh": lambda x1, y1, x2, y2: (x1, y1, x2 - x1, y2 - y1),
    "center_xywh": lambda x1, y1, x2, y2: (
        x1 + (x2 - x1) / 2, y1 + (y2 - y1) / 2, x2 - x1, y2 - y1,
    ),
    "center_yxhw": lambda x1, y1, x2, y2: (
        y1 + (y2 - y1) / 2, x1 + (x2 - x1) / 2, y2 - y1, x2 - x1,
    ),
}  # fmt: skip
