"""Loops in JAX: a `while` that has a reverse derivative, and seeds that differ in each turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

# States kept for the backward pass of a loop whose number of turns is not known. Up to that many
# turns nothing is computed twice; beyond, every second one is dropped and computed again.
_KEPT = 64


def while_loop(
    test: Callable, step: Callable, limit: int | None, carry: tuple, constants: tuple
) -> tuple:
    """`while test(turn, carry, constants): carry = step(turn, carry, constants)`.

    It has a reverse derivative, of any order, without knowing the number of turns.

    Args:
      test: gives a boolean scalar.
      step: gives arrays of the shapes and dtypes of `carry`.
      limit: at most so many turns are made; None for any number.
      carry: arrays.
      constants: arrays that stay the same.
    """
    return _while(test, step, limit, tuple(carry), tuple(constants))


@partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2))
def _while(test: Callable, step: Callable, limit: int | None, carry: tuple, constants: tuple):
    def goes_on(state: tuple) -> jax.Array:
        turn, carry = state
        return _within(turn, limit, test(turn, carry, constants))

    def next_state(state: tuple) -> tuple:
        turn, carry = state
        return turn + 1, step(turn, carry, constants)

    return jax.lax.while_loop(goes_on, next_state, (jnp.int32(0), carry))[1]


def _within(turn: jax.Array, limit: int | None, goes_on: jax.Array) -> jax.Array:
    goes_on = jnp.reshape(goes_on, ())
    return goes_on if limit is None else jnp.logical_and(turn < limit, goes_on)


def _forward(test: Callable, step: Callable, limit: int | None, carry: tuple, constants: tuple):
    """Runs the loop and keeps the states of every `stride`-th turn."""
    kept = _KEPT if limit is None or limit > 4 * _KEPT else max(2, limit + limit % 2)

    def goes_on(turn: jax.Array, state: tuple, constants: tuple) -> jax.Array:
        return _within(turn, limit, test(turn, state[0], constants))

    def next_state(turn: jax.Array, state: tuple, constants: tuple) -> tuple:
        carry, stride, states, _ = state
        full = turn == stride * kept
        states = [_thinned(full, array) for array in states]
        stride = jnp.where(full, stride * 2, stride)
        place = turn // stride
        due = turn % stride == 0
        states = [
            array.at[place].set(jnp.where(due, value, array[place]))
            for array, value in zip(states, carry, strict=True)
        ]
        return step(turn, carry, constants), stride, tuple(states), turn + 1

    states = tuple([jnp.zeros((kept, *array.shape), array.dtype) for array in carry])
    state = (carry, jnp.int32(1), states, jnp.int32(0))
    flat, tree = jax.tree_util.tree_flatten(state)

    def flat_test(turn, flat, constants):
        return goes_on(turn, tree.unflatten(flat), constants)

    def flat_step(turn, flat, constants):
        return tuple(jax.tree_util.tree_leaves(next_state(turn, tree.unflatten(flat), constants)))

    last = _while(flat_test, flat_step, limit, tuple(flat), constants)
    carry, stride, states, turns = tree.unflatten(last)
    return carry, (stride, states, turns, constants)


def _thinned(full: jax.Array, states: jax.Array) -> jax.Array:
    half = len(states) // 2
    thin = jnp.concatenate([states[::2], jnp.zeros_like(states[:half])])
    return jnp.where(full, thin, states)


def _backward(test: Callable, step: Callable, limit: int | None, saved: tuple, cotangents: tuple):
    """Goes back turn by turn; a turn's state is computed again from the last one kept before it."""
    stride, states, turns, constants = saved
    floats = [i for i, array in enumerate(states) if _is_float(array)]
    float_constants = [i for i, array in enumerate(constants) if _is_float(array)]
    count = len(floats)
    operands = (stride, *states, *constants)

    def state_at(turn: jax.Array, stride: jax.Array, states: tuple, constants: tuple) -> tuple:
        start = turn // stride
        return _while(
            lambda done, carry, constants: start * stride + done < turn,
            lambda done, carry, constants: step(start * stride + done, carry, constants),
            None,
            tuple([array[start] for array in states]),
            constants,
        )

    def back(done: jax.Array, carried: tuple, operands: tuple) -> tuple:
        turn, *flowing = carried
        stride, *arrays = operands
        states, constants = tuple(arrays[: len(saved[1])]), tuple(arrays[len(saved[1]) :])
        turn = turn - 1
        carry = state_at(turn, stride, states, constants)

        def floats_of_step(varied: tuple, varied_constants: tuple) -> tuple:
            result = step(
                turn,
                _replaced(carry, floats, varied),
                _replaced(constants, float_constants, varied_constants),
            )
            return tuple([result[i] for i in floats])

        _, pull = jax.vjp(
            floats_of_step,
            tuple([carry[i] for i in floats]),
            tuple([constants[i] for i in float_constants]),
        )
        by_carry, by_constants = pull(tuple(flowing[:count]))
        sums = [a + b for a, b in zip(flowing[count:], by_constants, strict=True)]
        return (turn, *by_carry, *sums)

    zeros = [jnp.zeros_like(constants[i]) for i in float_constants]
    start = (turns, *[cotangents[i] for i in floats], *zeros)
    _, *flowing = _while(lambda done, carried, _: carried[0] > 0, back, None, start, operands)
    by_carry = _replaced([None] * len(states), floats, flowing[:count])
    by_constants = _replaced([None] * len(constants), float_constants, flowing[count:])
    return tuple(by_carry), tuple(by_constants)


def _replaced(values: Sequence, positions: Sequence[int], others: Sequence) -> tuple:
    result = list(values)
    for position, other in zip(positions, others, strict=True):
        result[position] = other
    return tuple(result)


def _is_float(array: jax.Array) -> bool:
    return jnp.issubdtype(array.dtype, jnp.inexact)


_while.defvjp(_forward, _backward)


def fold(seed: jax.Array, turn: Any) -> jax.Array:
    """A loop's seed (int64, two numbers) for one of its turns: the second one, scrambled.

    The scrambling is SplitMix64's finalizer (Steele et al. 2014, doi:10.1145/2714064.2660195).
    """
    bits = jax.lax.bitcast_convert_type(seed[1], jnp.uint64)
    bits = bits + (jnp.uint64(turn) + 1) * jnp.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> 30)) * jnp.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> 27)) * jnp.uint64(0x94D049BB133111EB)
    bits = bits ^ (bits >> 31)
    return jnp.stack([seed[0], jax.lax.bitcast_convert_type(bits, jnp.int64)])
