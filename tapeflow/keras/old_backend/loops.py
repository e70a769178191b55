"""Keras 2's `K` functions of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import ops, tree
from tapeflow.ops.control_flow import foldl as foldl_of
from tapeflow.ops.control_flow import foldr as foldr_of
from tapeflow.ops.control_flow import map_fn as map_fn_of


def map_fn(fn: Callable, elems: Any, name: str | None = None, dtype: Any = None) -> Any:
    """`fn` of each row, stacked."""
    return map_fn_of(fn, elems, dtype=dtype)


def foldl(fn: Callable, elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """`a = fn(a, row)` from the first row to the last: the last value of `a`."""
    return foldl_of(fn, elems, initializer)


def foldr(fn: Callable, elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """`a = fn(a, row)` from the last row to the first: the last value of `a`."""
    return foldr_of(fn, elems, initializer)


def rnn(
    step_function: Callable,
    inputs: Any,
    initial_states: Any,
    go_backwards: bool = False,
    mask: Any = None,
    constants: Any = None,
    unroll: bool = False,
    input_length: Any = None,
    time_major: bool = False,
    zero_output_for_mask: bool = False,
    return_all_outputs: bool = True,
) -> tuple:
    """`output, states = step_function(inputs at a time, states + constants)`, time after time.

    Args:
      step_function: see above; `states` and `constants` are lists.
      inputs: `[batch, time, ...]`, or a structure of them.
      initial_states: a list of tensors.
      go_backwards: whether the last time comes first.
      mask: bools `[batch, time]`; where False, states and output stay what they were.
      constants: given to every step.
      unroll, input_length: kept for compatibility: a loop is compiled as one in any case.
      time_major: whether inputs, outputs and mask are `[time, batch, ...]`.
      zero_output_for_mask: whether the output is 0 where the mask is False.
      return_all_outputs: whether all outputs are given, not only the last.

    Returns:
      The last output, all outputs `[batch, time, ...]`, and the last states.
    """
    if not time_major:
        inputs = tree.map_structure(lambda x: ops.swapaxes(x, 0, 1), inputs)
    states, constants = list(initial_states), list(constants or [])
    rows = {"inputs": inputs}
    if mask is not None:
        mask = ops.cast(mask, "bool")
        rows["mask"] = mask if time_major else ops.swapaxes(mask, 0, 1)
    if go_backwards:
        rows = tree.map_structure(lambda x: ops.flip(x, 0), rows)
    first, _ = step_function(tree.map_structure(lambda x: x[0], inputs), [*states, *constants])

    def step(carry: tuple, row: dict) -> tuple:
        previous, before = carry
        output, after = step_function(row["inputs"], [*before, *constants])
        if mask is None:
            return (output, list(after)), output
        kept = [_masked(row["mask"], new, old) for new, old in zip(after, before, strict=True)]
        held = ops.zeros_like(output) if zero_output_for_mask else previous
        output = _masked(row["mask"], output, held)
        return (output, kept), output

    (last, states), outputs = ops.scan(step, (ops.zeros_like(first), states), rows)
    if not return_all_outputs:
        outputs = ops.expand_dims(last, 0)
    return last, outputs if time_major else ops.swapaxes(outputs, 0, 1), states


def _masked(mask: Any, new: Any, old: Any) -> Any:
    """`new` in the rows where the mask is True."""
    return ops.where(ops.reshape(mask, (-1,) + (1,) * (len(new.shape) - 1)), new, old)


def gradients(loss: Any, variables: Any) -> Any:
    """Not there: TensorFlow 2 has no graph that a gradient could be taken of afterwards.

    Raises:
      RuntimeError: always.
    """
    raise RuntimeError(
        problem(
            "tf.gradients is not supported when eager execution is enabled: K.gradients",
            fix="with tf.GradientTape() as tape: loss = ...; tape.gradient(loss, variables)",
        )
    )
