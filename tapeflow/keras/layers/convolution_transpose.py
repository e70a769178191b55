"""`Conv1DTranspose`, `Conv2DTranspose`, `Conv3DTranspose`: convolutions turned round."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.layers.checks import fused, int_tuple, one_of, positive_int
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.weight_options import add_weight, arguments_of, keep_options
from tapeflow.keras.layers.window_shape import FORMATS, channels_of, check_strides
from tapeflow.ops.nn import convolution_transpose


class BaseConvTranspose(Layer):
    """What the transposed convolutions share: they go from a convolution's outputs to its inputs.

    Args:
      filters: the number of output channels.
      kernel_size, strides, dilation_rate: one number, or one per spatial axis.
      padding: "valid" or "same".
      output_padding: how many elements are added at the end of each spatial axis, less than the
        stride; None lets the outputs be as large as the stride says.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      activation: a function, its name, or None.
      use_bias: whether there is a bias.
      kernel_initializer, bias_initializer: what the weights are at first.
      kernel_regularizer, bias_regularizer, activity_regularizer: penalties, added to `losses`.
      kernel_constraint, bias_constraint: applied after each update of a weight.
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
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        layer, rank = type(self).__name__, self._rank
        self.filters = positive_int(layer, "filters", filters)
        self.kernel_size = int_tuple(layer, "kernel_size", kernel_size, rank)
        self.strides = int_tuple(layer, "strides", strides, rank)
        self.dilation_rate = int_tuple(layer, "dilation_rate", dilation_rate, rank)
        self.padding = one_of(layer, "padding", padding, ("valid", "same"))
        self.data_format = backend.standardize_data_format(data_format)
        self.use_bias = use_bias
        keep_options(
            self,
            activation=activation,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self.output_padding = None
        if output_padding is not None:
            self.output_padding = int_tuple(layer, "output_padding", output_padding, rank, 0)
            self._check_output_padding(layer)
        check_strides(layer, self.strides, self.dilation_rate)
        self.input_spec = InputSpec(ndim=rank + 2)

    def _check_output_padding(self, layer: str) -> None:
        pairs = zip(self.output_padding, self.strides, strict=True)
        if any(added >= stride for added, stride in pairs):
            raise ValueError(
                problem(
                    f"{layer}: `output_padding` must be less than the strides",
                    given=f"output_padding={self.output_padding}, strides={self.strides}",
                )
            )

    def build(self, input_shape):
        axis, channels = channels_of(self, input_shape)
        self.kernel = add_weight(self, "kernel", (*self.kernel_size, self.filters, channels))
        self.bias = add_weight(self, "bias", (self.filters,)) if self.use_bias else None
        self.input_spec = InputSpec(ndim=self._rank + 2, axes={axis: channels})

    def call(self, inputs):
        inner, outer = fused(self.activation)
        bias = self.bias
        outputs = convolution_transpose(
            inputs,
            self.kernel.value(),
            None if bias is None else bias.value(),
            self._sizes(inputs._spec.shape),
            self.strides,
            self.padding.upper(),
            self.dilation_rate,
            FORMATS[self.data_format][self._rank - 1],
            inner,
        )
        return outputs if outer is None else outer(outputs)

    def _sizes(self, shape: Any) -> tuple:
        """The outputs' spatial sizes."""
        sizes = shape[2:] if self.data_format == "channels_first" else shape[1:-1]
        added = self.output_padding or (None,) * self._rank
        axes = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, added, strict=True)
        return tuple(_size(*axis, self.padding) for axis in axes)

    def compute_output_shape(self, input_shape):
        sizes = self._sizes(tuple(input_shape))
        if self.data_format == "channels_first":
            return (input_shape[0], self.filters, *sizes)
        return (input_shape[0], *sizes, self.filters)


def _size(
    size: int | None, window: int, stride: int, dilation: int, added: int | None, padding: str
) -> int | None:
    if size is None:
        return None
    reach = (window - 1) * dilation + 1
    if padding == "valid":
        return (size - 1) * stride + (max(reach, stride) if added is None else reach + added)
    return size * stride if added is None else (size - 1) * stride + reach % 2 + added


class Conv1DTranspose(BaseConvTranspose):
    """A transposed convolution: `[batch, steps, channels]` -> `[batch, more_steps, filters]`.

    Args: see `BaseConvTranspose`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Conv1DTranspose(4, 3, strides=2, padding="same")(tf.ones([2, 8, 5])).shape
    TensorShape([2, 16, 4])
    """

    _rank = 1

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**arguments_of(locals()), **kwargs)


class Conv2DTranspose(BaseConvTranspose):
    """A transposed convolution of pictures: `[batch, height, width, channels]` to larger ones.

    Args: see `BaseConvTranspose`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Conv2DTranspose(4, 3, strides=2)(tf.ones([1, 5, 5, 2])).shape
    TensorShape([1, 11, 11, 4])
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**arguments_of(locals()), **kwargs)


class Conv3DTranspose(BaseConvTranspose):
    """A transposed convolution of volumes `[batch, depth, height, width, channels]`.

    Args: see `BaseConvTranspose`.
    """

    _rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        output_padding: Any = None,
        dilation_rate: Any = (1, 1, 1),
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(**arguments_of(locals()), **kwargs)


Convolution1DTranspose = Conv1DTranspose
Convolution2DTranspose = Conv2DTranspose
Convolution3DTranspose = Conv3DTranspose
