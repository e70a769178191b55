"""Adaptive pooling: however large the inputs are, the outputs have a given size."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import backend
from tapeflow.keras.layers.checks import int_tuple
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.margins import spatial_axes
from tapeflow.ops.nn.adaptive_pool import adaptive_average_pool, adaptive_max_pool


class BaseAdaptivePooling(Layer):
    """What the adaptive pooling layers share.

    Output `i` of an axis stands for the elements from `floor(i * size / output_size)` to
    `ceil((i + 1) * size / output_size)`.

    Args:
      output_size: one number, or one per spatial axis.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      **kwargs: see `Layer`.
    """

    _is_simple = True
    _rank = 2
    _pool: Any = None

    def __init__(self, output_size: Any, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.output_size = int_tuple(type(self).__name__, "output_size", output_size, self._rank)
        self.data_format = backend.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def call(self, inputs):
        return type(self)._pool(inputs, self.output_size, spatial_axes(self).start)

    def compute_output_shape(self, input_shape):
        if self.data_format == "channels_first":
            return (*input_shape[:2], *self.output_size)
        return (input_shape[0], *self.output_size, input_shape[-1])


class AdaptiveAveragePooling1D(BaseAdaptivePooling):
    """Means of sequences: `[batch, steps, channels]` -> `[batch, output_size, channels]`.

    Args: see `BaseAdaptivePooling`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.AdaptiveAveragePooling1D(2)
    >>> layer(tf.constant([[[1.0], [2.0], [4.0]]])).numpy().ravel().tolist()
    [1.5, 3.0]
    """

    _rank = 1
    _pool = staticmethod(adaptive_average_pool)


class AdaptiveAveragePooling2D(BaseAdaptivePooling):
    """Means of pictures `[batch, height, width, channels]`; see `BaseAdaptivePooling`."""

    _pool = staticmethod(adaptive_average_pool)


class AdaptiveAveragePooling3D(BaseAdaptivePooling):
    """Means of volumes `[batch, depth, height, width, channels]`; see `BaseAdaptivePooling`."""

    _rank = 3
    _pool = staticmethod(adaptive_average_pool)


class AdaptiveMaxPooling1D(BaseAdaptivePooling):
    """Largest elements of sequences `[batch, steps, channels]`; see `BaseAdaptivePooling`."""

    _rank = 1
    _pool = staticmethod(adaptive_max_pool)


class AdaptiveMaxPooling2D(BaseAdaptivePooling):
    """Largest elements of pictures `[batch, height, width, channels]`."""

    _pool = staticmethod(adaptive_max_pool)


class AdaptiveMaxPooling3D(BaseAdaptivePooling):
    """Largest elements of volumes `[batch, depth, height, width, channels]`."""

    _rank = 3
    _pool = staticmethod(adaptive_max_pool)
