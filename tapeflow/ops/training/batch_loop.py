"""`BatchLoop`: a recorded step, carried out on one batch after another by a single program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import FuncGraph, Spec, Tensor, flush, watch
from tapeflow.engine.signature import Signature
from tapeflow.engine.spec import spec_of
from tapeflow.engine.trace import record_signature
from tapeflow.engine.variable import assign_all

# How many steps' random seeds one call takes along.
MAX_SEEDED_STEPS = 512


class BatchLoop:
    """Runs a step on batches `start` to `stop` of arrays that hold many.

    How many there are is data: any part of an epoch, down to a single batch, is the same program,
    so that it is compiled once and its results don't depend on how an epoch is cut.

    Args:
      graph: the step; its inputs are batches of the arrays, one of each.
      arrays: specs of the arrays, `[samples, ...]`.
      rows: the spec of the batches' rows, int32 `[steps, batch]`; None if batch `i` is simply the
        `i`-th part of the arrays.

    Raises:
      ValueError: the step changes the shape of a variable.
    """

    def __init__(self, graph: FuncGraph, arrays: Sequence[Spec], rows: Spec | None):
        self.graph = graph
        positions = {id(capture): i for i, capture in enumerate(graph.captures)}
        self._carried = [positions.get(id(variable)) for variable in graph.updated]
        for position, after in zip(self._carried, graph.update_specs, strict=True):
            if position is not None and graph.capture_specs[position] is not after:
                raise ValueError("a step of a loop must keep the shapes of its variables")
        in_specs = [*arrays, *([] if rows is None else [rows]), spec_of(np.zeros(2, np.int32))]
        self._arrays, self._has_rows = len(arrays), rows is not None
        self._size = graph.in_specs[0].shape[0]
        seeds = [
            spec_of(np.zeros((MAX_SEEDED_STEPS, *wanted.shape), wanted.dtype.np))
            for wanted in graph.feed_specs
        ]
        self._signature = _LoopSignature(self, (*in_specs, *graph.capture_specs, *seeds))

    @property
    def max_steps(self) -> int | None:
        """How many steps a call may have, if that is bounded."""
        return MAX_SEEDED_STEPS if self.graph.feeds else None

    def __call__(self, arrays: Sequence[Tensor], rows: Tensor | None, start: int, stop: int) -> Any:
        """Records the steps; gives what the last one returned, and variables their new values."""
        flush()  # or what waits, such as initial values, makes the first call another program
        graph = self.graph
        inputs = list(arrays)
        if rows is not None:
            inputs.append(rows)
        bounds = np.array([start, stop], np.int32)
        inputs.append(Tensor(bounds, spec_of(bounds)))
        inputs.extend([c if c.__class__ is Tensor else c._tensor for c in graph.captures])
        inputs.extend(self._seeds(stop - start))
        for watcher in watch.watchers:
            watcher.batches(stop - start)
        results = record_signature(self._signature, inputs)
        count = len(graph.out_specs)
        if graph.updated:
            assign_all(graph.updated, results[count:])
        return graph.pack(results[:count])

    def _seeds(self, steps: int) -> list[Tensor]:
        """What the feeds give for each step, drawn in the order in which single steps would."""
        drawn = [
            np.zeros((MAX_SEEDED_STEPS, *wanted.shape), wanted.dtype.np)
            for wanted in self.graph.feed_specs
        ]
        if drawn:
            for step in range(steps):
                for array, give in zip(drawn, self.graph.feeds, strict=True):
                    array[step] = give()
        return [Tensor(array, spec_of(array)) for array in drawn]

    def _function(self, *operands: jax.Array) -> tuple:
        """The loop as a pure function of arrays, rows, bounds, captures and seeds."""
        graph, count = self.graph, self._arrays
        arrays = operands[:count]
        rows = operands[count] if self._has_rows else None
        bounds, *rest = operands[count + self._has_rows :]
        captured, seeds = rest[: len(graph.captures)], rest[len(graph.captures) :]
        outputs = len(graph.out_specs)

        def step(i: jax.Array, carry: tuple) -> tuple:
            values = list(captured)
            for position, value in zip(self._carried, carry[outputs:], strict=True):
                if position is not None:
                    values[position] = value
            fed = [jax.lax.dynamic_index_in_dim(s, i - bounds[0], keepdims=False) for s in seeds]
            return graph.function(*self._batch(arrays, rows, i), *values, *fed)

        first = [
            captured[position] if position is not None else jnp.zeros(wanted.shape, wanted.dtype.np)
            for position, wanted in zip(self._carried, graph.update_specs, strict=True)
        ]
        empty = [jnp.zeros(wanted.shape, wanted.dtype.np) for wanted in graph.out_specs]
        return jax.lax.fori_loop(bounds[0], bounds[1], step, (*empty, *first))

    def by_nodes(self, operands: Sequence, executor: Any) -> tuple:
        """The same, each node of each step by `executor`, on arrays of NumPy's."""
        graph, count = self.graph, self._arrays
        arrays = operands[:count]
        rows = operands[count] if self._has_rows else None
        bounds, *rest = operands[count + self._has_rows :]
        values, seeds = list(rest[: len(graph.captures)]), rest[len(graph.captures) :]
        results = tuple([
            np.zeros(wanted.shape, wanted.dtype.np)
            for wanted in (*graph.out_specs, *graph.update_specs)
        ])  # fmt: skip
        for i in range(*bounds.tolist()):
            places = slice(i * self._size, (i + 1) * self._size) if rows is None else rows[i]
            batch = [array[places] for array in arrays]
            fed = [seed[i - bounds[0]] for seed in seeds]
            results = graph.function.by_nodes([*batch, *values, *fed], executor)
            for position, value in zip(self._carried, results[len(graph.out_specs) :], strict=True):
                if position is not None:
                    values[position] = value
        return results

    def _batch(self, arrays: Sequence[jax.Array], rows: Any, i: jax.Array) -> list[jax.Array]:
        if rows is None:
            start = i * self._size
            return [jax.lax.dynamic_slice_in_dim(a, start, self._size) for a in arrays]
        row = jax.lax.dynamic_index_in_dim(rows, i, keepdims=False)
        # mode: rows are known to lie inside; what checks that costs a third of the gather.
        return [a.at[row].get(mode="promise_in_bounds") for a in arrays]


class _LoopSignature(Signature):
    """A loop as a node of a trace."""

    __slots__ = ("loop", "step_specs")  # those of one step, however many samples there are

    def __init__(self, loop: BatchLoop, in_specs: tuple[Spec, ...]):
        graph = loop.graph
        self.loop = loop
        self.op = graph.signature.op
        self.attrs = ()
        self.in_specs = in_specs
        self.out_specs = (*graph.out_specs, *graph.update_specs)
        self.single = False
        self.weight = graph.signature.weight + 10
        self.unrolled = graph.signature.unrolled
        self.steady = True
        self.step_specs = graph.signature.in_specs
        self.call = loop._function
        self._reset()

    @property
    def by_nodes(self) -> Callable:
        return self.loop.by_nodes

    @property
    def body(self) -> tuple[Signature, ...]:
        return self.loop.graph.function.parts

    def differentiable_inputs(self) -> tuple[int, ...]:
        return ()  # a loop whose length is data has no reverse sweep

    def differentiable_outputs(self) -> tuple[int, ...]:
        return ()
