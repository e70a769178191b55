"""`LSTM`, `GRU`, `SimpleRNN`: a cell over sequences, as one op."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras.layers.checks import fused
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.recurrent import RNN
from tapeflow.keras.layers.recurrent_cells import GRUCell, LSTMCell, SimpleRNNCell
from tapeflow.ops.array import where, zeros_like
from tapeflow.ops.nn import gru, lstm, seeded_dropout, simple_rnn

_LAYER_OPTIONS = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll")
_NOT_THE_CELLS = {
    *_LAYER_OPTIONS,
    "self",
    "kwargs",
    "activity_regularizer",
    "use_cudnn",
    "__class__",
}


class FusedRNN(RNN):
    """A recurrent layer that computes all steps at once.

    With an activation that is no op of ours, each step is computed by the cell.
    """

    _is_simple = True
    _casts_integers = True
    _never_written = ("cell", "use_cudnn")
    _cell: Any = None
    _cell_name = ""

    def _make(self, scope: dict[str, Any], kwargs: dict[str, Any]) -> None:
        """What the `__init__` of a layer does, given its arguments."""
        options = {name: value for name, value in scope.items() if name not in _NOT_THE_CELLS}
        kwargs.pop("implementation", None)
        shared = {name: kwargs[name] for name in ("dtype", "trainable") if name in kwargs}
        cell = self._cell(**options, **shared, name=self._cell_name)
        layer = {name: scope[name] for name in _LAYER_OPTIONS}
        RNN.__init__(
            self, cell, **layer, activity_regularizer=scope["activity_regularizer"], **kwargs
        )
        self.input_spec = InputSpec(ndim=3)

    def _run(self, sequences: Tensor, state: list, mask: Any, training: Any) -> tuple:
        cell = self.cell
        functions = [fused(cell.activation)]
        if hasattr(cell, "recurrent_activation"):
            functions.append(fused(cell.recurrent_activation))
        if any(after is not None for _, after in functions):
            return super()._run(sequences, state, mask, training)
        factor = None
        if training and cell.dropout:
            batch, _, features = sequences._spec.shape
            drawn = cell.seed_generator.next_pair()
            sequences = seeded_dropout(sequences, cell.dropout, *drawn, (batch, 1, features))
        if training and cell.recurrent_dropout:
            shape = state[0]._spec.shape
            factor = cell.dropout_factor("state", shape, cell.recurrent_dropout)
        outputs, *state = self._sequence(
            sequences, state, mask, factor, [function for function, _ in functions]
        )
        last = state[0]
        if mask is not None:
            last = outputs[:, -1]
            if self.zero_output_for_mask:
                times = mask[:, ::-1] if self.go_backwards else mask
                outputs = where(times[:, :, None], outputs, zeros_like(outputs))
        return outputs, last, state

    def _sequence(
        self, sequences: Tensor, state: list, mask: Any, factor: Any, functions: list
    ) -> Any:
        raise NotImplementedError


def _of_the_cell(*names: str) -> Any:
    """Makes a layer's arguments readable on the layer, where they are the cell's."""

    def decorate(kind: type) -> type:
        for name in names:
            setattr(kind, name, property(lambda self, name=name: getattr(self.cell, name)))
        return kind

    return decorate


_SHARED = (
    "units", "activation", "use_bias", "kernel_initializer", "recurrent_initializer",
    "bias_initializer", "kernel_regularizer", "recurrent_regularizer", "bias_regularizer",
    "kernel_constraint", "recurrent_constraint", "bias_constraint", "dropout", "recurrent_dropout",
)  # fmt: skip


@_of_the_cell(*_SHARED)
class SimpleRNN(FusedRNN):
    """`SimpleRNNCell` over sequences; the arguments are the cell's and those of `RNN`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.SimpleRNN(4)(tf.ones([2, 5, 3])).shape
    TensorShape([2, 4])
    """

    _never_written = ("cell", "seed")
    _cell, _cell_name = SimpleRNNCell, "simple_rnn_cell"

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ):
        self._make(locals(), kwargs)

    def _sequence(self, sequences, state, mask, factor, functions):
        weights = self.cell.weights_now()
        return simple_rnn(
            sequences, state[0], *weights, mask, factor, functions[0], self.go_backwards
        )


@_of_the_cell(*_SHARED, "recurrent_activation", "reset_after", "seed")
class GRU(FusedRNN):
    """`GRUCell` over sequences; the arguments are the cell's and those of `RNN`.

    >>> import tapeflow as tf
    >>> outputs, state = tf.keras.layers.GRU(4, return_state=True)(tf.ones([2, 5, 3]))
    >>> state.shape
    TensorShape([2, 4])
    """

    _cell, _cell_name = GRUCell, "gru_cell"

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
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
        unroll: bool = False,
        reset_after: bool = True,
        use_cudnn: Any = "auto",
        **kwargs: Any,
    ):
        self._make(locals(), kwargs)

    def _sequence(self, sequences, state, mask, factor, functions):
        cell = self.cell
        return gru(
            sequences,
            state[0],
            *cell.weights_now(),
            mask,
            factor,
            *functions,
            cell.reset_after,
            self.go_backwards,
        )


@_of_the_cell(*_SHARED, "recurrent_activation", "unit_forget_bias", "seed")
class LSTM(FusedRNN):
    """`LSTMCell` over sequences; the arguments are the cell's and those of `RNN`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.LSTM(4, return_sequences=True, return_state=True)
    >>> outputs, h, c = layer(tf.ones([2, 5, 3]))
    >>> outputs.shape, h.shape
    (TensorShape([2, 5, 4]), TensorShape([2, 4]))
    """

    _cell, _cell_name = LSTMCell, "lstm_cell"

    def __init__(
        self,
        units: int,
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
        unroll: bool = False,
        use_cudnn: Any = "auto",
        **kwargs: Any,
    ):
        self._make(locals(), kwargs)

    def _sequence(self, sequences, state, mask, factor, functions):
        return lstm(
            sequences,
            state[0],
            state[1],
            *self.cell.weights_now(),
            mask,
            factor,
            *functions,
            self.go_backwards,
        )
