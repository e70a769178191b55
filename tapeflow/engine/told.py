"""What a recorded body tells the host: what it prints, and conditions that do not hold.

A body is a pure function, so what it has to say is among its results: for each message a flag and
some values. Who calls it notes them in the body that is being recorded around it, and the outermost
call reads them and tells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tapeflow.engine.errors import HostValueNeededError
from tapeflow.engine.op import op
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.trace import local
from tapeflow.engine.variable import Variable, assign_all


class Message(NamedTuple):
    """A message among a body's results.

    Attributes:
      tell: takes the values, as arrays, and prints or raises.
      count: how many results it has: a flag that says whether to tell, and the values.
      every: whether each turn of a loop is told; if not, the first one whose flag is set.
    """

    tell: Callable[..., None]
    count: int
    every: bool


class Noted(NamedTuple):
    """A message in a body that is being recorded; `values` are those of variables assigned to."""

    message: Message
    tensors: tuple[Tensor, ...]
    values: dict[int, Tensor]


def tell(function: Callable, flag: Tensor, values: Sequence[Tensor], every: bool = True) -> None:
    """Calls `function(*values)` once they are known, if `flag` is true.

    Args:
      function: takes arrays, and prints or raises.
      flag: a boolean scalar.
      values: tensors of numbers.
      every: see `Message`. A message that is not `every` is an error: variables stay as they are.

    Raises:
      HostValueNeededError: in a body that is recorded for somebody who could not pass it on.
    """
    graph = None if local.trace is None else local.trace.graph
    if graph is None:
        if flag.numpy():
            function(*[value.numpy() for value in values])
    elif graph.noted is None:
        raise HostValueNeededError("printing and conditions on values: only Python can do this")
    else:
        held = [weak() for weak, _ in local.trace.rollback.values()]
        assigned = {id(variable): variable._tensor for variable in held if variable is not None}
        message = Message(function, 1 + len(values), every)
        graph.noted.append(Noted(message, (flag, *values), assigned))


def tell_all(messages: Sequence[Message], results: Sequence[Tensor]) -> None:
    """`tell` for each of a body's messages, whose results stand side by side."""
    start = 0
    for message in messages:
        flag, *values = results[start : start + message.count]
        tell(message.tell, flag, values, message.every)
        start += message.count


def guard(noted: Sequence[Noted], changed: Sequence[tuple[Variable, Tensor]]) -> None:
    """Gives variables the values they had at the first condition that does not hold.

    Args:
      noted: a body's messages.
      changed: the variables it assigns to, with their values at its start.
    """
    conditions = [n for n in noted if not n.message.every]
    for variable, start in changed:
        value = variable._tensor
        for _, (failed, *_), values in reversed(conditions):
            before = values.get(id(variable), start)
            if before is not value:
                value = _guarded(failed, before, value)
        if value is not variable._tensor:
            assign_all([variable], [value])


@op("assert", free=("failed",))
def _guarded(failed: jax.Array, before: jax.Array, after: jax.Array) -> jax.Array:
    return jnp.where(failed, before, after)


def first_told(messages: Sequence[Message], before: Sequence[Any], now: Sequence[Any]) -> list:
    """In a loop: the results of messages so far, after one more turn."""
    results, start = [], 0
    for message in messages:
        stop = start + message.count
        said = before[start]
        results.append(jnp.logical_or(said, now[start]))
        for old, new in zip(before[start + 1 : stop], now[start + 1 : stop], strict=True):
            results.append(jnp.where(said, old, new))
        start = stop
    return results


def any_told(messages: Sequence[Message], results: Sequence[Any]) -> Any:
    """Whether one of the messages is to be told."""
    told, start = jnp.zeros((), bool), 0
    for message in messages:
        told = jnp.logical_or(told, results[start])
        start += message.count
    return told
