"""`Run`: a program's run, with what is needed to do it again; `Bodies`: functions recorded."""

from __future__ import annotations

import weakref
from typing import Any

from tapeflow.doctor.scope import Scope
from tapeflow.engine import Variable


class Run:
    """One run of a program, or of the gradient that followed it.

    Attributes:
      program: a `Program` or an `Ahead`.
      arrays: its arguments.
      sites, variables: for each node where it was made, for each leaf a weak reference to its
        variable or None.
      updated: the variables it gives new values, by the number of the value.
      forward: of a gradient, the run it belongs to.
      step: how many steps came before; `is_step`: whether it changes trained variables.
      results, finite: what it gave.
    """

    __slots__ = (
        "arrays", "finite", "forward", "is_step", "program", "results", "sites", "step", "updated",
        "variables",
    )  # fmt: skip

    def __init__(self, trace: Any, program: Any, arrays: list, step: int, forward: Run | None):
        self.program, self.arrays, self.step = program, tuple(arrays), step
        self.forward = forward
        self.sites: tuple = tuple(trace.sites)
        self.variables = [leaf._variable for leaf in trace.leaves]
        self.updated: dict[int, weakref.ref] = {}
        self.is_step = False
        for weak, _ in trace.rollback.values():
            variable = weak()
            if variable is not None and variable._tensor._trace is trace:
                self.updated[variable._tensor._index] = weak
                self.is_step = self.is_step or bool(variable.trainable)
        self.results: tuple = ()
        self.finite: Any = None

    @property
    def is_gradient(self) -> bool:
        return self.forward is not None

    def scope(self) -> Scope:
        """Its nodes and the values it started from."""
        program = self.program
        leaves = program._leaves(self.arrays)
        return Scope(program.nodes, self.sites, leaves, self.variables)

    def outputs(self) -> dict[int, Any]:
        """Its results by the numbers of the values."""
        return dict(zip(self.program.live, self.results, strict=False))

    def index_of(self, array: Any) -> int | None:
        """The number of the value that an array is, if this run made it."""
        for i, result in enumerate(self.results):
            if result is array:
                if self.is_gradient:
                    return i
                return self.program.live[i] if i < len(self.program.live) else None
        return None

    def is_ready(self) -> bool:
        ready = getattr(self.finite, "is_ready", None)
        return ready is None or ready()


class Bodies:
    """The functions that were recorded, by what stands for them in a trace."""

    def __init__(self):
        self._known: dict[Any, tuple] = {}

    def add(self, graph: Any, trace: Any) -> None:
        """Notes a function and its lines."""
        body = graph.function
        variables: list = [None] * len(body.constants)
        first = len(graph.in_specs)
        for position, capture in zip(body.positions[first:], graph.captures, strict=False):
            if isinstance(capture, Variable):
                variables[position] = weakref.ref(capture)
        self._known[graph.signature] = (body, tuple(trace.sites), variables)

    def scope(self, signature: Any, arrays: Any, names: Any = None) -> tuple[Scope, Any] | None:
        """A function's body with its operands' values; None if it is no such function."""
        known = self._known.get(signature)
        if known is None:
            return None
        body, sites, variables = known
        leaves = list(body.constants)
        variables = list(variables)
        described: dict[int, str] = {}
        for i, (position, array) in enumerate(zip(body.positions, arrays, strict=False)):
            leaves[position] = array
            if names is not None and i < len(names) and variables[position] is None:
                described[position] = names[i]
        return Scope(
            body.nodes, sites, leaves, variables, lambda leaf: described.get(leaf, "an input")
        ), body
