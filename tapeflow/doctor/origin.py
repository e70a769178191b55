"""`find_origin`: which op made the first NaN or infinity, found by doing a step again op by op."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tapeflow.doctor.backward import Step, first_bad_step, ones
from tapeflow.doctor.place import NOWHERE, Place
from tapeflow.doctor.runs import Bodies, Run
from tapeflow.doctor.scope import Scope, has_nan, is_finite
from tapeflow.engine.inspection import carried_out, recomputed
from tapeflow.ops.training import BatchLoop

# Ops that give an infinity on purpose, as masks are made, and ops that hand one on.
_MASKS = frozenset({"", "where", "fill", "stack"})
_PASSING = frozenset({"cast", "identity", "reshape", "broadcast_to", "expand_dims", "squeeze"})


@dataclass
class Origin:
    """Where a NaN or an infinity was born.

    Attributes:
      op: the op's name; "" if it was there from the start.
      place: the user's line.
      operands, names: what the op was given, and what that is to the user.
      result: what it gave.
      backward: whether it is the op's gradient.
      loop_step: in a loop over batches, which of them it was.
      attrs: the op's attributes.
      behind: names of the operands' own ops, for causes that lie before.
      data: it was in a leaf: "variable" or "input".
      rows: of an input, which samples of the data it is.
    """

    op: str
    place: Place
    operands: list[Any]
    names: list[str]
    result: Any
    backward: bool = False
    loop_step: int | None = None
    attrs: tuple = ()
    behind: list[str] = field(default_factory=list)
    data: str = ""
    rows: Any = None

    @property
    def is_given(self) -> bool:
        """Whether it is but an infinity that the user gave, as a mask or a best so far."""
        return (
            self.data == "input" or any(not is_finite(array) for array in self.operands)
        ) and not has_nan(self.result)


class OriginFinder:
    """Goes back from a value that is not finite to the op that made it of finite ones.

    Args:
      bodies: the functions that are known.
      runs: what ran before, the last one last.
    """

    def __init__(self, bodies: Bodies, runs: Sequence[Run]):
        self._bodies, self._runs = bodies, runs
        self.loop_step: int | None = None
        self._rows: np.ndarray | None = None

    def find(self, run: Run, reference: int) -> Origin | None:
        """The origin of a value of a run; None if op by op it is finite."""
        scope = run.scope()
        if is_finite(scope.value(reference)):
            return None
        return self._back(scope, reference)

    def _back(self, scope: Scope, reference: int) -> Origin | None:
        while True:
            if reference < 0:
                return self._leaf(scope, ~reference)
            position, i = scope.producer(reference)
            signature, references = scope.nodes[position]
            arrays = scope.operands(position)
            if signature.swept_by_gradient:
                target = self._bad_target(scope, signature, arrays)
                if target is not None:
                    reference = target
                    continue
                return self._gradient(signature, arrays, i, scope.place, scope.place(position))
            loop = getattr(signature.call, "__self__", None)
            if isinstance(loop, BatchLoop):  # its arrays may have rows that are never used
                inner = self._inside_loop(loop, signature, arrays, i)
                if inner is not None:
                    scope, reference = inner
                    continue
            earlier = self._culprit(scope, references, arrays)
            if earlier is not None:
                reference = earlier
                continue
            inner = self._inside(scope, position, arrays, i)
            if inner is not None:
                scope, reference = inner
                if is_finite(scope.value(reference)):
                    return None
                continue
            return Origin(
                signature.op.name,
                scope.place(position),
                arrays,
                [scope.name(r) for r in references],
                scope.value(reference),
                attrs=signature.attrs,
                behind=[scope.op(r) for r in references],
                loop_step=self.loop_step,
            )

    def _culprit(self, scope: Scope, references: Sequence, arrays: list) -> int | None:
        """The operand that was bad already, if that explains the result."""
        for reference, array in zip(references, arrays, strict=True):
            if has_nan(array):
                return reference
        for reference, array in zip(references, arrays, strict=True):
            if is_finite(array):
                continue
            first = reference
            while scope.op(first) in _PASSING:
                position, _ = scope.producer(first)
                operand = scope.nodes[position][1][0]
                if is_finite(scope.value(operand)):
                    break
                first = operand
            made = scope.op(first) not in _MASKS
            if made or (first < 0 and self._maker(scope.leaves[~first])):
                return first
        return None

    def _maker(self, array: Any) -> tuple[Run, int] | None:
        for run in reversed(self._runs):
            found = run.index_of(array)
            if found is not None:
                return run, found
        return None

    def _leaf(self, scope: Scope, leaf: int) -> Origin | None:
        array = scope.leaves[leaf]
        made = self._maker(array)
        if made is None:
            kind = "variable" if scope.variables[leaf] is not None else "input"
            place = self._use_of(scope, leaf)
            rows = self._rows if np.shape(array)[:1] == np.shape(self._rows) else None
            return Origin("", place, [array], [scope.name(~leaf)], array, data=kind, rows=rows)
        run, reference = made
        if not run.is_gradient:
            return self._back(run.scope(), reference)
        forward = run.forward.scope()
        known = dict(zip(run.program.plan._input_names, run.arrays, strict=False))
        for name in run.program.plan.targets:
            if not is_finite(recomputed(run.program.plan, name, known)):
                return self._back(forward, name[1])
        plan = run.program.plan
        return self._gradient(plan, list(run.arrays), reference, forward.place, NOWHERE)

    def _use_of(self, scope: Scope, leaf: int) -> Place:
        """The line that first reads a leaf."""
        for position, (_, references) in enumerate(scope.nodes):
            if ~leaf in references:
                return scope.place(position)
        return NOWHERE

    def _bad_target(self, scope: Scope, plan: Any, arrays: list) -> int | None:
        """A target of a gradient that is itself not finite."""
        for trace, reference in plan.targets:
            if trace == plan._open_trace and not isinstance(reference, tuple):
                array = scope.value(reference)
                if not is_finite(array):
                    return reference
        return None

    def _gradient(
        self, plan: Any, arrays: list, i: int, place_of_step: Any, place: Place
    ) -> Origin | None:
        """The step of a reverse sweep that went wrong."""
        known = dict(zip(plan._input_names, arrays, strict=False))

        def value(name: Any) -> Any:
            return recomputed(plan, name, known)

        steps = [
            Step(s.position, s.signature, s.operands, s.wrt, s.results)
            for s in reversed(plan._steps)
        ]
        given = [] if plan._ones else arrays[len(plan._input_names) :]
        starts = {
            name: given[k] if given else ones(value(name)) for k, name in enumerate(plan.targets)
        }
        bad = first_bad_step(steps, value, starts)
        if bad is None:
            return Origin("gradient", place, [], [], None, backward=True)
        step_place = place_of_step(bad.step.position) if plan_is_single(plan) else place
        names = [str_name(plan, name) for name in bad.step.operands]
        inner = self._inside_backward(bad, names)
        return inner or self._bad_gradient(bad, step_place, names)

    def _bad_gradient(self, bad: Any, place: Place, names: list[str]) -> Origin:
        result = next(g for g in bad.gradients if not is_finite(g))
        signature = bad.step.signature
        return Origin(
            signature.op.name, place, bad.operands, names, result, backward=True,
            attrs=signature.attrs, loop_step=self.loop_step,
        )  # fmt: skip

    def _inside_backward(self, bad: Any, names: list[str]) -> Origin | None:
        """The op inside a function whose reverse sweep went wrong."""
        found = self._bodies.scope(bad.step.signature, bad.operands, names)
        if found is None:
            return None
        scope, body = found
        steps = []
        for position in reversed(range(len(scope.nodes))):
            signature, references = scope.nodes[position]
            start = scope.starts[position]
            wrt = signature.differentiable_inputs()
            if wrt:
                results = [start + k for k in signature.differentiable_outputs()]
                steps.append(Step(position, signature, references, wrt, results))
        starts: dict[int, Any] = {}
        for k, cotangent in bad.cotangents.items():
            reference = body.results[k]
            before = starts.get(reference)
            starts[reference] = cotangent if before is None else before + np.asarray(cotangent)
        inner = first_bad_step(steps, scope.value, starts)
        if inner is None:
            return None
        deeper = [scope.name(r) for r in inner.step.operands]
        place = scope.place(inner.step.position)
        return self._inside_backward(inner, deeper) or self._bad_gradient(inner, place, deeper)

    def _inside(
        self, scope: Scope, position: int, arrays: list, i: int
    ) -> tuple[Scope, int] | None:
        """The body of a function, or of a loop at the batch at which it went wrong."""
        signature, references = scope.nodes[position]
        names = [scope.name(r) for r in references]
        found = self._bodies.scope(signature, arrays, names)
        return None if found is None else (found[0], found[1].results[i])

    def _inside_loop(
        self, loop: BatchLoop, signature: Any, arrays: list, i: int
    ) -> tuple[Scope, int] | None:
        step, operands = bad_batch(loop, signature, arrays)
        if step is None:
            return None
        self.loop_step = step
        self._rows = batch_rows(loop, arrays, step, step + 1)
        found = self._bodies.scope(loop.graph.signature, operands)
        if found is None:
            return None
        scope, body = found
        return scope, next(
            (r for r in _updates_first(loop, body) if not is_finite(scope.value(r))),
            body.results[i],
        )


def _updates_first(loop: BatchLoop, body: Any) -> list[int]:
    outputs = len(loop.graph.out_specs)
    return [*body.results[outputs:], *body.results[:outputs]]


def bad_batch(loop: BatchLoop, signature: Any, arrays: list) -> tuple[int | None, list]:
    """The first batch after which a variable is not finite, and what the step was given there."""
    at = loop._arrays + loop._has_rows
    start, stop = (int(bound) for bound in np.asarray(arrays[at]))

    def run(end: int) -> tuple:
        changed = [*arrays]
        changed[at] = np.array([start, end], np.int32)
        return carried_out(signature, changed)

    low, high = start, stop
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if all(map(is_finite, run(middle))) else (low, middle)
    if all(map(is_finite, run(high))):
        return None, []
    return low, loop_operands(loop, arrays, low, run(low)[len(loop.graph.out_specs) :])


def loop_operands(loop: BatchLoop, arrays: list, step: int, updates: Any) -> list:
    """What a loop's step is given at a batch, where variables have the values `updates`."""
    count, graph = loop._arrays, loop.graph
    at = count + loop._has_rows
    start = int(np.asarray(arrays[at])[0])
    batch = loop_data(loop, arrays, step, step + 1)
    captured = list(arrays[at + 1 : at + 1 + len(graph.captures)])
    for position, value in zip(loop._carried, updates, strict=True):
        if position is not None:
            captured[position] = value
    seeds = [np.asarray(s)[step - start] for s in arrays[at + 1 + len(graph.captures) :]]
    return [*batch, *captured, *seeds]


def batch_rows(loop: BatchLoop, arrays: list, start: int, stop: int) -> np.ndarray:
    """Which samples are in a loop's batches from `start` to `stop`, in order."""
    if loop._has_rows:
        return np.asarray(arrays[loop._arrays])[start:stop].ravel()
    return np.arange(start * loop._size, stop * loop._size)


def loop_data(loop: BatchLoop, arrays: list, start: int, stop: int) -> list:
    """The samples of a loop's batches from `start` to `stop`."""
    rows = batch_rows(loop, arrays, start, stop)
    return [np.asarray(array)[rows] for array in arrays[: loop._arrays]]


def plan_is_single(plan: Any) -> bool:
    """Whether all of a gradient's steps are of one trace, whose lines are known."""
    return len({step.trace for step in plan._steps}) <= 1


def str_name(plan: Any, name: Any) -> str:
    """What a value of a gradient's plan is to the user."""
    origin = plan._origins.get(name)
    return "an operand" if origin is None else f"the result of tf.{origin[2].op.name}"
