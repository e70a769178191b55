"""`snapshot`: a history as plain data, which the page and the summaries show."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.explain.advice import advice
from tapeflow.explain.curve import Curve
from tapeflow.explain.history import History
from tapeflow.explain.places import Line, line
from tapeflow.explain.program_record import ProgramRecord
from tapeflow.explain.table import reason


def snapshot(history: History, title: str, finished: bool = True) -> dict[str, Any]:
    """All that is known now; may be called on another thread.

    Args:
      history: what was noted.
      title: the script's name.
      finished: whether training is over, so that programs can be asked for their memory.
    """
    return {
        "title": title,
        "finished": finished,
        "steps": history.steps,
        "seconds": history.seconds,
        "split": {name: getattr(history, name) for name in _PARTS},
        "parts": history.parts(),
        "curves": _curves(history),
        "programs": [_program(r, history, finished) for r in list(history.programs)],
        "reads": [
            {**_place(wait.line), "count": wait.count, "seconds": wait.seconds}
            for wait in history.waits
        ],
        "warnings": [
            {
                **_place(warned.line), "category": warned.category,
                "message": warned.message, "count": warned.count,
            }
            for warned in list(history.warned.values())
        ],
        "advice": [{"text": found.text, "seconds": found.cost} for found in advice(history)],
    }  # fmt: skip


_PARTS = ("python", "waiting", "running", "compiling")


def _curves(history: History) -> list[dict[str, Any]]:
    found = [_curve(*name.split(" ", 1), curve, "") for name, curve in list(history.curves.items())]
    for read in history.reads:
        if read.curve is not None and len(set(read.curve.steps)) > 1:
            place = line(read.site)
            found.append(_curve("read", place.short, read.curve, place.text))
    return found


def _curve(kind: str, name: str, curve: Curve, text: str) -> dict[str, Any]:
    points = list(zip(list(curve.steps), list(curve.values), strict=False))
    return {
        "kind": kind,
        "name": name,
        "text": text,
        "steps": [step for step, _ in points],
        "values": [value if math.isfinite(value) else None for _, value in points],
    }


def _program(record: ProgramRecord, history: History, finished: bool) -> dict[str, Any]:
    lines = record.ops_by_line(history.bodies)
    return {
        "number": record.number,
        "what": record.what,
        "place": record.place,
        "why": reason(record),
        "step": record.step,
        "runs": record.runs,
        "batches": record.batches,
        "compiling": record.compile_seconds,
        "cached": record.hits > 0,
        "each": record.each,
        "total": record.total,
        "memory": record.memory if finished else record.known_memory,
        "lines": [
            {**_place(place), "ops": [[name, count] for name, count in ops.items()]}
            for place, ops in sorted(lines.items())
        ],
    }


def _place(place: Line) -> dict[str, Any]:
    return {"place": place.short, "text": place.text}
