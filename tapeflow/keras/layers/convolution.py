"""`Conv1D`, `Conv2D`, `Conv3D`: kernels that slide over their inputs."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import activations, backend, constraints, initializers, regularizers
from tapeflow.keras.layers.checks import fused, int_tuple, one_of, positive_int
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.weight_options import arguments_of
from tapeflow.keras.layers.window_shape import (
    FORMATS,
    check_strides,
    window_outputs,
    window_padding,
)
from tapeflow.ops.nn import fused_convolution


class BaseConv(Layer):
    """What the convolution layers share.

    Args:
      filters: the number of output channels.
      kernel_size, strides, dilation_rate: one number, or one per spatial axis.
      padding: "valid", "same", or with one axis "causal".
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      groups: how many parts the channels are in; each is convolved with its own filters.
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
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
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
        self.padding = one_of(
            layer, "padding", padding, ("valid", "same", "causal")[: 3 if rank == 1 else 2]
        )
        self.data_format = backend.standardize_data_format(data_format)
        self.groups = positive_int(layer, "groups", groups)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=rank + 2)
        self._format = FORMATS[self.data_format][rank - 1]
        self._padding: Any = window_padding(self)
        self._check_arguments(layer)

    def _check_arguments(self, layer: str) -> None:
        if self.filters % self.groups:
            raise ValueError(
                problem(
                    f"{layer}: The number of filters must be evenly divisible by the number of "
                    "groups.",
                    given=f"groups={self.groups}, filters={self.filters}",
                    expected=f"filters a multiple of {self.groups}",
                )
            )
        check_strides(layer, self.strides, self.dilation_rate)

    def build(self, input_shape):
        axis = -1 if self.data_format == "channels_last" else 1
        channels = input_shape[axis]
        if channels is None or channels % self.groups:
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': The number of input channels must "
                    "be evenly divisible "
                    "by the number of groups.",
                    given=f"input shape {tuple(input_shape)}, groups={self.groups}",
                )
            )
        self.compute_output_shape(input_shape)  # refuses inputs smaller than the window
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, channels // self.groups, self.filters),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.filters,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(ndim=self._rank + 2, axes={axis: channels})

    def call(self, inputs):
        inner, outer = fused(self.activation)
        bias = self.bias
        outputs = fused_convolution(
            inputs,
            self.kernel.value(),
            None if bias is None else bias.value(),
            self.strides,
            self._padding,
            self.dilation_rate,
            self._format,
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


class Conv1D(BaseConv):
    """Slides a kernel along one axis: `[batch, steps, channels]` -> `[batch, new_steps, filters]`.

    Args: see `BaseConv`; `padding="causal"` lets an output see no later inputs.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Conv1D(4, 3, padding="same")(tf.ones([2, 8, 5])).shape
    TensorShape([2, 8, 4])
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
        groups: int = 1,
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


class Conv2D(BaseConv):
    """Slides a kernel over pictures: `[batch, height, width, channels]` -> `[..., filters]`.

    Args: see `BaseConv`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Conv2D(32, [5, 5], padding="same")(tf.ones([2, 28, 28, 1])).shape
    TensorShape([2, 28, 28, 32])
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        groups: int = 1,
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


class Conv3D(BaseConv):
    """Slides a kernel over volumes: `[batch, depth, height, width, channels]` -> `[..., filters]`.

    Args: see `BaseConv`.
    """

    _rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1, 1),
        groups: int = 1,
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


Convolution1D = Conv1D
Convolution2D = Conv2D
Convolution3D = Conv3D
