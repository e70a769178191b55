"""`History`: notes what a training does, at a cost that does not show."""

from __future__ import annotations

import sys
import warnings
from threading import get_ident
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from tapeflow.engine import watch
from tapeflow.engine.compile_clock import compile_clock
from tapeflow.engine.site import Site
from tapeflow.explain.curve import Curve, Split
from tapeflow.explain.places import DOORS, Line, line, reading_site
from tapeflow.explain.program_record import ProgramRecord
from tapeflow.explain.reasons import why

MOST_PROGRAMS = 1000
_SELDOM = 100  # between runs that are timed, and so waited for
_FLOATS = frozenset({np.float32, np.float64, np.float16})


class Read:
    """A place that asks for values."""

    __slots__ = ("count", "curve", "seconds", "site")

    def __init__(self, site: Site, curve: Curve | None):
        self.site, self.curve = site, curve
        self.count, self.seconds = 0, 0.0


class Wait(NamedTuple):
    """How often and how long a line waited; `is_direct` if it asked for numbers itself."""

    line: Line
    count: int
    seconds: float
    is_direct: bool


class Warned:
    """A warning that was given, and how often."""

    def __init__(self, category: str, message: str, line: Line):
        self.category, self.message, self.line = category, message, line
        self.count = 0


class History(watch.Watcher):
    """All that is told of a training.

    A step is a program that gives a trainable variable a new value. Times are those of the thread
    that made the history: it runs Python, compiles, starts programs or waits.

    Attributes:
      programs: `ProgramRecord`s, in order.
      curves: by name, `Curve`s of what `fit` tells.
      split: where the steps' time went.
      steps: how many there were.
      python, waiting, running, compiling: seconds since the first program.
      warned: `Warned`s, by what they say.
      bodies: the nodes and lines of functions that were recorded, by signature.
    """

    def __init__(self):
        self.programs: list[ProgramRecord] = []
        self._reads: dict[tuple[int, int], Read] = {}
        self.curves: dict[str, Curve] = {}
        self.split = Split()
        self.warned: dict[tuple, Warned] = {}
        self.bodies: dict[Any, tuple] = {}
        self.steps = 0
        self.waiting = self.running = self.compiling = 0.0
        self._records: dict[Any, ProgramRecord] = {}
        self._others: Any = None  # the record of all programs after the first thousand
        self._clock = compile_clock()
        self._thread = get_ident()
        self._batches = 1
        self._read_began = self._read_mark = 0.0
        self._first = 0.0
        self._compiled, self._hits = self._clock.programs, self._clock.hits
        self._due: set[Any] = set()  # programs whose next run is timed

    def start(self) -> None:
        """Begins to take notes."""
        watch.add(self)
        self._showwarning = warnings.showwarning
        warnings.showwarning = self._note_warning

    def stop(self) -> None:
        """Ends it."""
        watch.remove(self)
        warnings.showwarning = self._showwarning
        self.wall = perf_counter() - self._first if self._first else 0.0

    @property
    def seconds(self) -> float:
        """Since the first program, until now or the end."""
        return self.__dict__.get("wall") or (perf_counter() - self._first if self._first else 0.0)

    @property
    def reads(self) -> list[Read]:
        """The places that asked for values, in order; a line may have several."""
        return list(self._reads.values())

    @property
    def waits(self) -> list[Wait]:
        """The lines that asked for values, those that waited longest first."""
        found: dict[Line, Wait] = {}
        for read in self.reads:
            place = line(read.site)
            wait = found.get(place, Wait(place, 0, 0.0, False))
            found[place] = Wait(
                place, wait.count + read.count, wait.seconds + read.seconds,
                wait.is_direct or bool(read.curve and read.curve.steps),
            )  # fmt: skip
        return sorted(found.values(), key=lambda wait: -wait.seconds)

    @property
    def python(self) -> float:
        return max(0.0, self.seconds - self.waiting - self.running - self.compiling)

    # Programs.

    def program_starts(self, trace: Any, program: Any, arrays: list) -> None:
        if program in self._due:
            _wait_for(arrays)

    def program_started(self, trace: Any, program: Any, run: Any, results: Any) -> None:
        now = perf_counter()
        record = self._records.get(program)
        if record is None:
            record = self._new_record(trace, program, run)
        record.runs += 1
        running = now - run.began
        batches = self._batches
        self._batches = 1
        record.batches += batches
        if self._clock.programs != self._compiled:
            running = self._note_compiled(record, run.began, running)
        elif record.runs >= record.next_sample:
            now = self._sample(record, run, results, batches)
            running = now - run.began
        if run.mode == "op by op":
            record.op_by_op += 1
        if get_ident() == self._thread:
            self.running += running
            if record.is_update:
                self.steps += batches
                if self.steps >= self.split.next:
                    self.split.close(self.steps, now, self.waiting, self.running, self.compiling)

    def _sample(self, record: ProgramRecord, run: Any, results: Any, batches: int) -> float:
        """Waits for the results if what came before was waited for too; gives the time.

        Runs are timed soon at first, then seldom; before the next one that is, its arguments are.
        """
        if record.program in self._due:
            self._due.discard(record.program)
            _wait_for(results)
            now = perf_counter()
            record.samples.append((now - run.began) / batches)
            record.next_sample = record.runs + min(max(1, record.runs // 2), _SELDOM)
            return now
        self._due.add(record.program)
        return perf_counter()

    def _note_compiled(self, record: ProgramRecord, began: float, elapsed: float) -> float:
        """Notes what of a call was compiling, and gives the rest."""
        clock = self._clock
        compiling = min(elapsed, clock.seconds_since(began))
        if get_ident() == self._thread:
            self.compiling += compiling
        record.compile_seconds += compiling
        record.first_calls += elapsed - compiling
        record.compiled += clock.programs - self._compiled
        record.hits += clock.hits - self._hits
        self._compiled, self._hits = clock.programs, clock.hits
        return elapsed - compiling

    def parts(self) -> list[list[Any]]:
        """`split`'s parts up to now."""
        return self.split.all(
            self.steps, self._first + self.seconds, self.waiting, self.running, self.compiling
        )

    def _begin(self, now: float) -> None:
        self._first = now
        self.split.begin(now)

    def _new_record(self, trace: Any, program: Any, run: Any) -> ProgramRecord:
        if len(self.programs) >= MOST_PROGRAMS:  # such a record keeps its program in memory
            self._others.is_update = not trace.closed and updates(trace)
            return self._others
        if not self._first:
            self._begin(run.began)
        forward, lines = None, [line(site) for site in trace.sites]
        nodes = ((program.plan, ()),) if trace.closed else program.nodes
        if trace.closed and trace.program is not None:
            forward = self._records.get(trace.program[0])
        if forward is not None:
            lines = [forward.lines[step.position] for step in program.plan._steps]
            reason = f"the gradient of program {forward.number}"
        else:
            reason = why(program, nodes, lines, self.programs)
        lines = lines or [Line("", 0)]
        record = ProgramRecord(
            len(self.programs) + 1, program, nodes, lines, run.arrays, reason, self.steps,
            not trace.closed and updates(trace),
        )  # fmt: skip
        self._records[program] = self._others = record
        self.programs.append(record)
        if len(self.programs) == MOST_PROGRAMS:
            record.why = f"this and all later ones: {record.why}"
        return record

    def recorded(self, graph: Any, trace: Any) -> None:
        if len(self.bodies) < MOST_PROGRAMS:
            self.bodies[graph.signature] = (graph.nodes, [line(site) for site in trace.sites])

    # Values.

    def read_begins(self, tensor: Any) -> None:
        if get_ident() == self._thread:
            self._read_mark = self.running + self.compiling
            self._read_began = perf_counter()
            if not self._first:
                self._begin(self._read_began)

    def read_ended(self, tensor: Any, value: Any) -> None:
        if get_ident() != self._thread:
            return
        other = self.running + self.compiling - self._read_mark
        waited = max(0.0, perf_counter() - self._read_began - other)
        self.waiting += waited
        frame = sys._getframe(2)  # after the method of the tensor
        while frame.f_code.co_filename in DOORS:
            frame = frame.f_back
        # By identity: a code object's hash looks at all of it.
        read = self._reads.get((id(frame.f_code), frame.f_lasti))
        if read is None:
            read = self._new_read(frame)
        read.count += 1
        read.seconds += waited
        if read.curve is not None and value.__class__ in _FLOATS:
            read.curve.add(self.steps, float(value))

    def _new_read(self, frame: Any) -> Read:
        site, direct = reading_site(frame)
        key = (id(site[0]), site[1])
        read = self._reads.get(key)
        if read is None:
            read = self._reads[key] = Read(site, Curve() if direct else None)
        return read

    def batches(self, count: int) -> None:
        self._batches = count

    def told(self, hook: str, position: int, logs: dict[str, Any]) -> None:
        kind = {"on_epoch_end": "epoch", "on_train_batch_end": "batch"}.get(hook)
        if kind is None:
            return
        for name, value in logs.items():
            if isinstance(value, float):
                self.curves.setdefault(f"{kind} {name}", Curve()).add(self.steps, value)

    def _note_warning(
        self, message: Any, category: Any, filename: str, lineno: int, *rest: Any, **more: Any
    ) -> None:
        key = (category, str(message), filename, lineno)
        if key not in self.warned:
            self.warned[key] = Warned(category.__name__, str(message), Line(filename, lineno))
        self.warned[key].count += 1
        self._showwarning(message, category, filename, lineno, *rest, **more)


def updates(trace: Any) -> bool:
    """Whether a trace gives a trainable variable a new value: it ends a step."""
    variables = [weak() for weak, _ in trace.rollback.values()]
    return any(variable is not None and variable.trainable for variable in variables)


def _wait_for(arrays: Any) -> None:
    for array in arrays:
        wait = getattr(array, "block_until_ready", None)
        if wait is not None and not array.is_deleted():
            wait()
