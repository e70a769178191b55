"""`ConvLSTM1D`, `ConvLSTM2D`, `ConvLSTM3D`: memories over sequences of pictures and the like."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.layers.checks import fused, int_tuple, one_of, positive_int
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.recurrent import RNN
from tapeflow.keras.layers.recurrent_cells import RecurrentCell, unit_forget_bias_initializer
from tapeflow.keras.layers.weight_options import add_weight, arguments_of, keep_options
from tapeflow.keras.layers.window_shape import FORMATS, channels_of, check_strides, window_outputs
from tapeflow.ops.array import expand_dims, ones, zeros
from tapeflow.ops.nn import seeded_dropout
from tapeflow.ops.nn.conv_lstm import conv_lstm

_LAYER_OPTIONS = ("return_sequences", "return_state", "go_backwards", "stateful")


class ConvLSTMCell(RecurrentCell):
    """One step of a convolutional LSTM; the arguments are those of `ConvLSTM2D`, and `rank`."""

    _seeds_first = True

    def __init__(self, rank: int, filters: int, kernel_size: Any, **options: Any):
        window = {
            name: options.pop(name)
            for name in ("strides", "padding", "data_format", "dilation_rate")
        }
        recurrent_activation = options.pop("recurrent_activation")
        unit_forget_bias = options.pop("unit_forget_bias")
        super().__init__(positive_int("ConvLSTM", "filters", filters), **options)
        self.rank, self.filters, self.unit_forget_bias = rank, filters, unit_forget_bias
        self.kernel_size = int_tuple("ConvLSTM", "kernel_size", kernel_size, rank)
        self.strides = int_tuple("ConvLSTM", "strides", window["strides"], rank)
        self.dilation_rate = int_tuple("ConvLSTM", "dilation_rate", window["dilation_rate"], rank)
        self.padding = one_of("ConvLSTM", "padding", window["padding"], ("valid", "same"))
        self.data_format = backend.standardize_data_format(window["data_format"])
        check_strides("ConvLSTM", self.strides, self.dilation_rate)
        keep_options(self, recurrent_activation=recurrent_activation)

    def build(self, input_shape):
        _, channels = channels_of(self, input_shape)
        self._state_shape = self.compute_output_shape(input_shape)[0][1:]
        width = 4 * self.filters
        self.kernel = add_weight(self, "kernel", (*self.kernel_size, channels, width))
        self.recurrent_kernel = add_weight(
            self,
            "recurrent_kernel",
            (*self.kernel_size, self.filters, width),
            options="recurrent",
        )
        self.bias = None
        if self.use_bias:
            initializer = self.bias_initializer
            if self.unit_forget_bias:
                initializer = unit_forget_bias_initializer(initializer, self.filters)
            self.bias = self.add_weight(
                name="bias",
                shape=(width,),
                initializer=initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def get_initial_state(self, batch_size=None, inputs=None, dtype=None):
        batch_size = batch_size if inputs is None else inputs.shape[0]
        return [zeros((int(batch_size), *self._state_shape), dtype or self.compute_dtype)] * 2

    def call(self, inputs, states, training=False):
        given = expand_dims(inputs, 1)
        _, h, c = self.sequence(given, list(states), None, training, False, False)
        return h, [h, c]

    def sequence(
        self, inputs: Tensor, states: list, mask: Any, training: Any, reverse: bool, zero: bool
    ) -> Any:
        """Outputs of all steps, and the last states."""
        factor = None
        if training and self.dropout:
            shape = (inputs._spec.shape[0], 1, *inputs._spec.shape[2:])
            inputs = seeded_dropout(inputs, self.dropout, *self.seed_generator.next_pair(), shape)
        if training and self.recurrent_dropout:
            shape = states[0]._spec.shape
            drawn = ones(shape, self.compute_dtype)
            factor = seeded_dropout(drawn, self.recurrent_dropout, *self.seed_generator.next_pair())
        bias = self.bias
        return conv_lstm(
            inputs,
            *states,
            self.kernel.value(),
            self.recurrent_kernel.value(),
            None if bias is None else bias.value(),
            mask,
            factor,
            self.strides,
            self.padding.upper(),
            self.dilation_rate,
            FORMATS[self.data_format][self.rank - 1],
            _pure(self, self.activation),
            _pure(self, self.recurrent_activation),
            reverse,
            zero,
        )

    def compute_output_shape(self, input_shape, states_shape=None):
        shape = window_outputs(
            self,
            input_shape,
            self.kernel_size,
            self.strides,
            self.padding,
            self.dilation_rate,
            self.filters,
        )
        return shape, [shape, shape]


def _pure(layer: Any, activation: Any) -> Any:
    inner, outer = fused(activation)
    if outer is not None:
        raise NotImplementedError(
            problem(
                f"ConvLSTM '{layer.name}': an activation must be a built-in one",
                given=repr(activation),
                fix="a name such as 'tanh', or a function of tf.keras.activations",
            )
        )
    return inner


class ConvLSTM(RNN):
    """What the convolutional LSTMs share (Shi et al. 2015, arXiv:1506.04214).

    Args:
      filters: the number of output channels.
      kernel_size, strides, dilation_rate: one number, or one per spatial axis.
      padding: "valid" or "same", of the inputs; the state's convolution keeps its size.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      activation, recurrent_activation: built-in functions or their names.
      use_bias, kernel_initializer, recurrent_initializer, bias_initializer, unit_forget_bias,
        kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer,
        kernel_constraint, recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed,
        return_sequences, return_state, go_backwards, stateful: see `LSTM`.
      **kwargs: see `Layer`.

    Call: `[batch, time, ..., channels]`; otherwise as `RNN`.
    """

    _is_simple = True
    _casts_integers = True
    _never_written = ("cell",)
    _rank = 2

    def _make(self, scope: dict[str, Any], kwargs: dict[str, Any]) -> None:
        """What the `__init__` of a layer does, given its arguments."""
        options = arguments_of(scope)
        layer = {name: options.pop(name) for name in _LAYER_OPTIONS}
        regularizer = options.pop("activity_regularizer")
        shared = {name: kwargs[name] for name in ("dtype", "trainable") if name in kwargs}
        cell = ConvLSTMCell(self._rank, **options, **shared, name="conv_lstm_cell")
        RNN.__init__(self, cell, **layer, activity_regularizer=regularizer, **kwargs)
        self.input_spec = InputSpec(ndim=self._rank + 3)

    def __getattr__(self, name: str) -> Any:
        # The cell's arguments can be read on the layer.
        if name.startswith("_") or "cell" not in self.__dict__:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return getattr(self.__dict__["cell"], name)

    def _run(self, sequences, state, mask, training):
        outputs, *state = self.cell.sequence(
            sequences, state, mask, training, self.go_backwards, self.zero_output_for_mask
        )
        return outputs, outputs[:, -1], state

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        batch, length, *rest = sequences_shape
        state, _ = self.cell.compute_output_shape((batch, *rest))
        shape = (batch, length, *state[1:]) if self.return_sequences else state
        return (shape, state, state) if self.return_state else shape

    def compute_mask(self, sequences, previous_mask=None):
        mask = previous_mask if self.return_sequences else None
        return [mask, None, None] if self.return_state else mask


class ConvLSTM1D(ConvLSTM):
    """An LSTM over sequences of sequences `[batch, time, steps, channels]`.

    Args: see `ConvLSTM`.
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
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        **kwargs: Any,
    ):
        self._make(locals(), kwargs)


class ConvLSTM2D(ConvLSTM):
    """An LSTM over films `[batch, time, height, width, channels]`.

    Args: see `ConvLSTM`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.ConvLSTM2D(4, 3, padding="same")(tf.ones([1, 2, 5, 5, 3])).shape
    TensorShape([1, 5, 5, 4])
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        **kwargs: Any,
    ):
        self._make(locals(), kwargs)


class ConvLSTM3D(ConvLSTM):
    """An LSTM over sequences of volumes `[batch, time, depth, height, width, channels]`.

    Args: see `ConvLSTM`.
    """

    _rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        **kwargs: Any,
    ):
        self._make(locals(), kwargs)
