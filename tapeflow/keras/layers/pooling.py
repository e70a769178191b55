"""Pooling layers: the largest element, or the mean, of each window or of everything."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import backend
from tapeflow.keras.layers.checks import int_tuple, one_of
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.window_shape import FORMATS, window_outputs
from tapeflow.ops.math import cast, reduce_max, reduce_mean, reduce_sum
from tapeflow.ops.nn import avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d


class BasePooling(Layer):
    """What the pooling layers with a window share.

    Args:
      pool_size: the window's size: one number, or one per spatial axis.
      strides: how far it moves; by default its size.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: an argument out of its range.
    """

    _is_simple = True
    _rank = 2
    _pool: Any = None

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str,
        data_format: str | None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        layer = type(self).__name__
        self.pool_size = int_tuple(layer, "pool_size", pool_size, self._rank)
        self.strides = int_tuple(
            layer, "strides", self.pool_size if strides is None else strides, self._rank
        )
        self.padding = one_of(layer, "padding", padding, ("valid", "same"))
        self.data_format = backend.standardize_data_format(data_format)
        self._format = FORMATS[self.data_format][self._rank - 1]
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def call(self, inputs):
        return type(self)._pool(
            inputs, self.pool_size, self.strides, self.padding.upper(), self._format
        )

    def compute_output_shape(self, input_shape):
        return window_outputs(self, input_shape, self.pool_size, self.strides, self.padding)


class MaxPooling1D(BasePooling):
    """The largest element of each window of `[batch, steps, channels]`; see `BasePooling`."""

    _rank = 1
    _pool = staticmethod(max_pool1d)

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(pool_size, strides, padding, data_format, name=name, **kwargs)


class MaxPooling2D(BasePooling):
    """The largest element of each window of `[batch, height, width, channels]`; see `BasePooling`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.MaxPool2D(pool_size=[2, 2], strides=2)(tf.ones([1, 28, 28, 3])).shape
    TensorShape([1, 14, 14, 3])
    """

    _pool = staticmethod(max_pool2d)

    def __init__(
        self,
        pool_size: Any = (2, 2),
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(pool_size, strides, padding, data_format, name=name, **kwargs)


class MaxPooling3D(BasePooling):
    """The largest element of each window of a volume; see `BasePooling`."""

    _rank = 3
    _pool = staticmethod(max_pool3d)

    def __init__(
        self,
        pool_size: Any = (2, 2, 2),
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(pool_size, strides, padding, data_format, name=name, **kwargs)


class AveragePooling1D(BasePooling):
    """The mean of each window of sequences, padding left out; see `BasePooling`."""

    _rank = 1
    _pool = staticmethod(avg_pool1d)

    def __init__(
        self,
        pool_size: Any,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(pool_size, strides, padding, data_format, name=name, **kwargs)


class AveragePooling2D(BasePooling):
    """The mean of each window of pictures, padding left out; see `BasePooling`."""

    _pool = staticmethod(avg_pool2d)

    def __init__(
        self,
        pool_size: Any,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(pool_size, strides, padding, data_format, name=name, **kwargs)


class AveragePooling3D(BasePooling):
    """The mean of each window of `[batch, depth, height, width, channels]`; see `BasePooling`."""

    _rank = 3
    _pool = staticmethod(avg_pool3d)

    def __init__(
        self,
        pool_size: Any,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(pool_size, strides, padding, data_format, name=name, **kwargs)


class GlobalPooling(Layer):
    """What the pooling layers over all spatial axes share.

    Args:
      data_format: "channels_last" or "channels_first".
      keepdims: whether the spatial axes stay, with size 1.
      **kwargs: see `Layer`.
    """

    _is_simple = True
    _rank = 2
    _reduce: Any = None

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = backend.standardize_data_format(data_format)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def _axes(self) -> tuple[int, ...]:
        start = 1 if self.data_format == "channels_last" else 2
        return tuple(range(start, start + self._rank))

    def call(self, inputs):
        return type(self)._reduce(inputs, self._axes(), self.keepdims)

    def compute_output_shape(self, input_shape):
        axes = self._axes()
        if self.keepdims:
            return tuple(1 if i in axes else size for i, size in enumerate(input_shape))
        return tuple(size for i, size in enumerate(input_shape) if i not in axes)


class GlobalMaxPooling1D(GlobalPooling):
    """The largest element over all steps: `[batch, steps, channels]` -> `[batch, channels]`."""

    _rank = 1
    _reduce = staticmethod(reduce_max)


class GlobalMaxPooling2D(GlobalPooling):
    """A picture's largest: `[batch, height, width, channels]` -> `[batch, channels]`."""

    _reduce = staticmethod(reduce_max)


class GlobalMaxPooling3D(GlobalPooling):
    """A volume's largest: `[batch, depth, height, width, channels]` -> `[batch, channels]`."""

    _rank = 3
    _reduce = staticmethod(reduce_max)


class GlobalAveragePooling1D(GlobalPooling):
    """The mean over all steps: `[batch, steps, channels]` -> `[batch, channels]`.

    Call: `mask`, bool of `[batch, steps]`, leaves steps out where it is False.

    >>> import tapeflow as tf
    >>> tf.keras.layers.GlobalAveragePooling1D()(tf.constant([[[1.0], [3.0]]])).numpy().tolist()
    [[2.0]]
    """

    _rank = 1
    supports_masking = True
    _is_simple = True

    def call(self, inputs, mask=None):
        axes = self._axes()
        if mask is None:
            return reduce_mean(inputs, axes, self.keepdims)
        weights = cast(mask, inputs.dtype)[:, :, None]
        if self.data_format == "channels_first":
            weights = cast(mask, inputs.dtype)[:, None, :]
        return reduce_sum(inputs * weights, axes, self.keepdims) / reduce_sum(
            weights, axes, self.keepdims
        )

    def compute_mask(self, inputs, mask=None):
        return None


class GlobalAveragePooling2D(GlobalPooling):
    """The mean of a picture: `[batch, height, width, channels]` -> `[batch, channels]`."""

    _reduce = staticmethod(reduce_mean)


class GlobalAveragePooling3D(GlobalPooling):
    """The mean of a volume: `[batch, depth, height, width, channels]` -> `[batch, channels]`."""

    _rank = 3
    _reduce = staticmethod(reduce_mean)


MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = (
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
)
GlobalAvgPool1D, GlobalAvgPool2D, GlobalAvgPool3D = (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
)
