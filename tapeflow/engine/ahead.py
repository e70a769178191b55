"""Gradients of what has already run are started at once, and from the second time on ahead of time.

A loop that reads its loss inside the tape runs in two parts: forward, then, after the loss was
read, backward. What it did once after a forward program it will do again, so the backward program
is started right behind the forward one, and computes while Python still handles the loss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from tapeflow.engine.compile_policy import Policy, compile_lazily
from tapeflow.engine.execute import Fused, OpByOp
from tapeflow.engine.settings import settings
from tapeflow.engine.tensor import Tensor

if TYPE_CHECKING:
    from tapeflow.engine.gradient import Plan, Span
    from tapeflow.engine.trace import Trace

# How often a gradient started ahead may have been for nothing before that is given up.
MAX_MISSES = 3


class Ahead:
    """What follows a forward program: its gradient's plan, and how often that was so."""

    __slots__ = ("compiled", "misses", "plan", "policy", "request", "runs")

    def __init__(self, plan: Plan, request: tuple):
        self.plan = plan
        self.request = request
        self.compiled: Any = None
        self.policy = Policy(((plan, ()),), updates=True)
        self.misses = 0
        self.runs = 0

    def start(self, trace: Trace) -> tuple:
        """Starts the backward program of a trace that has run; gives the gradients' arrays."""
        arrays = [_array(leaf) for leaf in trace.leaves]
        arrays.extend([tensor._value for tensor in trace.saved])
        self.runs += 1
        with jax.enable_x64(True):
            if self.compiled is None:
                if settings.op_by_op or not self.policy.whole(self.runs):
                    return self.plan.sweep(arrays, OpByOp, {})
                self.compiled = compile_lazily(lambda *arrays: self.plan.sweep(arrays, Fused, {}))
            return self.compiled(*arrays)


def start_expected(trace: Trace) -> None:
    """Starts the gradient that followed this program before, unless it was not wanted too often."""
    program, mode = trace.program
    ahead = program.ahead.get(mode)
    if ahead is not None and ahead.misses < MAX_MISSES and not settings.op_by_op:
        ahead.misses += 1  # taken back when it is wanted
        trace.ahead = (ahead.plan, ahead.start(trace))


def gradients(plan: Plan, span: Span) -> list[Tensor]:
    """The gradients of a trace that has run."""
    trace = span.trace
    program, mode = trace.program
    ahead = program.ahead.get(mode)
    if trace.ahead is not None and trace.ahead[0] is plan:
        return _taken(ahead, trace)
    if ahead is None or ahead.plan is not plan:
        ahead = program.ahead[mode] = Ahead(plan, _request(plan, span))
    return _tensors(plan, ahead.start(trace))


def taken(span: Span, target: Tensor, variables: list) -> list[Tensor] | None:
    """The gradients that were started ahead, if they are those of `target` by `variables`.

    What `gradients` gives, found by comparing with what was asked for the last time.
    """
    trace = span.trace
    if trace.ahead is None:
        return None
    program, mode = trace.program
    ahead = program.ahead[mode]
    extent, index, positions = ahead.request
    if (
        trace.ahead[0] is not ahead.plan
        or target._serial != trace.serial
        or target._index != index
        or len(variables) != len(positions)
        or extent != (span.start, span.stop, len(trace.variable_outputs))
    ):
        return None
    leaves = trace.leaves
    for variable, position in zip(variables, positions, strict=True):
        if getattr(variable, "_tensor", None) is not leaves[position]:
            return None
    return _taken(ahead, trace)


def _request(plan: Plan, span: Span) -> tuple:
    """What `taken` recognizes a request by; nothing fits it if it is not of the usual kind."""
    extent = (span.start, span.stop, len(span.trace.variable_outputs))
    ((_, index), *others), positions = plan.targets, []
    for group in plan.sources:
        if len(group) != 1 or group[0][1] >= 0 or others:
            return extent, -1, ()
        positions.append(~group[0][1])
    return extent, index, tuple(positions)


def _taken(ahead: Ahead, trace: Trace) -> list[Tensor]:
    ahead.misses = 0
    _, arrays = trace.ahead
    trace.ahead = None
    return _tensors(ahead.plan, arrays)


def _tensors(plan: Plan, arrays: tuple) -> list[Tensor]:
    return [Tensor(array, spec) for array, spec in zip(arrays, plan.out_specs, strict=True)]


def _array(leaf: Tensor) -> Any:
    value = leaf._value
    if value.__class__ is float or value.__class__ is int:
        return np.asarray(value, leaf._spec.dtype.np)
    return value
