"""`ZeroPadding1D`, `ZeroPadding2D`, `ZeroPadding3D`: zeros at both ends of spatial axes."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import backend
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.margins import margins_of, spatial_axes
from tapeflow.ops.array import pad


class BaseZeroPadding(Layer):
    """What the padding layers share; see `ZeroPadding2D`."""

    _is_simple = True
    _rank = 2

    def __init__(self, padding: Any, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.padding = margins_of(type(self).__name__, "padding", padding, self._rank)
        self.data_format = backend.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        pairs = self.padding if self._rank > 1 else (self.padding,)
        self._paddings = [(0, 0)] * (self._rank + 2)
        for axis, pair in zip(spatial_axes(self), pairs, strict=True):
            self._paddings[axis] = pair
        self._paddings = tuple(self._paddings)

    def call(self, inputs):
        return pad(inputs, self._paddings)

    def compute_output_shape(self, input_shape):
        pairs = zip(input_shape, self._paddings, strict=True)
        return tuple(None if size is None else size + sum(pair) for size, pair in pairs)


class ZeroPadding1D(BaseZeroPadding):
    """Adds steps of zeros at both ends: `[batch, steps, channels]` -> `[batch, more, channels]`.

    Args:
      padding: how many, at both ends alike or as a pair.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.ZeroPadding1D(1)(tf.ones([1, 2, 1])).numpy().ravel().tolist()
    [0.0, 1.0, 1.0, 0.0]
    """

    _rank = 1

    def __init__(self, padding: Any = 1, data_format: str | None = None, **kwargs: Any):
        super().__init__(padding, data_format, **kwargs)


class ZeroPadding2D(BaseZeroPadding):
    """Adds rows and columns of zeros around pictures `[batch, height, width, channels]`.

    Args:
      padding: a number for all sides; a pair, for rows and for columns; or a pair of pairs,
        `((top, bottom), (left, right))`.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.ZeroPadding2D((1, 2))(tf.ones([2, 8, 8, 3])).shape
    TensorShape([2, 10, 12, 3])
    """

    def __init__(self, padding: Any = (1, 1), data_format: str | None = None, **kwargs: Any):
        super().__init__(padding, data_format, **kwargs)


class ZeroPadding3D(BaseZeroPadding):
    """Adds zeros around volumes `[batch, depth, height, width, channels]`.

    Args:
      padding: a number for all sides, three of them, or three pairs.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      **kwargs: see `Layer`.
    """

    _rank = 3

    def __init__(
        self,
        padding: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(padding, data_format, **kwargs)
