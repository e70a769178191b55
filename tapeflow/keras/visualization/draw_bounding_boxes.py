"""`draw_bounding_boxes`: pictures with boxes in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.bounding_boxes import convert_format


def draw_bounding_boxes(
    images: Any,
    bounding_boxes: dict[str, Any],
    bounding_box_format: str,
    class_mapping: dict[int, str] | None = None,
    color: tuple = (128, 128, 128),
    line_thickness: int = 2,
    text_thickness: int = 1,
    font_scale: float = 1.0,
    data_format: str | None = None,
) -> np.ndarray:
    """Pictures with rectangles, and the names of what is in them.

    They are drawn by Pillow; Keras draws by OpenCV, whose lines and letters look a little other.

    Args:
      images: `[batch, height, width, channels]`, 0 to 255, or floats up to 1; or channels at axis
        1, which then are last in the result.
      bounding_boxes: "boxes" `[batch, n, 4]`, "labels" `[batch, n]` (-1 draws nothing) and maybe
        "confidences" `[batch, n]`, which are written behind the names.
      bounding_box_format: see `keras.utils.bounding_boxes.convert_format`.
      class_mapping: the names of classes; of one without a name only the rectangle is drawn.
      color: red, green and blue of lines and letters.
      line_thickness: in pixels.
      text_thickness: has no meaning here.
      font_scale: 1 for letters 12 pixels high.
      data_format: "channels_last" or "channels_first".

    Returns:
      uint8 `[batch, height, width, channels]`.

    Raises:
      ImportError: Pillow is not installed.
      ValueError: a wrong rank, or boxes without labels.
      TypeError: `bounding_boxes` is no dict.
    """
    pictures = batch_of_pictures(images, data_format)
    if not isinstance(bounding_boxes, dict):
        raise TypeError(
            f"`bounding_boxes` should be a dict. Received: bounding_boxes={bounding_boxes} of type "
            f"{type(bounding_boxes)}"
        )
    if not {"boxes", "labels"} <= bounding_boxes.keys():
        raise ValueError(
            problem(
                "`bounding_boxes` should be a dict containing 'boxes' and 'labels' keys",
                given=f"keys {sorted(bounding_boxes)}",
            )
        )
    height, width = pictures.shape[1:3]
    boxes = convert_format(bounding_boxes["boxes"], bounding_box_format, "xyxy", height, width)
    boxes, labels = np.asarray(boxes).astype(int), np.asarray(bounding_boxes["labels"])
    confidences = bounding_boxes.get("confidences")
    drawn = []
    for number, picture in enumerate(_bytes(pictures)):
        names = [_name(label, class_mapping or {}) for label in labels[number]]
        if confidences is not None:
            shares = np.asarray(confidences)[number]
            names = [n and f"{n} | {share:.2f}" for n, share in zip(names, shares, strict=True)]
        kept = [
            (box, name)
            for box, label, name in zip(boxes[number], labels[number], names, strict=True)
            if int(label) != -1
        ]
        drawn.append(_drawn(picture, kept, tuple(color), line_thickness, font_scale))
    return np.stack(drawn)


def batch_of_pictures(images: Any, data_format: str | None) -> np.ndarray:
    """Pictures as an array with channels last.

    Raises:
      ValueError: not four axes.
    """
    pictures = np.asarray(images)
    if pictures.ndim != 4:
        raise ValueError(
            f"`images` must be batched 4D tensor. Received: images.shape={pictures.shape}"
        )
    first = backend.standardize_data_format(data_format) == "channels_first"
    return np.moveaxis(pictures, 1, -1) if first else pictures


def _bytes(pictures: np.ndarray) -> np.ndarray:
    if pictures.dtype.kind == "f" and pictures.size:
        pictures = pictures * 255 if pictures.max() <= 1 else pictures
        pictures = np.clip(pictures, 0, 255)
    return pictures.astype("uint8")


def _name(label: Any, names: dict[int, str]) -> str:
    return str(names.get(int(label), ""))


def _drawn(picture: np.ndarray, boxes: list, color: tuple, thickness: int, scale: float):
    image_module, draw_module, font_module = _pillow()
    channels = picture.shape[-1]
    canvas = image_module.fromarray(picture[..., 0] if channels == 1 else picture)
    pen = draw_module.Draw(canvas)
    ink = int(color[0]) if channels == 1 else color[:channels]
    font = font_module.load_default(max(int(12 * scale), 1)) if boxes else None
    for (left, top, right, bottom), name in boxes:
        ends = [left, top, max(left, right), max(top, bottom)]
        pen.rectangle(ends, outline=ink, width=thickness)
        if name:
            # Above the box, or inside where there is no room above.
            above = top - int(12 * scale) - 8
            pen.text((left, above) if above > 0 else (left + 3, top + 3), name, ink, font)
    return np.asarray(canvas).reshape(picture.shape)


def _pillow() -> tuple:
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError as error:
        raise ImportError(
            problem(
                "keras.visualization.draw_bounding_boxes requires Pillow",
                fix="pip install tapeflow[image]",
            )
        ) from error
    return Image, ImageDraw, ImageFont
