"""Gradients of what has already run are started at once, and from the second time on ahead of time.

A loop that reads its loss inside the tape runs in two parts: forward, then, after the loss was
read, backward. What it did once after a forward program it will do again, so the backward program
is started right behind the forward one, and computes while Python still handles the loss.
"""

from __future__ import annotations

from collections import OrderedDict
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tapeflow.engine import watch, wide_types
from tapeflow.engine.compile_policy import Policy, compile_lazily, first_call
from tapeflow.engine.execute import Fused, Interpreted, OpByOp
from tapeflow.engine.settings import settings
from tapeflow.engine.tensor import Tensor

if TYPE_CHECKING:
    from tapeflow.engine.gradient import Plan, Span
    from tapeflow.engine.trace import Trace

# How often a gradient started ahead may have been for nothing before that is given up.
MAX_MISSES = 3
# What followed a program, by the program's structure without shapes.
MAX_FOLLOWERS = 512
_followers: OrderedDict[tuple, Ahead] = OrderedDict()


class Request(NamedTuple):
    """What a gradient was asked for: the span, the target's number, the leaves that are sources.

    A request of another kind (several targets, say) has -1 as its target.
    """

    extent: tuple[int, int, int]
    target: int
    sources: tuple[int, ...]


class Started(NamedTuple):
    """Gradients under way, and what for."""

    ahead: Ahead
    plan: Plan | None
    gradients: list[Tensor]


class Ahead:
    """What follows a forward program: its gradient's plan, and how often that was so."""

    __slots__ = ("compiled", "misses", "plan", "policy", "request", "runs")

    def __init__(self, plan: Plan, span: Span):
        self.plan = plan
        self.request = _request(plan, span)
        self.compiled: Any = None
        self.policy = Policy(((plan, ()),), updates=True)
        # It sweeps fewer nodes than there are, and they are copies of a few where those are.
        self.policy.repetitive |= span.trace.program[0].policy.repetitive
        self.misses = 0
        self.runs = 0

    def start(self, trace: Trace) -> list[Tensor]:
        """Starts the backward program of a trace that has run."""
        arrays = [_array(leaf) for leaf in trace.leaves]
        arrays.extend([tensor._value for tensor in trace.saved])
        for watcher in watch.watchers:
            watcher.program_starts(trace, self, arrays)
        began = perf_counter() if watch.watchers else 0.0
        results = self._start(arrays)
        for watcher in watch.watchers:
            watcher.program_started(trace, self, watch.Run(began, arrays, "fused"), results)
        return [
            Tensor(array, spec) for array, spec in zip(results, self.plan.out_specs, strict=True)
        ]

    def _start(self, arrays: list) -> tuple:
        self.runs += 1
        narrow = wide_types.begin()
        try:
            if self.plan.interpreted:
                return tuple(Interpreted.own(self.plan.sweep(arrays, Interpreted, {})))
            if self.compiled is None:
                if settings.op_by_op or not self.policy.whole(self.runs):
                    return self.plan.sweep(arrays, OpByOp, {})
                self.compiled, results = first_call(self._compile, arrays)
                return results
            return self.compiled(*arrays)
        finally:
            wide_types.end(narrow)

    def _compile(self) -> Any:
        return compile_lazily(
            lambda *arrays: self.plan.sweep(arrays, Fused, {}), options=self.policy.options()
        )


def start_expected(trace: Trace) -> None:
    """Starts the gradient that followed this program before, unless it was not wanted too often."""
    program, mode = trace.program
    ahead = program.ahead.get(mode)
    if ahead is not None and ahead.misses < MAX_MISSES and not settings.op_by_op:
        ahead.misses += 1  # taken back when it is wanted
        trace.ahead = Started(ahead, ahead.plan, ahead.start(trace))


def follower(structure: tuple) -> Ahead | None:
    """What followed a program of this structure, if a gradient did that may be wanted again."""
    ahead = _followers.get(structure)
    if ahead is None or ahead.misses >= MAX_MISSES or ahead.request.target < 0:
        return None
    return ahead


def gradients(plan: Plan, span: Span) -> list[Tensor]:
    """The gradients of a trace that has run."""
    trace = span.trace
    if trace.ahead is not None and trace.ahead.plan is plan:
        return _taken(trace)
    program, mode = trace.program
    if plan.ahead is None:
        plan.ahead = Ahead(plan, span)
    program.ahead[mode] = plan.ahead
    _followers[program.structure] = plan.ahead
    if len(_followers) > MAX_FOLLOWERS:
        _followers.popitem(last=False)
    return plan.ahead.start(trace)


def taken(span: Span, target: int, sources: tuple) -> list[Tensor] | None:
    """The gradients that were started ahead, if they are those of a value by these leaves.

    What `gradients` gives, found by comparing with what was asked for the last time.
    """
    trace = span.trace
    if trace.ahead is None:
        return None
    request = trace.ahead.ahead.request
    extent = (span.start, span.stop, len(trace.variable_outputs))
    return _taken(trace) if request == (extent, target, sources) else None


def _taken(trace: Trace) -> list[Tensor]:
    started = trace.ahead
    started.ahead.misses = 0
    trace.ahead = None
    return started.gradients


def _request(plan: Plan, span: Span) -> Request:
    extent = (span.start, span.stop, len(span.trace.variable_outputs))
    ((_, target), *others), references = plan.targets, []
    for group in plan.sources:
        if len(group) != 1 or group[0][1] >= 0 or others:
            return Request(extent, -1, ())
        references.append(group[0][1])
    return Request(extent, target, tuple(references))


def _array(leaf: Tensor) -> Any:
    value = leaf._value
    if value.__class__ is float or value.__class__ is int:
        return np.asarray(value, leaf._spec.dtype.np)
    return value
