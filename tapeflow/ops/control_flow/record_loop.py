"""Recording a loop, whose body was recorded by `FuncGraph`, as one op."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import CallSignature, FuncGraph, Tensor, record_call
from tapeflow.engine.spec import spec
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
    count, updated = len(carry), body.updated
    changing = [*carry, *[variable._tensor for variable in updated]]
    test_operands, body_operands = test.operands(()), body.operands(())
    operands = [*changing, *test_operands, *body_operands]
    outside_test = _Outside(test, updated, count)
    outside_body = _Outside(body, updated, count)

    def call(*arrays: jax.Array) -> tuple:
        start, constants = arrays[: len(changing)], arrays[len(changing) :]

        def goes_on(turn: jax.Array, carry: tuple, constants: tuple) -> jax.Array:
            outside = outside_test(constants[: len(test_operands)], carry, turn)
            return test.function(*carry[:count], *outside)[0]

        def step(turn: jax.Array, carry: tuple, constants: tuple) -> tuple:
            outside = outside_body(constants[len(test_operands) :], carry, turn)
            return body.function(*carry[:count], *outside)

        return while_loop(goes_on, step, limit, start, constants)

    signature = CallSignature(
        name,
        call,
        [tensor._spec for tensor in operands],
        [tensor._spec for tensor in changing],
        test.weight + body.weight + 1,
    )
    return record_call(signature, operands, updated)


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
    held, updated = len(carry), body.updated
    changing = [*carry, *[variable._tensor for variable in updated]]
    rows, width = len(elements), len(changing)
    outside_operands = body.operands(())
    operands = [*changing, *elements, *outside_operands]
    outside = _Outside(body, updated, held)
    results = len(body.out_specs)

    def call(*arrays: jax.Array) -> tuple:
        constants = arrays[width + rows :]

        def turn(carry: tuple, row: tuple) -> tuple:
            number, *slices = row
            given = body.function(
                number, *slices, *carry[:held], *outside(constants, carry, number)
            )
            others = given[held:results] + (given[:held] if every else ())
            return (*given[:held], *given[results:]), others

        numbers = jnp.arange(count, dtype=jnp.int32)
        rows_of = (numbers, *arrays[width : width + rows])
        last, stacked = jax.lax.scan(
            turn, tuple(arrays[:width]), rows_of, length=count, reverse=reverse
        )
        return (*last[:held], *stacked, *last[held:])

    others = body.out_specs[held:] + (body.out_specs[:held] if every else ())
    stacked = [spec((count, *s.shape), s.dtype) for s in others]
    signature = CallSignature(
        name,
        call,
        [tensor._spec for tensor in operands],
        [*[t._spec for t in carry], *stacked, *body.update_specs],
        body.weight + 1,
    )
    return record_call(signature, operands, updated)


class _Outside:
    """What a body reads besides its inputs: in each turn the present values, and other seeds."""

    def __init__(self, graph: FuncGraph, updated: Sequence[Any], first: int):
        places = {id(variable): first + i for i, variable in enumerate(updated)}
        self._places: list[int | None] = [places.get(id(item)) for item in graph.captures]

    def __call__(self, constants: Sequence, carry: Sequence, turn: Any) -> list:
        captured = [
            array if place is None else carry[place]
            for place, array in zip(self._places, constants, strict=False)
        ]
        return [*captured, *[fold(seed, turn) for seed in constants[len(captured) :]]]
