"""`Pace`: how many batches make a program of a good length."""

from __future__ import annotations

import time

# Seconds. Long enough that starting programs costs nothing, short enough for the bar and Ctrl-C.
_TARGET, _BETWEEN_REPORTS = 0.15, 0.1
_GROWTH = 8


class Pace:
    """Learns how long a batch takes; the first run, which compiles, tells nothing."""

    def __init__(self):
        self._seconds: float | None = None
        self._next = 1
        self._runs = 0

    def next(self) -> int:
        """How many batches to run."""
        return self._next

    def ran(self, steps: int, seconds: float) -> None:
        """Tells how long they took."""
        self._runs += 1
        if self._runs == 1:
            return
        each = seconds / steps
        self._seconds = each if self._seconds is None else min(each, self._seconds * 1.5)
        fitting = int(_TARGET / max(self._seconds, 1e-7))
        self._next = max(1, min(fitting, steps * _GROWTH))


class Reports:
    """When progress was last told."""

    def __init__(self):
        self._last = time.perf_counter()

    def due(self) -> bool:
        now = time.perf_counter()
        if now - self._last < _BETWEEN_REPORTS:
            return False
        self._last = now
        return True
