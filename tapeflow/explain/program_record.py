"""`ProgramRecord`: what is known of one program: its lines, its times, why it is there."""

from __future__ import annotations

import statistics
from collections import deque
from typing import Any

import numpy as np

from tapeflow.engine.program_memory import program_memory
from tapeflow.explain.places import Line, span


class ProgramRecord:
    """One program.

    Args:
      number: counts from 1 in the order of first runs.
      program: the engine's, which can tell its memory as `jitted` or `compiled`.
      nodes: its `(signature, references)`.
      lines: for each node the user's line.
      arrays: its first arguments.
      why: why it was made.
      step: before which step that was.
    """

    # Looked at with cold caches, right after a program: everything is kept close.
    __slots__ = (
        "_arguments", "_memory", "batches", "compile_seconds", "compiled", "first_calls",
        "hits", "is_update", "lines", "next_sample", "nodes", "number",
        "op_by_op", "program", "runs", "samples", "shape", "step", "what", "why",
    )  # fmt: skip

    def __init__(
        self,
        number: int,
        program: Any,
        nodes: tuple,
        lines: list[Line],
        arrays: list,
        why: str,
        step: int,
        is_update: bool,
    ):
        self.number, self.program, self.nodes, self.lines = number, program, nodes, lines
        self.why, self.step, self.is_update = why, step, is_update
        self.runs = self.op_by_op = self.batches = 0
        self.shape = shape_of(nodes)
        self.compile_seconds, self.hits, self.compiled = 0.0, 0, 0
        self.samples: deque[float] = deque(maxlen=64)  # seconds of a batch
        self.first_calls = 0.0
        self.what = _what(nodes)
        self._arguments = [_described(array) for array in arrays]
        self._memory: Any = ()
        self.next_sample = 2

    @property
    def place(self) -> str:
        return span(self.lines)

    @property
    def each(self) -> float | None:
        """Seconds of a run: of a single batch, if it does many."""
        return statistics.median(self.samples) if self.samples else None

    @property
    def total(self) -> float:
        """Seconds of all runs, about; what was timed tells for the others."""
        each = self.each
        return self.first_calls if each is None else each * self.batches

    @property
    def memory(self) -> dict[str, int] | None:
        """See `program_memory`; asked for once, at the end of training."""
        if self._memory == ():
            jitted = getattr(self.program, "jitted", None) or getattr(
                self.program, "compiled", None
            )
            self._memory = jitted and program_memory(jitted, self._arguments)
        return self._memory

    @property
    def known_memory(self) -> dict[str, int] | None:
        """The same, if it has been asked for."""
        return self._memory or None

    def ops_by_line(self, bodies: dict[Any, tuple]) -> dict[Line, dict[str, int]]:
        """How many ops of each name each line recorded.

        Args:
          bodies: the nodes and lines of functions that were recorded, by signature.
        """
        found: dict[Line, dict[str, int]] = {}
        self._count(self.nodes, self.lines, bodies, found)
        return found

    def _count(self, nodes: tuple, lines: list[Line], bodies: dict, found: dict) -> None:
        for (signature, _), line in zip(nodes, lines, strict=False):
            graph = getattr(getattr(signature, "call", None), "__self__", None)
            body = bodies.get(getattr(getattr(graph, "graph", None), "signature", signature))
            if body is not None:
                self._count(*body, bodies, found)
                continue
            swept = signature.parts
            # A backward program's lines are those of the ops it goes back through.
            places = lines if len(nodes) == 1 and len(lines) == len(swept) else [line] * len(swept)
            ops = [f"gradient of {part.op.name}" for part in swept]
            for op, place in zip(ops, places, strict=True) if ops else [(signature.op.name, line)]:
                names = found.setdefault(place, {})
                names[op] = names.get(op, 0) + 1


def shape_of(nodes: tuple) -> tuple:
    """The ops and how they are connected."""
    return tuple([(signature.op.name, references) for signature, references in nodes])


def _what(nodes: tuple) -> str:
    names = [signature.op.name for signature, _ in nodes]
    steps = [name for name in names if name.endswith(("_step", ".step"))]
    if steps:
        return steps[0]
    parts = [
        part
        for part, there in (
            ("forward", set(names) - {"gradient", "optimizer.update", "identity"}),
            ("backward", "gradient" in names),
            ("update", "optimizer.update" in names),
        )
        if there
    ]
    if parts == ["forward"]:
        return "forward" if len(names) > 1 else names[0]
    return ", ".join(parts)


def _described(array: Any) -> tuple[tuple, Any]:
    return np.shape(array), np.asarray(array).dtype if np.isscalar(array) else array.dtype
