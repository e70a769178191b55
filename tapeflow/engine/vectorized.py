"""`Vectorized`: a recorded function applied to all rows of its inputs at once, as one op."""

from __future__ import annotations

from collections.abc import Sequence

import jax

from tapeflow.engine.func_graph import FuncGraph
from tapeflow.engine.signature import Signature
from tapeflow.engine.spec import Spec, spec
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.trace import record_signature


class Vectorized:
    """Records calls of `graph` on `[rows, ...]` inputs and feeds, giving `[rows, ...]` outputs.

    What the function captured is the same for all rows.

    Args:
      graph: a function that assigns to no variable.
    """

    def __init__(self, graph: FuncGraph):
        assert not graph.updated
        self.graph = graph
        self._signatures: dict[int, Signature] = {}

    def __call__(self, inputs: Sequence[Tensor], feeds: Sequence[Tensor] = ()) -> tuple:
        count = (*inputs, *feeds)[0]._spec.shape[0]
        signature = self._signatures.get(count)
        if signature is None:
            signature = self._signatures[count] = _VectorizedSignature(self.graph, count)
        captured = [c if c.__class__ is Tensor else c._tensor for c in self.graph.captures]
        return record_signature(signature, [*inputs, *captured, *feeds])


class _VectorizedSignature(Signature):
    """A graph on `count` rows as a node of a trace."""

    __slots__ = ()

    def __init__(self, graph: FuncGraph, count: int):
        def rows_of(specs: Sequence[Spec]) -> list[Spec]:
            return [spec((count, *each.shape), each.dtype) for each in specs]

        axes = (
            *[0] * len(graph.in_specs),
            *[None] * len(graph.capture_specs),
            *[0] * len(graph.feed_specs),
        )
        self.op = graph.signature.op
        self.attrs = ()
        self.in_specs = (
            *rows_of(graph.in_specs), *graph.capture_specs, *rows_of(graph.feed_specs)
        )  # fmt: skip
        self.out_specs = tuple(rows_of(graph.out_specs))
        self.single = False
        self.weight = graph.signature.weight
        self.unrolled = graph.signature.unrolled
        self.steady = False
        self.call = jax.vmap(graph.function, axes)
        self._reset()
