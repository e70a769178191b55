"""Loss and gradient norms of steps that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tapeflow.doctor.origin import loop_operands
from tapeflow.doctor.runs import Bodies, Run
from tapeflow.doctor.scope import Scope, as_numpy
from tapeflow.engine.inspection import carried_out, recomputed
from tapeflow.ops.training import BatchLoop

KEPT = 5


class Figures(NamedTuple):
    """Of one step; None where it is not known."""

    step: int
    loss: float | None
    norm: float | None


def figures_before(runs: Sequence[Run], bodies: Bodies, last: Run) -> list[Figures]:
    """The figures of the steps that are kept, the bad one last."""
    by_step: dict[int, Figures] = {}
    for run in runs:
        if run.step > last.step:
            break
        found = _of_run(run, bodies)
        if found is None:
            continue
        old = by_step.get(run.step)
        loss, norm = found
        if old is not None:
            loss = old.loss if loss is None else loss
            norm = old.norm if norm is None else norm
        by_step[run.step] = Figures(run.step, loss, norm)
    return list(by_step.values())


def figures_in_loop(runs: Sequence[Run], bodies: Bodies, last: Run, bad: int) -> list[Figures]:
    """The figures of the steps of `fit` up to the batch at which it went wrong."""
    found = _of_loop(last, bodies, bad, KEPT)
    for run in reversed(runs):
        if run.step < last.step and len(found) < KEPT:
            found = _of_loop(run, bodies, None, KEPT - len(found)) + found
    return found


def _of_loop(run: Run, bodies: Bodies, bad: int | None, most: int) -> list[Figures]:
    """The figures of the last steps of a loop over batches, up to the batch `bad`."""
    if run.is_gradient:
        return []
    scope = run.scope()
    for position, (signature, _) in enumerate(scope.nodes):
        loop = getattr(signature.call, "__self__", None)
        if not isinstance(loop, BatchLoop):
            continue
        arrays = scope.operands(position)
        at = loop._arrays + loop._has_rows
        start, stop = (int(bound) for bound in np.asarray(arrays[at]))
        stop = stop if bad is None else bad + 1
        found = []
        for step in range(max(start, stop - most), stop):
            changed = [*arrays]
            changed[at] = np.array([start, step], np.int32)
            updates = carried_out(signature, changed)[len(loop.graph.out_specs) :]
            inner = bodies.scope(loop.graph.signature, loop_operands(loop, arrays, step, updates))
            if inner is not None:
                loss, norm = _of_scope(inner[0], bodies) or (None, None)
                found.append(Figures(run.step + step - start, loss, norm))
        return found
    return []


def _of_run(run: Run, bodies: Bodies) -> tuple[float | None, float | None] | None:
    if run.is_gradient:
        plan = run.program.plan
        known = dict(zip(plan._input_names, run.arrays, strict=False))
        return _scalar(recomputed(plan, plan.targets[0], known)), total_norm(run.results)
    return _of_scope(run.scope(), bodies)


def _of_scope(scope: Scope, bodies: Bodies) -> tuple[float | None, float | None] | None:
    loss = norm = None
    for position, (signature, references) in enumerate(scope.nodes):
        if signature.swept_by_gradient and plan_of_open_trace(signature):
            loss = _scalar(scope.value(signature.targets[0][1]))
            start = scope.starts[position]
            count = len(signature.out_specs)
            norm = total_norm([scope.value(start + i) for i in range(count)])
        elif signature.op.name == "optimizer.update" and norm is None:
            norm = total_norm([scope.value(r) for r in gradients_of(signature, references)])
        else:
            inner = bodies.scope(signature, scope.operands(position))
            if inner is not None:
                found = _of_scope(inner[0], bodies)
                if found is not None:
                    return found
    return None if loss is None and norm is None else (loss, norm)


def plan_of_open_trace(plan: Any) -> bool:
    """Whether a gradient's target is a value of the trace that it is a node of."""
    ((trace, reference), *_) = plan.targets
    return trace == plan._open_trace and not isinstance(reference, tuple)


def gradients_of(signature: Any, references: Sequence[int]) -> Sequence[int]:
    """Which operands of an optimizer's update are the gradients."""
    count = signature.attrs[-1][0]
    return references[count : 2 * count]


def total_norm(arrays: Sequence[Any]) -> float:
    """The norm of all arrays together."""
    with np.errstate(all="ignore"):
        squares = [float(np.sum(np.square(as_numpy(a), dtype=np.float64))) for a in arrays]
        return float(np.sqrt(sum(squares)))


def _scalar(array: Any) -> float | None:
    return float(as_numpy(array).sum()) if np.ndim(array) == 0 else None
