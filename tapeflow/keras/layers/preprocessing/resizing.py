"""`Resizing`, `CenterCrop` and `RandomCrop`: pictures of another size."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras.layers.preprocessing.image_layer import ImageLayer, RandomImageLayer
from tapeflow.keras.resize import resize
from tapeflow.keras.symbolic import KerasTensor
from tapeflow.ops.array.gather import gather
from tapeflow.ops.math.cast import cast, saturate_cast
from tapeflow.ops.math import floor, round


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

    def _changed(self, images, training):
        resized = resize(
            images,
            (self.height, self.width),
            self.interpolation,
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

    def __init__(self, height: int, width: int, data_format: str | None = None, **kwargs: Any):
        super().__init__(data_format=data_format, **kwargs)
        self.height, self.width = height, width

    def _changed(self, images, training):
        rows, columns = images._spec.shape[1:3]
        if rows < self.height or columns < self.width:
            return _fitted(images, self.height, self.width)
        top, left = (rows - self.height) // 2, (columns - self.width) // 2
        return images[:, top : top + self.height, left : left + self.width]

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

    def __init__(
        self,
        height: int,
        width: int,
        seed: int | None = None,
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, name=name, **kwargs)
        self.height, self.width = height, width

    def _changed(self, images, training):
        rows, columns = images._spec.shape[1:3]
        if not (training and rows > self.height and columns > self.width):
            return _fitted(images, self.height, self.width)
        images = gather(images, self._positions(rows, self.height), axis=1)
        return gather(images, self._positions(columns, self.width), axis=2)

    def _positions(self, size: int, length: int) -> Tensor:
        first = self._uniform((), 0.0, size - length + 1)
        return cast(floor(first), "int32") + list(range(length))

    def compute_output_shape(self, input_shape):
        return self._resized_shape(input_shape, self.height, self.width)


def _fitted(images: Tensor, height: int, width: int) -> Tensor:
    resized = resize(
        images, (height, width), crop_to_aspect_ratio=True, data_format="channels_last"
    )
    return cast(resized, images.dtype)
