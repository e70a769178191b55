"""`UpSampling1D`, `UpSampling2D`, `UpSampling3D`: several elements for each."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import backend
from tapeflow.keras.layers.checks import int_tuple, one_of
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.margins import spatial_axes
from tapeflow.ops.nn.upsample import METHODS, upsample


class BaseUpSampling(Layer):
    """What the upsampling layers share; see `UpSampling2D`."""

    _is_simple = True
    _rank = 2
    interpolation = "nearest"

    def __init__(self, size: Any, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self._factors = int_tuple(type(self).__name__, "size", size, self._rank)
        self.size: Any = self._factors
        self.data_format = backend.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def call(self, inputs):
        return upsample(inputs, self._factors, spatial_axes(self).start, self.interpolation)

    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        for axis, factor in zip(spatial_axes(self), self._factors, strict=True):
            shape[axis] = None if shape[axis] is None else shape[axis] * factor
        return tuple(shape)


class UpSampling1D(BaseUpSampling):
    """Repeats each step: `[batch, steps, channels]` -> `[batch, steps * size, channels]`.

    Args:
      size: how often.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.UpSampling1D(2)(tf.constant([[[1.0], [2.0]]])).numpy().ravel().tolist()
    [1.0, 1.0, 2.0, 2.0]
    """

    _rank = 1
    _never_written = ("data_format",)

    def __init__(self, size: int = 2, **kwargs: Any):
        super().__init__(size, "channels_last", **kwargs)
        self.size = self._factors[0]


class UpSampling2D(BaseUpSampling):
    """Enlarges pictures `[batch, height, width, channels]` by whole factors.

    Args:
      size: the factor, or one for rows and one for columns.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      interpolation: "nearest" repeats elements; "bilinear", "bicubic", "lanczos3" and "lanczos5"
        compute new ones.
      **kwargs: see `Layer`.

    Raises:
      ValueError: an unknown interpolation.

    >>> import tapeflow as tf
    >>> tf.keras.layers.UpSampling2D((2, 3))(tf.ones([2, 4, 4, 3])).shape
    TensorShape([2, 8, 12, 3])
    """

    def __init__(
        self,
        size: Any = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **kwargs: Any,
    ):
        super().__init__(size, data_format, **kwargs)
        self.interpolation = one_of("UpSampling2D", "interpolation", interpolation, METHODS)


class UpSampling3D(BaseUpSampling):
    """Repeats the elements of volumes `[batch, depth, height, width, channels]`.

    Args:
      size: how often, or one number for each axis.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      **kwargs: see `Layer`.
    """

    _rank = 3

    def __init__(self, size: Any = (2, 2, 2), data_format: str | None = None, **kwargs: Any):
        super().__init__(size, data_format, **kwargs)
