"""`LSTMCell`, `GRUCell`, `SimpleRNNCell`: one step of a recurrent layer."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras import activations, constraints, initializers, regularizers
from tapeflow.keras.layers import calls
from tapeflow.keras.layers.checks import fused, positive_int
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.masks import MASKS
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.ops.array import concat, ones, split, zeros
from tapeflow.ops.linalg import matmul
from tapeflow.ops.nn import gru_cell, lstm_cell, seeded_dropout, simple_rnn_cell


class RecurrentCell(Layer):
    """What the cells share: two kernels, a bias, and dropout of inputs and state.

    Args:
      units: the size of the outputs and of the state.
      activation: a function or its name.
      use_bias: whether there is a bias.
      kernel_initializer, recurrent_initializer, bias_initializer, kernel_regularizer,
        recurrent_regularizer, bias_regularizer, kernel_constraint, recurrent_constraint,
        bias_constraint: of the weights.
      dropout: the part of the inputs to drop while training, in `[0, 1]`.
      recurrent_dropout: likewise, of the state where it meets the recurrent kernel.
      seed: makes the dropout repeatable.
      **kwargs: see `Layer`.

    Call: inputs `[batch, features]` and a list of states `[batch, units]` give the outputs
    `[batch, units]` and the list of new states.
    """

    _is_simple = True
    _casts_integers = True
    _gates = 1
    # Whether Keras draws the dropout's seed before the initializers'; it changes their numbers.
    _seeds_first = False

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ):
        kwargs.pop("implementation", None)  # Keras 2's choice among equal formulas
        super().__init__(**kwargs)
        if self._seeds_first:
            self.seed_generator = SeedGenerator(seed)
        self.units = positive_int(type(self).__name__, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = min(1.0, max(0.0, dropout))
        self.recurrent_dropout = min(1.0, max(0.0, recurrent_dropout))
        self.seed = seed
        if not self._seeds_first:
            self.seed_generator = SeedGenerator(seed)
        # Past __setattr__: what is drawn at each step must not look like a change of the layer.
        self.__dict__["_masks"] = {}
        self.state_size: Any = self.units
        self.output_size = self.units

    def build(self, input_shape):
        width = self._gates * self.units
        self.kernel = self.add_weight(
            shape=(input_shape[-1], width),
            name="kernel",
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, width),
            name="recurrent_kernel",
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                shape=self._bias_shape(),
                name="bias",
                initializer=self._first_bias(),
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _bias_shape(self) -> tuple[int, ...]:
        return (self._gates * self.units,)

    def _first_bias(self) -> Any:
        return self.bias_initializer

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 2 and not kwargs and not MASKS and self._is_simple:
            inputs, states = args
            # Known inputs and tensors for states, as in a loop over steps: nothing to convert.
            if inputs.__class__ is Tensor and inputs._spec in self._ready and _are_tensors(states):
                return self.call(inputs, states, calls.local.training)
        return super().__call__(*args, **kwargs)

    def weights_now(self) -> tuple[Tensor, Tensor, Tensor | None]:
        """Kernel, recurrent kernel and bias as tensors."""
        bias = self.bias
        return (
            self.kernel.value(),
            self.recurrent_kernel.value(),
            None if bias is None else bias.value(),
        )

    def get_initial_state(
        self, batch_size: Any = None, inputs: Any = None, dtype: Any = None
    ) -> list[Tensor]:
        """States of zeros, each `[batch_size, units]`.

        Args:
          batch_size: the number of rows.
          inputs: in place of `batch_size`, a tensor with as many rows.
          dtype: of the states; the layer's by default.
        """
        if inputs is not None:
            batch_size = inputs.shape[0]
        sizes = self.state_size if isinstance(self.state_size, list) else [self.state_size]
        # One tensor for all states: they are of one size.
        return [zeros((int(batch_size), sizes[0]), dtype or self.compute_dtype)] * len(sizes)

    def dropped(self, kind: str, value: Tensor, rate: float) -> Tensor:
        """`value` with the same elements dropped at each step, until `reset_dropout_mask`."""
        return value * self.dropout_factor(kind, tuple(value.shape), rate)

    def dropout_factor(self, kind: str, shape: tuple[int, ...], rate: float) -> Tensor:
        """What a value of that shape is multiplied with to drop elements of it."""
        known = self._masks.get(kind)
        if known is None or known._spec.shape != shape:
            drawn = seeded_dropout(
                ones(shape, self.compute_dtype), rate, *self.seed_generator.next_pair()
            )
            known = self._masks[kind] = drawn
        return known

    def draw_dropout_masks(self, batch: int) -> None:
        """Draws what the following steps, of that many rows, are going to drop."""
        if self.dropout:
            self.dropout_factor("inputs", (batch, self.kernel.shape[0]), self.dropout)
        if self.recurrent_dropout:
            self.dropout_factor("state", (batch, self.units), self.recurrent_dropout)

    def reset_dropout_mask(self) -> None:
        """Lets the next step draw anew which inputs to drop."""
        self._masks.pop("inputs", None)

    def reset_recurrent_dropout_mask(self) -> None:
        """Lets the next step draw anew which parts of the state to drop."""
        self._masks.pop("state", None)

    def call(self, inputs, states, training=False):
        listed = isinstance(states, (list, tuple))
        state = list(states) if listed else [states]
        recurrent = state[0]
        if training and self.dropout:
            inputs = self.dropped("inputs", inputs, self.dropout)
        if training and self.recurrent_dropout:
            recurrent = self.dropped("state", recurrent, self.recurrent_dropout)
        state = self.step(inputs, recurrent, state)
        return state[0], state if listed else state[0]

    def step(self, inputs: Tensor, recurrent: Tensor, state: list[Tensor]) -> list[Tensor]:
        """The new states; the first is the output. `recurrent` is the first state, dropped."""
        raise NotImplementedError

    def compute_output_shape(self, input_shape, states_shape=None):
        shape = (input_shape[0], self.units)
        count = len(self.state_size) if isinstance(self.state_size, list) else 1
        return shape, [shape] * count


def _are_tensors(states: Any) -> bool:
    if states.__class__ is not list and states.__class__ is not tuple:
        return False
    return all([state.__class__ is Tensor for state in states])


class SimpleRNNCell(RecurrentCell):
    """`activation(inputs @ kernel + state @ recurrent_kernel + bias)`; see `RecurrentCell`.

    >>> import tapeflow as tf
    >>> cell = tf.keras.layers.SimpleRNNCell(4)
    >>> outputs, states = cell(tf.ones([2, 3]), cell.get_initial_state(batch_size=2))
    >>> outputs.shape
    TensorShape([2, 4])
    """

    _seeds_first = True

    def step(self, inputs, recurrent, state):
        inner, outer = fused(self.activation)
        outputs = simple_rnn_cell(inputs, recurrent, *self.weights_now(), inner or LINEAR)
        return [outputs if outer is None else outer(outputs)]


class GRUCell(RecurrentCell):
    """A gated recurrent unit (Cho et al. 2014, arXiv:1406.1078); see `RecurrentCell`.

    Args:
      units, activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
        kernel_regularizer, recurrent_regularizer, bias_regularizer, kernel_constraint,
        recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed: see there.
      recurrent_activation: of the two gates.
      reset_after: whether the reset gate is applied after the recurrent product or before it.
      **kwargs: see `Layer`.
    """

    _gates = 3

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        reset_after: bool = True,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            units,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            kernel_regularizer,
            recurrent_regularizer,
            bias_regularizer,
            kernel_constraint,
            recurrent_constraint,
            bias_constraint,
            dropout,
            recurrent_dropout,
            seed,
            **kwargs,
        )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after

    def _bias_shape(self):
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def step(self, inputs, recurrent, state):
        (h,) = state
        activation, other = fused(self.activation)
        gate, other_gate = fused(self.recurrent_activation)
        if other is None and other_gate is None and recurrent is h:
            pure = (activation, gate, self.reset_after)
            return [gru_cell(inputs, h, *self.weights_now(), *pure)]
        return [self._composed(inputs, h, recurrent)]

    def _composed(self, inputs: Tensor, h: Tensor, recurrent: Tensor) -> Tensor:
        kernel, recurrent_kernel, bias = self.weights_now()
        product = matmul(inputs, kernel)
        if bias is not None:
            product = product + (bias[0] if self.reset_after else bias)
        x_update, x_reset, x_candidate = split(product, 3, axis=-1)
        both = 2 * self.units
        if self.reset_after:
            inner = matmul(recurrent, recurrent_kernel)
            inner = inner if bias is None else inner + bias[1]
            h_update, h_reset, h_candidate = split(inner, 3, axis=-1)
        else:
            inner = matmul(recurrent, recurrent_kernel[:, :both])
            h_update, h_reset = split(inner, 2, axis=-1)
        update = self.recurrent_activation(x_update + h_update)
        reset = self.recurrent_activation(x_reset + h_reset)
        if self.reset_after:
            candidate = x_candidate + reset * h_candidate
        else:
            candidate = x_candidate + matmul(reset * recurrent, recurrent_kernel[:, both:])
        return update * h + (1 - update) * self.activation(candidate)


class LSTMCell(RecurrentCell):
    """Long short-term memory (Hochreiter & Schmidhuber 1997); see `RecurrentCell`.

    Args:
      units, activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer,
        kernel_regularizer, recurrent_regularizer, bias_regularizer, kernel_constraint,
        recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed: see there.
      recurrent_activation: of the three gates.
      unit_forget_bias: whether the forget gate's bias is 1 at first.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> cell = tf.keras.layers.LSTMCell(4)
    >>> outputs, (h, c) = cell(tf.ones([2, 3]), cell.get_initial_state(batch_size=2))
    >>> outputs.shape, c.shape
    (TensorShape([2, 4]), TensorShape([2, 4]))
    """

    _gates = 4

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            units,
            activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            kernel_regularizer,
            recurrent_regularizer,
            bias_regularizer,
            kernel_constraint,
            recurrent_constraint,
            bias_constraint,
            dropout,
            recurrent_dropout,
            seed,
            **kwargs,
        )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [self.units, self.units]

    def _first_bias(self):
        if not self.unit_forget_bias:
            return self.bias_initializer
        return unit_forget_bias_initializer(self.bias_initializer, self.units)

    def step(self, inputs, recurrent, state):
        c = state[1]
        activation, other = fused(self.activation)
        gate, other_gate = fused(self.recurrent_activation)
        if other is None and other_gate is None:
            return list(lstm_cell(inputs, recurrent, c, *self.weights_now(), activation, gate))
        kernel, recurrent_kernel, bias = self.weights_now()
        product = matmul(inputs, kernel) + matmul(recurrent, recurrent_kernel)
        product = product if bias is None else product + bias
        enter, keep, candidate, leave = split(product, 4, axis=-1)
        squash = self.recurrent_activation
        c = squash(keep) * c + squash(enter) * self.activation(candidate)
        return [squash(leave) * self.activation(c), c]


def unit_forget_bias_initializer(initializer: Any, units: int) -> Any:
    """`initializer`, but ones for the second of four gates, the forget gate."""

    def first_bias(shape, dtype=None):
        parts = (initializer((units,), dtype=dtype), ones((units,), dtype))
        return concat([*parts, initializer((2 * units,), dtype=dtype)], 0)

    return first_bias


LINEAR = activations.linear.op.function  # type: ignore[attr-defined]
