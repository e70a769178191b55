"""`watchers`: who is told what the engine does. Nobody by default, and then it costs nothing.

What explains, reports and records a training is told here. A watcher must not keep tensors, arrays
or traces: what is held is computed for the holder, and no longer updated in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tapeflow.engine.ahead import Ahead
    from tapeflow.engine.func_graph import FuncGraph
    from tapeflow.engine.program import Program
    from tapeflow.engine.tensor import Tensor
    from tapeflow.engine.trace import Trace

watchers: tuple[Watcher, ...] = ()


class Run(NamedTuple):
    """A call of a program: when it began (`time.perf_counter`), its arguments, and how it ran.

    `mode` is "fused", "op by op" or "interpreted".
    """

    began: float
    arrays: list
    mode: str


class Watcher:
    """Is told what the engine does, on the thread that does it; every hook does nothing."""

    # Whether each step of training is to be run by itself, not many in one program.
    single_steps = False

    def program_starts(self, trace: Trace, program: Program | Ahead, arrays: list) -> None:
        """A trace's program is about to be started with these arguments.

        Or its backward program, an `Ahead`; the trace has run then.
        """

    def program_started(
        self, trace: Trace, program: Program | Ahead, run: Run, results: Sequence
    ) -> None:
        """Its results are there or under way."""

    def recorded(self, graph: FuncGraph, trace: Trace) -> None:
        """A Python function was recorded as `graph`; `trace` is what its body was."""

    def read_begins(self, tensor: Tensor) -> None:
        """Python asks for a value."""

    def read_ended(self, tensor: Tensor, value: Any) -> None:
        """The value was given to Python; None if it was only waited for."""

    def batches(self, count: int) -> None:
        """The program that is being recorded does the steps of so many batches."""

    def differentiated(self, tape: Any, target: Any, sources: Any, gradients: Any) -> None:
        """A tape gave the gradients of a target by sources."""

    def fitted(self, model: Any, source: Any, validation: Any, shuffle: Any) -> None:
        """`fit` is about to train a model on a source of batches."""

    def told(self, hook: str, position: int, logs: dict[str, Any]) -> None:
        """The callbacks of `fit` were told the metrics; `position` is the epoch or the batch."""


def single_steps() -> bool:
    """Whether a watcher wants each step by itself."""
    return any([watcher.single_steps for watcher in watchers])


def add(watcher: Watcher) -> None:
    """Lets a watcher be told from now on."""
    global watchers
    watchers = (*watchers, watcher)


def remove(watcher: Watcher) -> None:
    """Lets it no longer be told."""
    global watchers
    watchers = tuple(other for other in watchers if other is not watcher)
