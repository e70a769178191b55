"""`RNN`: a cell over sequences, step by step."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, Variable, problem
from tapeflow.engine.nest import flatten, map_structure, pack_like
from tapeflow.engine.variable import assign_all
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.stacked_cells import (
    StackedRNNCells,
    check_cell,
    initial_state,
    step_of,
)
from tapeflow.ops.array import stack, where, zeros_like
from tapeflow.ops.function.scan_steps import scan_steps


class RNN(Layer):
    """Calls a cell for each step of sequences `[batch, time, ...]`.

    Args:
      cell: a layer with `call(inputs, states)` and `state_size`, or a list of such.
      return_sequences: whether to give the outputs of all steps or of the last.
      return_state: whether to give the last states too.
      go_backwards: whether to begin with the last step.
      stateful: whether a batch begins with the states that the one before ended with.
      unroll: accepted, not used.
      zero_output_for_mask: whether a masked step's output is 0 rather than the one before.
      **kwargs: see `Layer`.

    Call: `initial_state`, a list of states `[batch, units]`; `mask`, bool `[batch, time]`, False
    for steps to leave out. Gives outputs `[batch, units]`, or `[batch, time, units]`; with
    `return_state` a tuple of outputs and states.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.RNN(tf.keras.layers.LSTMCell(4), return_sequences=True)
    >>> layer(tf.ones([2, 5, 3])).shape
    TensorShape([2, 5, 4])
    """

    supports_masking = True

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **kwargs: Any,
    ):
        kwargs.pop("time_major", None)
        super().__init__(**kwargs)
        cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        check_cell(cell)
        self.cell = cell
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.__dict__["_rnn_states"] = None
        self.input_spec = InputSpec(min_ndim=3)

    def build(self, sequences_shape, initial_state_shape=None):
        if isinstance(self.cell, Layer) and not self.cell.built:
            self.cell.build((sequences_shape[0], *sequences_shape[2:]))
        if self.stateful and self.states is None:
            if sequences_shape[0] is None:
                raise ValueError(
                    problem(
                        f"{type(self).__name__} '{self.name}': When using `stateful=True` in a "
                        "RNN, the batch size must be static.",
                        given=f"inputs {tuple(sequences_shape)}",
                        fix="tf.keras.Input(batch_shape=...)",
                    )
                )
            self._make_states(sequences_shape[0])

    def get_initial_state(self, batch_size: int) -> list:
        """The states that a sequence begins with unless they are given: zeros."""
        return initial_state(self.cell, batch_size, self.compute_dtype)

    def call(self, sequences, initial_state=None, mask=None, training=False):
        state = self._start(sequences, initial_state)
        self._forget_dropout()
        try:
            last, outputs, state = self.inner_loop(sequences, state, mask, training)
        finally:
            self._forget_dropout()
        return self._result(outputs, last, state)

    def inner_loop(
        self, sequences: Tensor, initial_state: Any, mask: Any, training: bool = False
    ) -> tuple:
        """Goes through the sequences; `call` with states that are known.

        Args:
          sequences: `[batch, time, ...]`.
          initial_state: a state, or a list of them.
          mask: bool `[batch, time]`, or None.
          training: whether the cell is trained.

        Returns:
          The last output, those of all steps (None if they are not wanted), and the last states.
        """
        several = isinstance(initial_state, (list, tuple))
        state = list(initial_state) if several else [initial_state]
        outputs, last, state = self._run(sequences, state, mask, training)
        return last, outputs, state

    def _dropping_cells(self) -> list:
        cells = getattr(self.cell, "cells", [self.cell])
        return [cell for cell in cells if hasattr(cell, "reset_dropout_mask")]

    def _forget_dropout(self) -> None:
        for cell in self._dropping_cells():
            cell.reset_dropout_mask()
            cell.reset_recurrent_dropout_mask()

    @property
    def states(self) -> Any:
        """The variables of a stateful layer, None until they are made."""
        return self._rnn_states

    def _make_states(self, batch: int) -> None:
        first = self.get_initial_state(batch)
        self.__dict__["_rnn_states"] = map_structure(
            lambda value: Variable(value, trainable=False, name=f"{self.path}/rnn_state"), first
        )

    def _start(self, sequences: Tensor, given: Any) -> list:
        """The first states: those given, the ones that the last batch left, or zeros."""
        batch = sequences._spec.shape[0]
        if self.stateful:
            self._check_batch(batch)
        if given is not None:
            return list(given) if isinstance(given, (list, tuple)) else [given]
        if self.stateful:
            return map_structure(lambda variable: variable.value(), self.states)
        return list(self.get_initial_state(batch))

    def _check_batch(self, batch: int) -> None:
        if self.states is None:
            self._make_states(batch)
        expected = flatten(self.states)[0].shape[0]
        if expected != batch:
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': If an RNN is stateful, the batch size "
                    "of the input sequences must be the same as the batch size of the initial "
                    "state.",
                    given=f"a batch of {batch}",
                    expected=f"{expected}, the size of the first",
                )
            )

    def _run(self, sequences: Tensor, state: list, mask: Any, training: Any) -> tuple:
        """Outputs of all steps (None if not wanted), the last output, the last states."""
        if not sequences._spec.shape[1]:
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': a sequence without steps",
                    given=f"inputs {tuple(sequences.shape)}",
                )
            )
        if training:
            for cell in self._dropping_cells():
                cell.draw_dropout_masks(sequences._spec.shape[0])
        form: Any = None

        def step(inputs: list, states: list) -> tuple[list, list]:
            nonlocal form
            output, new = step_of(self.cell, inputs[0], pack_like(state, states), training)
            new = list(new) if isinstance(new, (list, tuple)) else [new]
            form = output
            return flatten(output), flatten(new)

        found = None
        if not self.unroll:
            found = scan_steps(
                step,
                [sequences],
                flatten(state),
                mask,
                self.go_backwards,
                self.zero_output_for_mask,
            )
        if found is None:
            return self._step_by_step(sequences, state, mask, training)
        outputs, last = found
        everything = pack_like(form, outputs)
        return everything, map_structure(lambda o: o[:, -1], everything), pack_like(state, last)

    def _step_by_step(self, sequences: Tensor, state: list, mask: Any, training: Any) -> tuple:
        """`_run` in Python, for a cell that looks at values."""
        outputs: list[Tensor] = []
        times = range(sequences._spec.shape[1])
        for time in reversed(times) if self.go_backwards else times:
            output, new = step_of(self.cell, sequences[:, time], state, training)
            new = new if isinstance(new, (list, tuple)) else [new]
            if mask is not None:
                output, new = self._masked(mask[:, time], output, new, outputs, state)
            outputs.append(output)
            state = list(new)
        return stack(outputs, 1) if self.return_sequences else None, outputs[-1], state

    def _masked(self, valid: Any, output: Tensor, new: Any, outputs: list, state: list) -> tuple:
        before = outputs[-1] if outputs and not self.zero_output_for_mask else zeros_like(output)

        def choose(fresh: Tensor, old: Tensor) -> Tensor:
            axes = (slice(None), *[None] * (fresh.ndim - 1))
            return where(valid[axes], fresh, old)

        return choose(output, before), map_structure(choose, list(new), list(state))

    def _result(self, outputs: Any, last: Tensor, state: list) -> Any:
        if self.stateful:
            assign_all(flatten(self.states), flatten(state))
        shown = outputs if self.return_sequences else last
        return (shown, *state) if self.return_state else shown

    def reset_states(self) -> None:
        """Makes the states of a stateful layer zero."""
        if self.states is not None:
            for variable in flatten(self.states):
                variable.assign(zeros_like(variable.value()))

    reset_state = reset_states

    def compute_mask(self, sequences, previous_mask=None):
        mask = previous_mask if self.return_sequences else None
        if not self.return_state:
            return mask
        return [mask, *[None] * len(flatten(self.cell.state_size))]

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        batch, length = sequences_shape[0], sequences_shape[1]
        sizes = flatten(self.cell.state_size)
        size = getattr(self.cell, "output_size", sizes[0])
        shape = (batch, length, size) if self.return_sequences else (batch, size)
        if not self.return_state:
            return shape
        return (shape, *[(batch, size) for size in sizes])
