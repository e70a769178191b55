"""Carrying out nodes: traced into one XLA program, or each as a small program of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine.compile_policy import without_options
from tapeflow.engine.interpreter import InterpretedPullback, Unsupported
from tapeflow.engine.repeats import with_planned_loops
from tapeflow.engine.rolled import NOTHING


class Fused:
    """Runs nodes on JAX tracers, so that everything becomes one program."""

    xp: Any = jnp

    @staticmethod
    def each(function: Callable, starts: Any) -> list:
        """What `function` gives for each of `starts`, stacked."""
        return jax.vmap(lambda start: function(start, Fused))(starts)

    @staticmethod
    def call(signature: Any, arrays: list) -> tuple:
        return signature.call(*arrays)

    @staticmethod
    def vjp(signature: Any, wrt: tuple[int, ...], arrays: list) -> tuple[tuple, Any]:
        return signature.vjp(wrt, arrays)

    @staticmethod
    def pull(pullback: Any, cotangents: tuple) -> tuple:
        return pullback(cotangents)

    @staticmethod
    def results(pullback: Any) -> tuple:
        return pullback.results()

    @staticmethod
    def add(left: Any, right: Any) -> Any:
        return jnp.add(left, right)


class OpByOp:
    """Runs each node on arrays by a small compiled program, shared by all nodes like it."""

    xp: Any = jnp
    each = staticmethod(Fused.each)

    @staticmethod
    def call(signature: Any, arrays: list) -> tuple:
        return _with_known_options(signature, lambda: signature.compiled(*arrays))

    @staticmethod
    def vjp(signature: Any, wrt: tuple[int, ...], arrays: list) -> tuple[tuple, Any]:
        return _with_known_options(signature, lambda: signature.compiled_vjp(wrt)(*arrays))

    @staticmethod
    def pull(pullback: Any, cotangents: tuple) -> tuple:
        if pullback.__class__ is InterpretedPullback:
            return pullback(cotangents)
        return _pull(pullback, cotangents)

    @staticmethod
    def results(pullback: Any) -> tuple:
        return _results(pullback)

    @staticmethod
    def add(left: Any, right: Any) -> Any:
        return _add(left, right)


class Interpreted:
    """Runs each node in NumPy, without compiling, if there are shapes it can hardly meet again."""

    xp: Any = np

    @staticmethod
    def each(function: Callable, starts: Any) -> list:
        turns = [Interpreted.hosted(function(start, Interpreted)) for start in starts]
        return [np.stack(column) for column in zip(*turns, strict=True)]

    @staticmethod
    def call(signature: Any, arrays: list) -> tuple:
        if signature.by_nodes is not None:
            return signature.by_nodes(Interpreted.hosted(arrays), Interpreted)
        for recipe, sizes in signature.recipes():
            return recipe.forward(Interpreted.hosted(arrays), sizes)
        return tuple(Interpreted.hosted(OpByOp.call(signature, arrays)))

    @staticmethod
    def vjp(signature: Any, wrt: tuple[int, ...], arrays: list) -> tuple[tuple, Any]:
        for recipe, sizes in signature.recipes():
            try:
                return recipe.vjp(wrt, Interpreted.hosted(arrays), sizes)
            except Unsupported:
                continue
        results, pullback = OpByOp.vjp(signature, wrt, arrays)
        return tuple(Interpreted.hosted(results)), pullback

    @staticmethod
    def pull(pullback: Any, cotangents: tuple) -> tuple:
        if pullback.__class__ is InterpretedPullback:
            return pullback(cotangents)
        return tuple(Interpreted.hosted(_pull(pullback, cotangents)))

    @staticmethod
    def results(pullback: Any) -> tuple:
        return tuple(Interpreted.hosted(_results(pullback)))

    @staticmethod
    def add(left: Any, right: Any) -> Any:
        return np.add(left, right)

    @staticmethod
    def hosted(arrays: Sequence) -> list:
        """As arrays of NumPy's; a loop has None for results that nobody wants."""
        return [a if a.__class__ is np.ndarray or a is None else np.asarray(a) for a in arrays]

    @staticmethod
    def own(arrays: Sequence) -> list:
        """Those of NumPy as arrays that share memory with no other."""
        return [
            np.array(a, order="C") if a.__class__ is np.ndarray and a.base is not None
            else np.asarray(a) if isinstance(a, np.generic) else a
            for a in arrays
        ]  # fmt: skip


def _with_known_options(signature: Any, run: Callable[[], tuple]) -> tuple:
    """Runs it; if this JAX release doesn't know an option, compiles it anew without."""
    try:
        return run()
    except Exception as error:
        if not without_options(error):
            raise
        signature.forget_programs()
        return run()


@jax.jit
def _pull(pullback: Any, cotangents: tuple) -> tuple:
    return pullback(cotangents)


@jax.jit
def _results(pullback: Any) -> tuple:
    return pullback.results()


@jax.jit
def _add(left: Any, right: Any) -> Any:
    return jnp.add(left, right)


def with_wide_types(compute: Callable[[], Any]) -> Any:
    """What `compute` gives, with 64-bit types on, as all programs run."""
    with jax.enable_x64(True):
        return compute()


def needed(nodes: tuple, live: tuple[int, ...]) -> set[int]:
    """The positions of the nodes on which the values `live` depend."""
    wanted, found = set(live), set()
    start = sum(len(signature.out_specs) for signature, _ in nodes)
    for position in range(len(nodes) - 1, -1, -1):
        signature, references = nodes[position]
        stop, start = start, start - len(signature.out_specs)
        if position in found or not wanted.isdisjoint(range(start, stop)):
            found.add(position)
            found.update(signature.swept)  # a gradient uses their pullbacks
            wanted.update(references)
    return found


def interpret(
    nodes: Sequence[tuple],
    leaves: list,
    executor: Any,
    save: tuple[int, int] | None,
    chosen: Collection[int] | None = None,
) -> tuple[list, dict]:
    """Carries out `nodes` in order.

    Args:
      nodes: `(signature, references)` pairs; see `trace.Trace`.
      leaves: the leaves' arrays.
      executor: `Fused` or `OpByOp`.
      save: a range of nodes whose pullbacks a later program will want, or None.
      chosen: the positions of the nodes that are computed; None for all of them.

    Returns:
      All values, and the pullbacks made on the way: node position -> (operands, pullback).
    """
    nodes = with_planned_loops(nodes)
    wanted: dict[int, set[int]] = {}
    for signature, _ in nodes:
        for position, wrt in signature.swept.items():
            wanted.setdefault(position, set()).update(wrt)
    if save is not None:
        for position in range(*save):
            signature = nodes[position][0]
            if signature.op.costly and signature.differentiable_inputs():
                wanted.setdefault(position, set()).update(signature.differentiable_inputs())
    values: list = []
    pullbacks: dict[int, tuple[tuple[int, ...], Any]] = {}
    for position, (signature, references) in enumerate(nodes):
        if chosen is not None and position not in chosen:
            values.extend([None] * len(signature.out_specs))
            continue
        if signature is NOTHING:
            continue
        arrays = [values[r] if r >= 0 else leaves[~r] for r in references]
        if signature.swept_by_gradient:
            results = signature.sweep(arrays, executor, pullbacks)
        elif position in wanted:
            wrt = tuple(sorted(wanted[position]))
            results, pullback = executor.vjp(signature, wrt, arrays)
            pullbacks[position] = (wrt, pullback)
        else:
            results = executor.call(signature, arrays)
        values.extend(results)
    return values, pullbacks
