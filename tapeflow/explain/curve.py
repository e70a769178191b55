"""`Curve` and `Split`: numbers over steps, of which a bounded number is kept."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

_BETWEEN_LOOKS = 0.05  # seconds


class Curve:
    """Values at steps. When there are too many, every other one is dropped, evenly.

    They are in two flat lists: a tuple each would call the garbage collector every so often.
    """

    MOST = 1000

    def __init__(self):
        self.steps: list[int] = []
        self.values: list[float] = []
        self._stride = self._left = 1

    def add(self, step: int, value: float) -> None:
        self._left -= 1
        if self._left:
            return
        self._left = self._stride
        self.steps.append(step)
        self.values.append(value)
        if len(self.steps) >= 2 * self.MOST:
            self.steps, self.values = self.steps[1::2], self.values[1::2]
            self._stride *= 2


class Split:
    """Where the time of steps went, in parts of equally many steps.

    Attributes:
      next: the number of steps at which `close` is to be called.
    """

    MOST = 120

    def __init__(self):
        self.parts: list[list[Any]] = []
        self.next = 1
        self._width = 1
        self._before: tuple = (0, 0.0, 0.0, 0.0, 0.0)
        self._looked, self._resident = 0.0, 0

    def begin(self, now: float) -> None:
        """The first step begins."""
        self._before = (0, now, 0.0, 0.0, 0.0)

    def close(
        self, steps: int, now: float, waiting: float, running: float, compiling: float
    ) -> None:
        """Ends a part. All arguments count from the beginning."""
        self.parts.append(self._part((steps, now, waiting, running, compiling)))
        self._before = (steps, now, waiting, running, compiling)
        if len(self.parts) >= 2 * self.MOST:
            self._merge()
        self.next = steps + self._width

    def _part(self, totals: tuple) -> list[Any]:
        """`[steps, python, waiting, running, compiling, memory]`, in seconds and bytes."""
        steps, wall, *parts = [a - b for a, b in zip(totals, self._before, strict=True)]
        return [steps, max(0.0, wall - sum(parts)), *parts, self._memory(totals[1])]

    def _merge(self) -> None:
        pairs = zip(self.parts[::2], self.parts[1::2], strict=True)
        self.parts = [
            [*[a + b for a, b in zip(left[:5], right[:5], strict=True)], max(left[5], right[5])]
            for left, right in pairs
        ]
        self._width = max(part[0] for part in self.parts)

    def all(self, *totals: Any) -> list[list[Any]]:
        """All parts, the unfinished one too; the arguments are `close`'s."""
        parts = list(self.parts)
        if totals[0] > self._before[0]:
            parts.append(self._part(totals))
        return parts

    def _memory(self, now: float) -> int:
        """The process's bytes, looked at now and then: it takes longer than all else here."""
        if now - self._looked > _BETWEEN_LOOKS:
            self._looked, self._resident = now, resident_bytes()
        return self._resident


def resident_bytes() -> int:
    """What this process holds in memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not Linux: the most it ever held
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return pages * resource.getpagesize()
