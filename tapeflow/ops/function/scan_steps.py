"""`scan_steps`: a Python function for each step of sequences, recorded once and scanned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.engine import FuncGraph, Tensor, convert_to_tensor, op
from tapeflow.engine.errors import OperatorNotAllowedInGraphError
from tapeflow.engine.spec import spec
from tapeflow.engine.trace import local
from tapeflow.engine.variable import assign_all


def scan_steps(
    step: Callable,
    sequences: Sequence[Tensor],
    states: Sequence[Tensor],
    mask: Tensor | None = None,
    reverse: bool = False,
    zero_output_for_mask: bool = False,
) -> tuple[list[Tensor], list[Tensor]] | None:
    """Calls `step` once, without values, and computes all steps with what it recorded.

    Args:
      step: `step(inputs, states)`, of lists of tensors, gives a list of outputs and one of states;
        what it reads from outside is the same at each step, variables it assigns are carried on.
      sequences: `[batch, time, ...]` each.
      states: the first step's.
      mask: bool `[batch, time]`: where it is false the states stay, and the outputs are those of
        the step before, or zeros.
      reverse: whether to take the last step first.
      zero_output_for_mask: whether a masked step's outputs are zeros.

    Returns:
      Outputs `[batch, time, ...]` in the order in which the steps were taken, and the last states;
      None if the function needs values, or changes the shapes or dtypes of states.
    """
    first = [spec((s.shape[0], *s.shape[2:]), s.dtype) for s in (x._spec for x in sequences)]
    before = [state._spec for state in states]
    count = len(first)

    def body(*tensors: Tensor) -> tuple:
        outputs, news = step(list(tensors[:count]), list(tensors[count:]))
        return list(outputs), list(news)

    try:
        graph = FuncGraph(body, [*first, *before], "scan")
    except OperatorNotAllowedInGraphError:
        return None
    outputs = len(graph.out_specs) - len(states)
    if list(graph.out_specs[outputs:]) != before:
        return None
    captured = graph.operands(())[: len(graph.captures)]
    places = {id(capture): place for place, capture in enumerate(graph.captures)}
    carried = [places.get(id(variable), -1) for variable in graph.updated]
    times = sequences[0]._spec.shape[1]
    results = _scan(
        list(sequences),
        [
            _feed(give, wanted, times)
            for give, wanted in zip(graph.feeds, graph.feed_specs, strict=True)
        ],
        list(states),
        captured,
        [variable.read_value() for variable in graph.updated],
        mask,
        _Step(graph, outputs, tuple(carried)),
        reverse,
        zero_output_for_mask,
    )
    if graph.updated:
        assign_all(graph.updated, results[outputs + len(states) :])
    return list(results[:outputs]), list(results[outputs : outputs + len(states)])


def _feed(give: Callable, wanted: Any, times: int) -> Tensor:
    """Fresh values for each step, `[time, ...]`."""

    def stacked() -> np.ndarray:
        values = [np.asarray(give(), wanted.dtype.np) for _ in range(times)]
        return np.stack(values) if values else np.zeros((0, *wanted.shape), wanted.dtype.np)

    outer = None if local.trace is None else local.trace.graph
    if outer is None:
        return convert_to_tensor(stacked())
    return outer.feed(stacked, spec((times, *wanted.shape), wanted.dtype))


class _Step:
    """The recorded step as an attribute of an op: equal if it computes the same."""

    __slots__ = ("carried", "function", "key", "outputs")

    def __init__(self, graph: FuncGraph, outputs: int, carried: tuple[int, ...]):
        self.function = graph.function
        self.outputs, self.carried = outputs, carried
        body = graph.function
        values = tuple(map(_constant_key, body.constants))
        self.key = (body.nodes, values, body.positions, body.results, outputs, carried)

    def parts(self, results: tuple, states: int) -> tuple[tuple, tuple, tuple]:
        """Results as outputs, states, and values of updated variables."""
        end = self.outputs + states
        return results[: self.outputs], results[self.outputs : end], results[end:]

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Step) and self.key == other.key


def _constant_key(constant: Any) -> Any:
    if constant is None:
        return None
    array = np.asarray(constant)
    return array.dtype.name, array.shape, array.tobytes()


@op("scan_steps", costly=True, free=("sequences", "feeds", "states", "captured", "updated", "mask"))
def _scan(
    sequences: Sequence[jax.Array],
    feeds: Sequence[jax.Array],
    states: Sequence[jax.Array],
    captured: Sequence[jax.Array],
    updated: Sequence[jax.Array],
    mask: jax.Array | None,
    step=None,
    reverse=False,
    zero_output=False,
) -> tuple[jax.Array, ...]:
    def times(array: jax.Array) -> jax.Array:
        array = array.swapaxes(0, 1)
        return array[::-1] if reverse else array

    def turn(carry: tuple, now: tuple) -> tuple:
        states, updated, before = carry
        inputs, feeds, valid = now
        operands = list(captured)
        for position, value in zip(step.carried, updated, strict=True):
            if position >= 0:
                operands[position] = value
        results = step.function(*inputs, *states, *operands, *feeds)
        outputs, news, updated = step.parts(results, len(states))
        if valid is not None:
            rest = before or [jnp.zeros_like(output) for output in outputs]
            outputs = tuple(_chosen(valid, n, o) for n, o in zip(outputs, rest, strict=True))
            news = tuple(_chosen(valid, n, o) for n, o in zip(news, states, strict=True))
        return (news, updated, outputs if before else ()), outputs

    steps = [times(array) for array in sequences]
    valid = None if mask is None else times(mask.astype(bool))
    before: tuple = ()  # what a masked step gives again
    if mask is not None and not zero_output:
        now = [array[0] for array in steps], [array[0] for array in feeds]
        shapes = jax.eval_shape(step.function, *now[0], *states, *captured, *now[1])
        before = tuple(jnp.zeros(s.shape, s.dtype) for s in shapes[: step.outputs])
    first = (tuple(states), tuple(updated), before)
    (last, new, _), outputs = lax.scan(turn, first, (steps, list(feeds), valid))
    return (*[output.swapaxes(0, 1) for output in outputs], *last, *new)


def _chosen(valid: jax.Array, new: jax.Array, old: jax.Array) -> jax.Array:
    return jnp.where(valid.reshape(valid.shape + (1,) * (new.ndim - 1)), new, old)


__all__ = ["scan_steps"]
