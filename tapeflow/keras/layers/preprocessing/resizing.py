"""`Resizing`, `CenterCrop` and `RandomCrop`: pictures of another size."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras.bounding_boxes import crop, dense_boxes
from tapeflow.keras.layers.preprocessing.draws import Draws
from tapeflow.keras.layers.preprocessing.image_layer import ImageLayer, RandomImageLayer
from tapeflow.keras.layers.seeds import default_seed
from tapeflow.keras.resize import resize
from tapeflow.keras.symbolic import KerasTensor
from tapeflow.ops.array import gather, where
from tapeflow.ops.math import (
    cast,
    equal,
    floor,
    logical_or,
    reduce_all,
    round,
    saturate_cast,
)


class Resizing(ImageLayer):
    """Pictures of another height and width, in the dtype they had.

    Args:
      height: the new height.
      width: the new width.
      interpolation: "bilinear", "nearest", "bicubic", "lanczos3" or "lanczos5".
      crop_to_aspect_ratio: whether pictures of another shape are cut rather than distorted.
      pad_to_aspect_ratio: whether they are filled up.
      fill_mode: only "constant".
      fill_value: what they are filled up with.
      antialias: whether pictures that get smaller are blurred first.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Call: `[batch, rows, columns, channels]`, or without a batch.

    Raises:
      ValueError: when it is called: an unknown interpolation, or both of cutting and filling up.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Resizing(1, 4)(tf.constant([[[1.0], [3.0]]]))[0, :, 0].numpy().tolist()
    [1.0, 1.5, 2.5, 3.0]
    """

    _casts_integers = False
    _moves = True

    def __init__(
        self,
        height: int,
        width: int,
        interpolation: str = "bilinear",
        crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False,
        fill_mode: str = "constant",
        fill_value: float = 0.0,
        antialias: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.height, self.width = height, width
        self.interpolation = interpolation
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode, self.fill_value = fill_mode, fill_value
        self.antialias = bool(antialias)

    def get_random_transformation(self, data, training=True, seed=None):
        sizes = self._sizes(data)
        return sizes.height, sizes.width

    def _moved(self, images, transformation, interpolation):
        resized = resize(
            images,
            (self.height, self.width),
            interpolation,
            self.antialias,
            self.crop_to_aspect_ratio,
            self.pad_to_aspect_ratio,
            self.fill_mode,
            self.fill_value,
            "channels_last",
        )
        if resized.dtype is images.dtype:
            return resized
        if images.dtype.is_integer:
            return saturate_cast(round(resized), images.dtype)
        return cast(resized, images.dtype)

    def _box_sizes(self, transformation):
        return (*transformation, self.height, self.width)

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        given = dense_boxes(bounding_boxes)["boxes"]
        # Boxes that only fill up, all -1 or all 0, are zeros afterwards.
        filling = (reduce_all(equal(given, value), -1, keepdims=True) for value in (-1.0, 0.0))
        changed = super().transform_bounding_boxes(bounding_boxes, transformation, training)
        return {**changed, "boxes": where(logical_or(*filling), 0.0, changed["boxes"])}

    def _moved_boxes(self, boxes, transformation):
        height, width = transformation
        down, across = self.height / height, self.width / width
        if self.pad_to_aspect_ratio:
            down = across = min(down, across)
        elif self.crop_to_aspect_ratio:
            down = across = max(down, across)
        top = math.trunc((self.height - height * down) / 2)
        left = math.trunc((self.width - width * across) / 2)
        return boxes * [across, down, across, down] + [float(n) for n in (left, top, left, top)]

    def compute_output_shape(self, input_shape):
        return self._resized_shape(input_shape, self.height, self.width)

    def compute_output_spec(self, inputs, training=True):
        if isinstance(inputs, dict):
            return super().compute_output_spec(inputs, training=training)
        return KerasTensor(self.compute_output_shape(inputs.shape), inputs.dtype)


class CenterCrop(ImageLayer):
    """The middle of pictures; smaller ones are cut to the shape wanted and scaled up.

    Args:
      height: the result's height.
      width: the result's width.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.CenterCrop(1, 2)(tf.reshape(tf.range(12.0), [3, 4, 1]))[..., 0].numpy()
    array([[5., 6.]], dtype=float32)
    """

    _moves = True

    def __init__(self, height: int, width: int, data_format: str | None = None, **kwargs: Any):
        super().__init__(data_format=data_format, **kwargs)
        self.height, self.width = height, width

    def get_random_transformation(self, data, training=True, seed=None):
        return {"input_shape": self._sizes(data).shape}

    def _moved(self, images, transformation, interpolation):
        rows, columns = images._spec.shape[1:3]
        if rows < self.height or columns < self.width:
            return _fitted(images, self.height, self.width, interpolation)
        top, left = (rows - self.height) // 2, (columns - self.width) // 2
        return images[:, top : top + self.height, left : left + self.width]

    def _box_sizes(self, transformation):
        return (*super()._box_sizes(transformation), self.height, self.width)

    def _moved_boxes(self, boxes, transformation):
        rows, columns = super()._box_sizes(transformation)
        if rows < self.height or columns < self.width:
            return _fitted_boxes(boxes, rows, columns, self.height, self.width)
        top, left = (rows - self.height) // 2, (columns - self.width) // 2
        return crop(boxes, top, left, self.height, self.width)

    def compute_output_shape(self, input_shape):
        return self._resized_shape(input_shape, self.height, self.width)


class RandomCrop(RandomImageLayer):
    """A part of pictures, at the same random place in all of a batch.

    When not training, and if pictures are not larger than the part, it is the largest part of the
    right shape, scaled: outputs always have the same size.

    Args:
      height: the part's height.
      width: the part's width.
      seed: makes the places repeatable.
      data_format: "channels_last" or "channels_first".
      name: see `Layer`.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.RandomCrop(2, 2)(tf.ones([1, 5, 6, 3])).shape
    TensorShape([1, 2, 2, 3])
    """

    _only_in_training = False
    _moves = True

    def __init__(
        self,
        height: int,
        width: int,
        seed: int | None = None,
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        if seed is None:
            default_seed()  # Keras draws one more: what is made later gets the same seeds as there
        super().__init__(seed=seed, data_format=data_format, name=name, **kwargs)
        self.height, self.width = height, width

    def get_random_transformation(self, data, training=True, seed=None):
        """First row and column of the part, None where it is not drawn, and the pictures' sizes."""
        sizes = self._sizes(data)
        if not (training and sizes.height > self.height and sizes.width > self.width):
            return None, None, sizes.height, sizes.width
        draws = Draws(self._seeds if seed is None else seed)
        rows = draws.uniform((), 0.0, sizes.height - self.height + 1)
        columns = draws.uniform((), 0.0, sizes.width - self.width + 1)
        first = (cast(floor(number), "int32") for number in (rows, columns))
        return (*first, sizes.height, sizes.width)

    def _moved(self, images, transformation, interpolation):
        top, left, _, _ = transformation
        if top is None:
            return _fitted(images, self.height, self.width, interpolation)
        images = gather(images, top + list(range(self.height)), axis=1)
        return gather(images, left + list(range(self.width)), axis=2)

    def _box_sizes(self, transformation):
        return (*transformation[2:], self.height, self.width)

    def _moved_boxes(self, boxes, transformation):
        top, left, rows, columns = transformation
        if top is None:
            return _fitted_boxes(boxes, rows, columns, self.height, self.width)
        return crop(boxes, top, left, self.height, self.width)

    def compute_output_shape(self, input_shape):
        return self._resized_shape(input_shape, self.height, self.width)


def _fitted(images: Tensor, height: int, width: int, interpolation: str) -> Tensor:
    """The largest part of the right shape, from the middle, scaled."""
    resized = resize(
        images, (height, width), interpolation, crop_to_aspect_ratio=True,
        data_format="channels_last",
    )  # fmt: skip
    return cast(resized, images.dtype)


def _fitted_boxes(boxes: Tensor, rows: int, columns: int, height: int, width: int) -> Tensor:
    """Boxes of `_fitted` pictures."""
    part_rows = max(min(rows, int(columns * height / width)), 1)
    part_columns = max(min(columns, int(rows * width / height)), 1)
    top, left = int((rows - part_rows) / 2), int((columns - part_columns) / 2)
    across, down = width / part_columns, height / part_rows
    return crop(boxes, top, left, part_rows, part_columns) * [across, down, across, down]
