"""`draw_segmentation_masks`: pictures under colored masks."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.visualization.draw_bounding_boxes import batch_of_pictures

# Three steps, of which each class takes its number's multiple, modulo 255: far apart in color.
_STEPS = np.array([2**25 - 1, 2**15 - 1, 2**21 - 1])


def draw_segmentation_masks(
    images: Any,
    segmentation_masks: Any,
    num_classes: int | None = None,
    color_mapping: dict[int, tuple] | None = None,
    alpha: float = 0.8,
    blend: bool = True,
    ignore_index: int = -1,
    data_format: str | None = None,
) -> np.ndarray:
    """Pictures with a color laid over the points of each class.

    Args:
      images: `[batch, height, width, 3]`, 0 to 255, or channels at axis 1.
      segmentation_masks: whole numbers `[batch, height, width, 1]`, or with that axis 1 too.
      num_classes: how many classes have colors; the largest number by default, as in Keras, so
        that of the largest class only with `num_classes` one more.
      color_mapping: red, green and blue for each class.
      alpha: how much the colors count, 0 to 1.
      blend: whether pictures are seen through them; without, the result is float32.
      ignore_index: the class whose points stay as they are.
      data_format: "channels_last" or "channels_first".

    Returns:
      `[batch, height, width, 3]`: uint8, or float32 without `blend`.

    Raises:
      ValueError: a wrong rank.
      TypeError: masks that are not whole numbers.

    >>> import tapeflow as tf, numpy as np
    >>> masks = np.array([[[[0], [1]]]])
    >>> tf.keras.visualization.draw_segmentation_masks(
    ...     np.full([1, 1, 2, 3], 100.0), masks, 2, {0: (0, 0, 0), 1: (255, 0, 0)}, 0.5).tolist()
    [[[[50, 50, 50], [177, 50, 50]]]]
    """
    pictures = batch_of_pictures(images, data_format).astype("float32")
    masks = np.asarray(segmentation_masks)
    if masks.dtype.kind not in "iu":
        raise TypeError(
            problem(
                "`segmentation_masks` must be in integer dtype",
                given=f"segmentation_masks.dtype={masks.dtype.name}",
            )
        )
    first = backend.standardize_data_format(data_format) == "channels_first"
    classes = masks[:, 0] if first else masks[..., 0]
    count = int(classes.max()) if num_classes is None else num_classes
    drawn = pictures.copy()
    for number in range(count):
        color = color_mapping[number] if color_mapping else number * _STEPS % 255
        drawn[classes == number] = np.asarray(color, "float32")
    if not blend:
        return drawn
    mixed = pictures * np.float32(1 - alpha) + drawn * np.float32(alpha)
    return np.where((classes == ignore_index)[..., None], pictures, mixed).astype("uint8")
