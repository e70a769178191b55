"""`Place`: a line of the user's program, with its text."""

from __future__ import annotations

import linecache
import os
import sys
from typing import NamedTuple

from tapeflow.engine.site import Site, line_of

_PACKAGE = __name__.split(".")[0]


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    @property
    def short(self) -> str:
        return f"{os.path.basename(self.file)}:{self.line}"

    @property
    def text(self) -> str:
        return linecache.getline(self.file, self.line).strip()


NOWHERE = Place("<unknown>", 0)


def place_of(site: Site) -> Place:
    """The line of a site."""
    return Place(*line_of(site))


def caller() -> Place:
    """The innermost line of the user's that is being carried out."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(_PACKAGE):
        frame = frame.f_back
    return place_of((frame.f_code, frame.f_lasti))
