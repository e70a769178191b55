"""`BatchMap`: a recorded function of a batch, on many batches by a single program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import FuncGraph, Spec, Tensor
from tapeflow.engine.signature import Signature
from tapeflow.engine.spec import spec
from tapeflow.engine.trace import record_signature


class BatchMap:
    """Calls a graph on each of `steps` batches that lie one after another in larger arrays.

    Args:
      graph: its inputs are batches of the same number of samples; every output has the samples as
        its first axis.
      steps: how many batches.

    Raises:
      ValueError: the graph changes variables, draws random numbers, or an output is of another
        length.
    """

    def __init__(self, graph: FuncGraph, steps: int):
        size = graph.in_specs[0].shape[0]
        lengths = {wanted.shape[:1] for wanted in graph.out_specs}
        if graph.updated or graph.feeds or lengths != {(size,)}:
            raise ValueError("only a pure function of each batch can be mapped over batches")
        self.graph, self.size, self.steps = graph, size, steps
        self._signature = _MapSignature(self)

    def __call__(self, *arrays: Tensor) -> Any:
        """The graph's results for all batches, side by side as the samples are."""
        captured = [c if c.__class__ is Tensor else c._tensor for c in self.graph.captures]
        return self.graph.pack(record_signature(self._signature, [*arrays, *captured]))

    def _function(self, *operands: jax.Array) -> tuple:
        count = len(self.graph.in_specs)
        arrays, captured = operands[:count], operands[count:]
        batches = [a.reshape(self.steps, self.size, *a.shape[1:]) for a in arrays]
        results = jax.lax.map(lambda batch: self.graph.function(*batch, *captured), batches)
        return tuple([jnp.reshape(r, (-1, *r.shape[2:])) for r in results])

    def large(self, specs: Sequence[Spec]) -> tuple[Spec, ...]:
        """Specs of batches as those of all batches together."""
        return tuple([spec((self.steps * self.size, *s.shape[1:]), s.dtype) for s in specs])


class _MapSignature(Signature):
    """A map as a node of a trace."""

    __slots__ = ()

    def __init__(self, mapped: BatchMap):
        graph = mapped.graph
        self.op = graph.signature.op
        self.attrs = ()
        self.in_specs = (*mapped.large(graph.in_specs), *graph.capture_specs)
        self.out_specs = mapped.large(graph.out_specs)
        self.single = False
        self.weight = 0  # by itself or in a trace, it is one program
        self.unrolled = graph.signature.unrolled
        self.steady = False
        self.call = mapped._function
        self._reset()

    def differentiable_inputs(self) -> tuple[int, ...]:
        return ()

    def differentiable_outputs(self) -> tuple[int, ...]:
        return ()
