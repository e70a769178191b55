"""`Doctor`: watches a training, and says where it went wrong."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable
from threading import get_ident
from typing import Any

import numpy as np

from tapeflow.doctor.causes import cause_of
from tapeflow.doctor.figures import KEPT, figures_before, figures_in_loop
from tapeflow.doctor.origin import Origin, OriginFinder
from tapeflow.doctor.place import NOWHERE, Place
from tapeflow.doctor.report import report
from tapeflow.doctor.runs import Bodies, Run
from tapeflow.doctor.scope import has_nan, is_finite, variable_name
from tapeflow.engine import inspection, watch
from tapeflow.engine.errors import DoctorWarning, InvalidArgumentError

# Programs whose results may not have been looked at, so that looking never waits for long.
_UNSEEN = 6
# Bytes of arguments up to which the last steps are kept, rather than the last one alone.
_SMALL = 64 << 20


class Doctor(watch.Watcher):
    """Looks after NaN and infinities; what else it looks at are `checks`.

    Args:
      tell: takes a message and a `Place`; by default a `DoctorWarning` is given.
      strict: whether to raise an error for any result that is not finite.
      checks: objects with the methods `looked(run, bodies)`, `differentiated(...)`, `fitted(...)`
        and `ended()`, which call `tell`.
    """

    def __init__(self, tell: Callable[[str, Place], None] | None = None, strict: bool = False):
        self._tell = tell or warn
        self._strict = strict
        self.checks: list[Any] = []
        self._bodies = Bodies()
        self._runs: deque[Run] = deque()
        self._unseen: deque[Run] = deque()
        self._starting: Run | None = None
        self._step = 0
        self._steps_told = 1  # of the program that is being started
        self._kept: dict[Any, int] = {}
        self._error: InvalidArgumentError | None = None
        self._is_sick = False
        self._thread = get_ident()

    def start(self) -> None:
        """Begins to watch."""
        watch.add(self)
        inspection.use(self)

    def stop(self) -> None:
        """Ends it, with a last look."""
        self.look(wait=True)
        for check in () if self._is_sick else self.checks:
            check.ended()
        watch.remove(self)
        inspection.use(None)
        self._runs.clear()
        self._unseen.clear()

    # What the engine tells.

    def program_starts(self, trace: Any, program: Any, arrays: list) -> None:
        if get_ident() != self._thread or self._is_sick:
            return
        forward = None
        if trace.closed:
            forward = self._last_of(trace.program[0] if trace.program else None)
            if forward is None:
                self._starting = None
                return
        elif not program.inspected:
            self._starting = None
            return
        self._starting = Run(trace, program, arrays, self._step, forward)

    def program_started(self, trace: Any, program: Any, told: Any, results: Any) -> None:
        run, self._starting = self._starting, None
        if run is None or run.program is not program or get_ident() != self._thread:
            return
        run.results = tuple(results)
        if not run.is_gradient:
            run.finite = results[-1]
            self._unseen.append(run)
            if run.is_step:
                self._step += self._steps_told
        self._steps_told = 1
        self._runs.append(run)
        for check in self.checks:
            check.looked(run, self._bodies)
        self.look()
        if self._runs:
            self._forget()

    def batches(self, count: int) -> None:
        self._steps_told = count

    def recorded(self, graph: Any, trace: Any) -> None:
        self._bodies.add(graph, trace)

    def differentiated(self, tape: Any, target: Any, sources: Any, gradients: Any) -> None:
        for check in () if self._is_sick else self.checks:
            check.differentiated(tape, target, sources, gradients)

    def fitted(self, model: Any, source: Any, validation: Any, shuffle: Any) -> None:
        for check in self.checks:
            check.fitted(model, source, validation, shuffle)

    def read_ended(self, tensor: Any, value: Any) -> None:
        if self._unseen and get_ident() == self._thread:
            self.look()
            self.after_flush()

    def after_flush(self) -> None:
        """Raises what there is to raise, where nothing is left half done."""
        error, self._error = self._error, None
        if error is not None:
            raise error

    # Looking.

    def look(self, wait: bool = False) -> None:
        """Looks at what the programs that are done gave."""
        while self._unseen:
            run = self._unseen[0]
            if not (wait or len(self._unseen) > _UNSEEN or run.is_ready()):
                return
            self._unseen.popleft()
            if not np.asarray(run.finite):
                self._look_at(run)

    def _look_at(self, run: Run) -> None:
        """Looks at a program's results, of which some are not finite."""
        bad = [i for i, array in run.outputs().items() if self._matters(run, i, array)]
        if not bad:
            return
        found = self._diagnosed(run, bad)
        if found is None:
            return
        message, place = found
        if self._strict:
            self._unseen.clear()
            self._runs.clear()
            text = f"{message}\n  (tf.debugging.enable_check_numerics is on)"
            self._error = InvalidArgumentError(None, None, text)
        else:
            self._is_sick = True  # from now on everything is NaN: said once
            self._unseen.clear()
            self._runs.clear()
            self._tell(message, place)

    def _matters(self, run: Run, i: int, array: Any) -> bool:
        if is_finite(array):
            return False
        if self._strict or has_nan(array) or i in run.updated:
            return True
        # An infinite loss; other infinities may be masks, or bests that were not reached yet.
        return run.program.save is not None and np.ndim(array) == 0

    def _diagnosed(self, run: Run, bad: list[int]) -> tuple[str, Place] | None:
        order = sorted(bad, key=lambda i: (i in run.updated, i))
        finder = OriginFinder(self._bodies, [r for r in self._runs if r is not run])
        origin = None
        for i in order:
            origin = finder.find(run, i)
            if origin is not None:
                break
        if origin is not None and origin.is_given:
            return None
        if origin is None:
            place = run.scope().place(run.scope().producer(order[0])[0])
            origin = Origin("", place, [], [], run.outputs()[order[0]])
        loop_step = finder.loop_step
        history = (
            figures_before(self._runs, self._bodies, run)
            if loop_step is None
            else figures_in_loop(self._runs, self._bodies, run, loop_step)
        )
        before = history[:-1]
        cause = cause_of(
            origin,
            [f.loss for f in before if f.loss is not None],
            [f.norm for f in before if f.norm is not None],
        )
        weak = [run.updated[i] for i in order if i in run.updated]
        weak.sort(key=lambda reference: not getattr(reference(), "trainable", False))
        variables = [variable_name(reference) for reference in weak]
        step = history[-1].step if history and loop_step is not None else run.step
        named = f"step {step + 1}"
        if loop_step is not None:
            named += f" (batch {loop_step} of its epoch, counted from 0)"
        message = report(origin, cause, named, variables[0] if variables else "", history[-KEPT:])
        return message, origin.place

    def _last_of(self, program: Any) -> Run | None:
        return next((run for run in reversed(self._runs) if run.program is program), None)

    def _forget(self) -> None:
        """Lets go of what lies too far back."""
        runs, program = self._runs, self._runs[-1].program
        kept = self._kept.get(program)
        if kept is None:
            nbytes = sum(getattr(array, "nbytes", 0) for array in runs[-1].arrays)
            kept = self._kept[program] = KEPT if nbytes < _SMALL else 1
        oldest = self._unseen[0].step if self._unseen else self._step
        while len(runs) > 3 * kept and (
            runs[0].step < min(self._step - kept, oldest) or len(runs) > 40 * kept
        ):
            runs.popleft()


def warn(message: str, place: Place) -> None:
    """Gives a warning at a line."""
    place = place if place.line else NOWHERE
    warnings.warn_explicit(message, DoctorWarning, *place)
