"""The user's line that made a node, kept cheaply: a code object and an instruction's offset."""

from __future__ import annotations

import sys
from types import CodeType, FrameType

Site = tuple[CodeType, int]

_PACKAGE = __name__.split(".")[0]
_OURS = _PACKAGE + "."
_getframe = sys._getframe


# By the name of a frame's module: whether it is of this package.
_inside: dict[str | None, bool] = {}


def user_site() -> Site:
    """Where the first frame outside this package stands."""
    frame = _getframe(2)
    try:
        while _inside[frame.f_globals["__name__"]]:
            frame = frame.f_back
    except (KeyError, AttributeError):  # a module that is new here or has no name; no frame left
        frame = _look(_getframe(2))
    return frame.f_code, frame.f_lasti


def _look(frame: FrameType) -> FrameType:
    """The same with a look at each module's name."""
    while True:
        module = frame.f_globals.get("__name__")
        _inside[module] = module is not None and f"{module}.".startswith(_OURS)
        outer = frame.f_back
        if not _inside[module] or outer is None:
            return frame
        frame = outer


def reader() -> str:
    """Who asks for a tensor's value: "op" for this package, else the method the user called."""
    frame = _getframe(2)
    name = ""
    while frame is not None and (module := frame.f_globals.get("__name__")) in _PASSED:
        name = frame.f_code.co_name if module in _READERS else name
        frame = frame.f_back
    ours = frame is not None and frame.f_globals.get("__name__", "").startswith(_OURS)
    return "op" if ours else name


# The user's `float(t)` and `v.numpy()` pass through these.
_READERS = frozenset(f"{_PACKAGE}.engine.{name}" for name in ("tensor", "trace", "variable"))
# Rewritten code calls what the user's called through this.
_PASSED = _READERS | {f"{_PACKAGE}.ops.autograph.convert"}


# Lines of code that was written by a program, and the user's lines that they stand for.
ORIGINS: dict[tuple[str, int], tuple[str, int]] = {}


def line_of(site: Site) -> tuple[str, int]:
    """File and line number of a site."""
    code, offset = site
    line = code.co_firstlineno
    for start, stop, number in code.co_lines():
        if start <= offset < stop and number is not None:
            line = number
    return ORIGINS.get((code.co_filename, line), (code.co_filename, line))
