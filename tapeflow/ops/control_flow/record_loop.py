"""Recording a loop, whose body was recorded by `FuncGraph`, as one op."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import CallSignature, FuncGraph, Tensor, known_call, record_call
from tapeflow.engine.spec import spec
from tapeflow.engine.told import any_told, first_told, tell_all
from tapeflow.ops.control_flow.eager_loop import check_recorded
from tapeflow.ops.control_flow.loops import fold, while_loop


def record_while(
    name: str, test: FuncGraph, body: FuncGraph, carry: Sequence[Tensor], limit: int | None
) -> tuple[Tensor, ...]:
    """Records `while test(*carry): carry = body(*carry)`.

    Args:
      name: of the op, in messages.
      test: takes the carry and gives a boolean scalar.
      body: takes the carry and gives tensors of the same specs.
      carry: tensors.
      limit: at most so many turns are made; None for any number.

    Returns:
      The last carry.
    """
    check_recorded(test, body)
    updated, count = body.updated, len(carry)
    changing = [*carry, *[variable._tensor for variable in updated]]
    test_operands, body_operands = test.operands(()), body.operands(())
    operands = [*changing, *test_operands, *body_operands]
    places = _places(test, updated), _places(body, updated)
    key = (name, test.key, body.key, (limit, count, places))

    def make() -> CallSignature:
        loop = While(
            test.function,
            _Outside.of(test, updated, count),
            len(test_operands),
            _Body.of(body, updated, count),
            limit,
        )
        results = [t._spec for t in carry], body.told_specs, [t._spec for t in changing[count:]]
        return CallSignature(
            name,
            loop,
            [tensor._spec for tensor in operands],
            [wanted for specs in results for wanted in specs],
            test.weight + body.weight + 1,
        )

    results = record_call(known_call(key, make), operands, updated)
    tell_all(body.messages, results[count:])
    return results[:count]


def record_scan(
    name: str,
    body: FuncGraph,
    count: int,
    carry: Sequence[Tensor],
    elements: Sequence[Tensor] = (),
    reverse: bool = False,
    every: bool = False,
) -> tuple[Tensor, ...]:
    """Records `for i in range(count): carry, results[i] = body(i, *elements[i], *carry)`.

    Args:
      name: of the op, in messages.
      body: takes the turn's number (an int32 scalar), a row of each of `elements`, and the carry;
        gives tensors of the carry's specs, then any number of others.
      count: how many turns to make.
      carry: tensors.
      elements: tensors with `count` rows.
      reverse: whether to begin with the last row.
      every: whether the carry's values after all turns are wanted too.

    Returns:
      The last carry, then the others' values in all turns, stacked; then the carry's.
    """
    check_recorded(body)
    updated, held = body.updated, len(carry)
    changing = [*carry, *[variable._tensor for variable in updated]]
    operands = [*changing, *elements, *body.operands(())]
    key = (name, body.key, (count, reverse, every, held, _places(body, updated)))

    def make() -> CallSignature:
        turn = _Body.of(body, updated, held)
        others = body.out_specs[held:] + (body.out_specs[:held] if every else ())
        stacked = [spec((count, *s.shape), s.dtype) for s in others]
        results = [t._spec for t in carry], stacked, body.told_specs, body.update_specs
        return CallSignature(
            name,
            Scan(turn, len(elements), count, reverse, every),
            [tensor._spec for tensor in operands],
            [wanted for specs in results for wanted in specs],
            body.weight + 1,
        )

    results = record_call(known_call(key, make), operands, updated)
    width = len(results) - len(body.told_specs)
    tell_all(body.messages, results[width:])
    return results[:width]


@dataclass(frozen=True)
class _Outside:
    """What a body reads besides its inputs: in each turn the present values, and other seeds."""

    places: tuple[int | None, ...]

    @classmethod
    def of(cls, graph: FuncGraph, updated: Sequence[Any], first: int) -> _Outside:
        places = _places(graph, updated)
        return cls(tuple([None if place is None else first + place for place in places]))

    def __call__(self, constants: Sequence, carry: Sequence, turn: Any) -> list:
        captured = [
            array if place is None else carry[place]
            for place, array in zip(self.places, constants, strict=False)
        ]
        return [*captured, *[fold(seed, turn) for seed in constants[len(captured) :]]]


def _places(graph: FuncGraph, updated: Sequence[Any]) -> tuple[int | None, ...]:
    """For each capture which of the updated variables it is."""
    places = {id(variable): i for i, variable in enumerate(updated)}
    return tuple([places.get(id(item)) for item in graph.captures])


@dataclass(frozen=True)
class _Body:
    """A loop's body. The carry is the caller's, then the variables' values, then what is told."""

    function: Any
    outside: _Outside
    held: int
    results: int
    updated: int
    messages: tuple
    told_specs: tuple

    @classmethod
    def of(cls, graph: FuncGraph, updated: Sequence[Any], held: int) -> _Body:
        outside = _Outside.of(graph, updated, held)
        # Only how many results each message has: what to call is the caller's.
        messages = tuple([message._replace(tell=None) for message in graph.messages])
        return cls(
            graph.function,
            outside,
            held,
            len(graph.out_specs),
            len(updated),
            messages,
            graph.told_specs,
        )

    def start(self, changing: Sequence[jax.Array]) -> tuple:
        return (*changing, *[jnp.zeros(s.shape, s.dtype.np) for s in self.told_specs])

    def __call__(self, turn: Any, inputs: Sequence, carry: Sequence, constants: Sequence) -> tuple:
        """The next carry, and the other results."""
        width, held = self.held + self.updated, self.held
        given = self.function(*inputs, *carry[:held], *self.outside(constants, carry, turn))
        news = given[len(given) - self.updated :]
        if not self.messages:
            return (*given[:held], *news), given[held : self.results]
        told = carry[width:]
        stopped = any_told(self.messages, told)  # nothing is assigned after a failed condition
        kept = [jnp.where(stopped, o, n) for o, n in zip(carry[held:width], news, strict=True)]
        now = given[self.results : len(given) - self.updated]
        carry = (*given[:held], *kept, *first_told(self.messages, told, now))
        return carry, given[held : self.results]

    def last(self, carry: Sequence) -> tuple[tuple, tuple, tuple]:
        """The last carry as the caller's, what is told, and the variables' values."""
        width = self.held + self.updated
        return tuple(carry[: self.held]), tuple(carry[width:]), tuple(carry[self.held : width])


@dataclass(frozen=True, eq=False)  # no tuple: JAX 0.12 refers weakly to what it compiles
class While:
    """A loop as a pure function: the carry, the variables' values, what test and body read."""

    test: Any
    test_outside: _Outside
    test_operands: int
    body: _Body
    limit: int | None

    def __call__(self, *arrays: jax.Array) -> tuple:
        body, count = self.body, self.body.held
        width = count + body.updated

        def goes_on(turn: jax.Array, carry: tuple, constants: tuple) -> jax.Array:
            outside = self.test_outside(constants[: self.test_operands], carry, turn)
            more = self.test(*carry[:count], *outside)[0]
            if not body.messages:
                return more
            return jnp.reshape(more, ()) & ~any_told(body.messages, carry[width:])

        def step(turn: jax.Array, carry: tuple, constants: tuple) -> tuple:
            return body(turn, (), carry, constants[self.test_operands :])[0]

        last = while_loop(goes_on, step, self.limit, body.start(arrays[:width]), arrays[width:])
        outputs, told, news = body.last(last)
        return (*outputs, *told, *news)


@dataclass(frozen=True, eq=False)
class Scan:
    """A loop over rows as a pure function: the carry, the variables' values, rows, constants."""

    body: _Body
    rows: int
    count: Any
    reverse: bool
    every: bool

    def __call__(self, *arrays: jax.Array) -> tuple:
        body = self.body
        width = body.held + body.updated
        constants = arrays[width + self.rows :]

        def turn(carry: tuple, row: tuple) -> tuple:
            following, others = body(row[0], row, carry, constants)
            return following, (*others, *(following[: body.held] if self.every else ()))

        numbers = jnp.arange(self.count, dtype=jnp.int32)
        rows = (numbers, *arrays[width : width + self.rows])
        start = body.start(arrays[:width])
        last, stacked = jax.lax.scan(turn, start, rows, reverse=self.reverse)
        outputs, told, news = body.last(last)
        return (*outputs, *stacked, *told, *news)
