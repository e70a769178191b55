"""Places in the user's program: which line stands behind a frame, an op, a read."""

from __future__ import annotations

import linecache
import os
from collections.abc import Iterable
from typing import Any, NamedTuple

from tapeflow.engine import Tensor, Variable
from tapeflow.engine.site import Site, line_of

_PACKAGE = __name__.split(".")[0]
# Between the reader of a value and this package's hooks: files, as code objects name them.
DOORS = frozenset({Tensor.numpy.__code__.co_filename, Variable.numpy.__code__.co_filename})


class Line(NamedTuple):
    """A line of a file."""

    file: str
    number: int

    @property
    def short(self) -> str:
        return f"{os.path.basename(self.file)}:{self.number}"

    @property
    def text(self) -> str:
        return linecache.getline(self.file, self.number).strip()


def line(site: Site) -> Line:
    """The line of a site."""
    return Line(*line_of(site))


def reading_site(frame: Any) -> tuple[Site, bool]:
    """The user's line at or above a frame, and whether it is the frame itself, not `fit`'s."""
    direct = True
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(_PACKAGE):
        direct = False
        frame = frame.f_back
    return (frame.f_code, frame.f_lasti), direct


def span(lines: Iterable[Line]) -> str:
    """Lines in short: `train.py:31-33, 40`."""
    files: dict[str, set[int]] = {}
    for file, number in lines:
        files.setdefault(file, set()).add(number)
    parts = []
    for file, numbers in files.items():
        runs: list[list[int]] = []
        for number in sorted(numbers):
            if runs and number == runs[-1][1] + 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        text = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
        parts.append(f"{os.path.basename(file)}:{text}")
    return "; ".join(parts)
