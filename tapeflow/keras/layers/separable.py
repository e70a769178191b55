"""`SeparableConv1D`, `SeparableConv2D`: each channel by itself, then a mix of the channels."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import backend
from tapeflow.keras.layers.checks import fused, int_tuple, one_of, positive_int
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.weight_options import add_weight, arguments_of, keep_options
from tapeflow.keras.layers.window_shape import (
    FORMATS,
    channels_of,
    check_strides,
    window_outputs,
    window_padding,
)
from tapeflow.ops.nn import separable_convolution


class BaseSeparableConv(Layer):
    """What the separable convolutions share (Chollet 2017, arXiv:1610.02357).

    Args:
      filters: the number of output channels.
      kernel_size, strides, dilation_rate: one number, or one per spatial axis.
      padding: "valid", "same", or with one axis "causal".
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      depth_multiplier: how many channels the first part makes of each.
      activation: a function, its name, or None.
      use_bias: whether there is a bias.
      depthwise_initializer, pointwise_initializer, bias_initializer: what the weights are at first.
      depthwise_regularizer, pointwise_regularizer, bias_regularizer, activity_regularizer:
        penalties, added to `losses`.
      depthwise_constraint, pointwise_constraint, bias_constraint: applied after each update.
      **kwargs: see `Layer`.

    Raises:
      ValueError: an argument out of its range, or inputs of another number of channels.
    """

    _is_simple = True
    _casts_integers = True
    _rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        layer, rank = type(self).__name__, self._rank
        self.filters = positive_int(layer, "filters", filters)
        self.kernel_size = int_tuple(layer, "kernel_size", kernel_size, rank)
        self.strides = int_tuple(layer, "strides", strides, rank)
        self.dilation_rate = int_tuple(layer, "dilation_rate", dilation_rate, rank)
        self.padding = one_of(
            layer, "padding", padding, ("valid", "same", "causal")[: 3 if rank == 1 else 2]
        )
        self.data_format = backend.standardize_data_format(data_format)
        self.depth_multiplier = positive_int(layer, "depth_multiplier", depth_multiplier)
        self.use_bias = use_bias
        keep_options(
            self,
            activation=activation,
            depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer,
            depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint,
            bias_constraint=bias_constraint,
        )
        check_strides(layer, self.strides, self.dilation_rate)
        self.input_spec = InputSpec(min_ndim=rank + 2)

    def build(self, input_shape):
        axis, channels = channels_of(self, input_shape)
        self.compute_output_shape(input_shape)  # refuses inputs smaller than the window
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        mixed = ((1,) * self._rank) + (channels * self.depth_multiplier, self.filters)
        self.depthwise_kernel = add_weight(self, "depthwise_kernel", shape, options="depthwise")
        self.pointwise_kernel = add_weight(self, "pointwise_kernel", mixed, options="pointwise")
        self.bias = add_weight(self, "bias", (self.filters,)) if self.use_bias else None
        self.input_spec = InputSpec(ndim=self._rank + 2, axes={axis: channels})

    def call(self, inputs):
        inner, outer = fused(self.activation)
        bias = self.bias
        outputs = separable_convolution(
            inputs,
            self.depthwise_kernel.value(),
            self.pointwise_kernel.value(),
            None if bias is None else bias.value(),
            self.strides,
            window_padding(self),
            self.dilation_rate,
            FORMATS[self.data_format][self._rank - 1],
            inner,
        )
        return outputs if outer is None else outer(outputs)

    def compute_output_shape(self, input_shape):
        return window_outputs(
            self,
            input_shape,
            self.kernel_size,
            self.strides,
            self.padding,
            self.dilation_rate,
            self.filters,
        )


class SeparableConv1D(BaseSeparableConv):
    """A separable convolution: `[batch, steps, channels]` -> `[batch, new_steps, filters]`.

    Args: see `BaseSeparableConv`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.SeparableConv1D(4, 3)(tf.ones([2, 8, 5])).shape
    TensorShape([2, 6, 4])
    """

    _rank = 1

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**arguments_of(locals()), **kwargs)


class SeparableConv2D(BaseSeparableConv):
    """A separable convolution of pictures `[batch, height, width, channels]`.

    Args: see `BaseSeparableConv`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.SeparableConv2D(4, 3, padding="same")(tf.ones([2, 8, 8, 5])).shape
    TensorShape([2, 8, 8, 4])
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**arguments_of(locals()), **kwargs)


SeparableConvolution1D = SeparableConv1D
SeparableConvolution2D = SeparableConv2D
