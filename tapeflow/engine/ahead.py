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
    from tapeflow.engine.gradient import Plan
    from tapeflow.engine.trace import Trace

# How often a gradient started ahead may have been for nothing before that is given up.
MAX_MISSES = 3


class Ahead:
    """What follows a forward program: its gradient's plan, and how often that was so."""

    __slots__ = ("compiled", "misses", "plan", "policy", "runs")

    def __init__(self, plan: Plan):
        self.plan = plan
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


def gradients(plan: Plan, trace: Trace) -> list[Tensor]:
    """The gradients of a trace that has run."""
    program, mode = trace.program
    ahead = program.ahead.get(mode)
    if trace.ahead is not None and trace.ahead[0] is plan:
        ahead.misses = 0
        arrays = trace.ahead[1]
        trace.ahead = None
    else:
        if ahead is None or ahead.plan is not plan:
            ahead = program.ahead[mode] = Ahead(plan)
        arrays = ahead.start(trace)
    return [Tensor(array, spec) for array, spec in zip(arrays, plan.out_specs, strict=True)]


def _array(leaf: Tensor) -> Any:
    value = leaf._value
    if value.__class__ is float or value.__class__ is int:
        return np.asarray(value, leaf._spec.dtype.np)
    return value
