"""`Check`: one thing that the doctor looks at besides NaN."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tapeflow.doctor.origin import loop_data
from tapeflow.doctor.place import Place
from tapeflow.doctor.runs import Bodies, Run
from tapeflow.doctor.scope import Scope
from tapeflow.engine import problem
from tapeflow.ops.training import BatchLoop


# Batches of a loop that are looked at.
_BATCHES = 64


class Check:
    """Tells each thing once for a line.

    Args:
      tell: takes a message and a place.
    """

    def __init__(self, tell: Callable[[str, Place], None]):
        self._tell = tell
        self._told: set[tuple] = set()

    def looked(self, run: Run, bodies: Bodies) -> None:
        """A program has run."""

    def differentiated(self, tape: Any, target: Any, sources: Any, gradients: Any) -> None:
        """A gradient was taken."""

    def fitted(self, model: Any, source: Any, validation: Any, shuffle: Any) -> None:
        """`fit` begins."""

    def ended(self) -> None:
        """The script is done."""

    def say(
        self,
        place: Place,
        what: str,
        given: object = None,
        expected: object = None,
        fix: str | None = None,
    ) -> None:
        """Tells of a mistake, unless it was told for this line already."""
        if (what, place) not in self._told:
            self._told.add((what, place))
            self._tell(problem(what, given, expected, fix), place)


class ScopeCheck(Check):
    """Looks at the nodes of each program when it runs first, and at the functions in it."""

    # How many runs of a program are looked at.
    runs = 1

    def __init__(self, tell: Callable[[str, Place], None]):
        super().__init__(tell)
        self._seen: dict[Any, int] = {}

    def looked(self, run: Run, bodies: Bodies) -> None:
        if run.is_gradient:
            return
        count = self._seen[run.program] = self._seen.get(run.program, 0) + 1
        if count <= self.runs:
            for scope, loop in scopes(run.scope(), bodies):
                trains = run.program.save is not None or _has_gradient(scope)
                self.look(scope, trains, loop)

    def look(self, scope: Scope, trains: bool, loop: BatchLoop | None) -> None:
        """Looks at nodes.

        Args:
          scope: them, and the values they start from.
          trains: whether a gradient is taken of them.
          loop: the loop of whose body they are; leaves are then the data of many batches.
        """


def scopes(
    scope: Scope, bodies: Bodies, loop: BatchLoop | None = None
) -> Iterator[tuple[Scope, BatchLoop | None]]:
    """A scope, and those of the functions called in it, as deep as they are known."""
    yield scope, loop
    for signature, references in scope.nodes:
        inner = getattr(signature.call, "__self__", None)
        arrays = [scope.leaves[~r] if r < 0 else None for r in references]
        names = [scope.name(r) for r in references]
        if isinstance(inner, BatchLoop):
            at = inner._arrays + inner._has_rows + 1
            start, stop = (int(bound) for bound in np.asarray(arrays[at - 1]))
            stop = min(stop, start + _BATCHES)
            arrays = [*loop_data(inner, arrays, start, stop), *arrays[at:]]
            signature = inner.graph.signature
            names = [*names[: inner._arrays], *names[at:]]
        else:
            inner = loop
        found = bodies.scope(signature, arrays, names)
        if found is not None:
            yield from scopes(found[0], bodies, inner)


def _has_gradient(scope: Scope) -> bool:
    return any(signature.swept_by_gradient for signature, _ in scope.nodes)
