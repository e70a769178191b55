"""The user's line that made a node, kept cheaply: a code object and an instruction's offset."""

from __future__ import annotations

import sys
from types import CodeType

Site = tuple[CodeType, int]

_PACKAGE = __name__.split(".")[0]
_OURS = _PACKAGE + "."
_getframe = sys._getframe


def user_site() -> Site:
    """Where the first frame outside this package stands."""
    frame = _getframe(2)
    while True:
        module = frame.f_globals.get("__name__", "")
        if not (module.startswith(_OURS) or module == _PACKAGE):
            break
        outer = frame.f_back
        if outer is None:
            break
        frame = outer
    return frame.f_code, frame.f_lasti


def line_of(site: Site) -> tuple[str, int]:
    """File and line number of a site."""
    code, offset = site
    line = code.co_firstlineno
    for start, stop, number in code.co_lines():
        if start <= offset < stop and number is not None:
            line = number
    return code.co_filename, line
