"""`Replay`: a trace or a function's body that is carried out again, op by op."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from tapeflow.engine.execute import OpByOp, interpret, with_wide_types
from tapeflow.explain.layer_calls import LayerCall
from tapeflow.explain.places import Line


class Computed(NamedTuple):
    """One op that was carried out again: its name, the user's line, the layer, and its results."""

    op: str
    file: str
    line: int
    layer: str
    values: tuple[np.ndarray, ...]


class Body(NamedTuple):
    """What is known of a recorded function besides its nodes."""

    lines: list[Line]
    calls: list[LayerCall]


class Replay:
    """Nodes and the values they start with.

    Args:
      nodes: `(signature, references)`; see `trace.Trace`.
      leaves: the leaves' arrays.
      owners: for each leaf the variable whose value it is, or None.
      lines: the user's line of each node.
      calls: the calls of layers.
      bodies: `Body`s by signature.
    """

    def __init__(
        self, nodes: tuple, leaves: list, owners: list, lines: list, calls: list, bodies: dict
    ):
        self.nodes, self.leaves, self.owners = nodes, leaves, owners
        self.lines, self.calls = lines, calls
        self._bodies = bodies

    @cached_property
    def values(self) -> list:
        """All values, in order."""
        return with_wide_types(lambda: interpret(self.nodes, self.leaves, OpByOp, None)[0])

    def value(self, reference: int) -> Any:
        return self.values[reference] if reference >= 0 else self.leaves[~reference]

    @cached_property
    def bodies(self) -> dict[int, Replay]:
        """The functions that were called, by the position of the node."""
        found = {}
        for position, (signature, references) in enumerate(self.nodes):
            body = self._bodies.get(signature)
            if body is not None:
                found[position] = self._inner(signature.call, references, body)
        return found

    def _inner(self, function: Any, references: Sequence[int], body: Body) -> Replay:
        leaves, owners = list(function.constants), [None] * len(function.constants)
        for position, reference in zip(function.positions, references, strict=True):
            leaves[position] = self.value(reference)
            owners[position] = self.owners[~reference] if reference < 0 else None
        return Replay(function.nodes, leaves, owners, body.lines, body.calls, self._bodies)

    def all(self) -> Iterator[Replay]:
        """This one, and those inside."""
        yield self
        for inner in self.bodies.values():
            yield from inner.all()

    def computed(self) -> Iterator[Computed]:
        """Each op; a function's own ops in the place of its call."""
        layers = {index: call.names[-1] for call in reversed(self.calls) for index in call.outputs}
        output = 0
        for position, (signature, _) in enumerate(self.nodes):
            count = len(signature.out_specs)
            if position in self.bodies:
                yield from self.bodies[position].computed()
            else:
                line = self.lines[position] if position < len(self.lines) else Line("", 0)
                values = [np.asarray(v) for v in self.values[output : output + count]]
                name = layers.get(output, "")
                yield Computed(signature.op.name, line.file, line.number, name, tuple(values))
            output += count

    def gradients(self) -> Iterator[tuple[Any, Any]]:
        """Pairs of a variable and the gradient that its optimizer, or the tape, had for it."""
        output = 0
        for signature, references in self.nodes:
            if signature.op.name == "optimizer.update":
                count = signature.attrs[-1][0]
                pairs = zip(references[:count], references[count : 2 * count], strict=True)
                yield from self._owned([(v, self.value(g)) for v, g in pairs])
            elif signature.swept_by_gradient:
                sources = by_source(signature)
                yield from self._owned([(r, self.value(output + i)) for i, r in sources])
            output += len(signature.out_specs)

    def _owned(self, pairs: list) -> Iterator[tuple[Any, Any]]:
        for reference, gradient in pairs:
            owner = self.owners[~reference] if reference < 0 else None
            if owner is not None:
                yield owner, gradient


def by_source(plan: Any) -> list[tuple[int, int]]:
    """Which result of a gradient is by which leaf of the trace, where that is told simply."""
    found = []
    for i, connected in enumerate(plan.connected):
        group = plan.sources[connected]
        if len(group) == 1 and group[0][0] == max(plan._open_trace, 0) and group[0][1] < 0:
            found.append((i, group[0][1]))
    return found
