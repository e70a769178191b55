"""`MaxNumBoundingBoxes`: the same number of boxes for every picture."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.bounding_boxes import dense_boxes
from tapeflow.keras.layers.preprocessing.image_layer import ImageLayer
from tapeflow.ops.numpy.shapes import pad


class MaxNumBoundingBoxes(ImageLayer):
    """Cuts, or fills up, the bounding boxes of each picture to one number.

    Args:
      max_number: how many boxes and labels each picture has afterwards.
      fill_value: what missing boxes and labels are made of.
      **kwargs: see `Layer`; `bounding_box_format` is needed, and changes nothing.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.MaxNumBoundingBoxes(3, bounding_box_format="xyxy")
    >>> boxes = {"boxes": tf.ones([2, 1, 4]), "labels": tf.ones([2, 1])}
    >>> layer({"images": tf.ones([2, 4, 4, 3]), "bounding_boxes": boxes})["bounding_boxes"][
    ...     "labels"].numpy().tolist()
    [[1.0, -1.0, -1.0], [1.0, -1.0, -1.0]]
    """

    _casts_integers = False

    def __init__(self, max_number: int, fill_value: int = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.max_number, self.fill_value = int(max_number), int(fill_value)

    def _changed(self, images, transformation):
        return images

    def transform_bounding_boxes(self, bounding_boxes, transformation=None, training=True):
        bounding_boxes = dense_boxes(bounding_boxes)
        return {
            **bounding_boxes,
            **{k: self._fixed(bounding_boxes[k]) for k in ("boxes", "labels")},
        }

    def _fixed(self, values: Any) -> Any:
        values = values[:, : self.max_number]
        missing = self.max_number - values._spec.shape[1]
        around = [(0, 0), (0, missing), *[(0, 0)] * (values.ndim - 2)]
        return pad(values, around, constant_values=self.fill_value)

    def compute_output_shape(self, input_shape):
        if not (isinstance(input_shape, dict) and "bounding_boxes" in input_shape):
            return input_shape
        boxes = input_shape["bounding_boxes"]
        extra = sorted(boxes.keys() - {"boxes", "labels"})
        if extra:
            raise KeyError(
                f"There are unsupported keys in `bounding_boxes`: {extra}. "
                "Only `boxes` and `labels` are supported."
            )
        fixed = {key: (shape[0], self.max_number, *shape[2:]) for key, shape in boxes.items()}
        return {**input_shape, "bounding_boxes": fixed}
