"""How the package's public names differ from those recorded of real TensorFlow and Keras."""

from __future__ import annotations

import ast
import gzip
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from tapeflow.ops.function import Function

RECORD = Path(__file__).with_name("api.json.gz")
_ABSENT = object()
_ANY = "..."  # a default that the record can't tell
_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Answer(NamedTuple):
    """One recorded name: whether the package has it, and how it differs ("" if it does not)."""

    name: str
    there: bool
    difference: str


def load() -> dict[str, Any]:
    """What `tools/record_api.py` wrote: `versions`, `names` and `census`."""
    return json.loads(gzip.decompress(RECORD.read_bytes()))


def compare(names: dict[str, Any], root: ModuleType) -> list[Answer]:
    """An answer for each recorded name, in their order."""
    answers = []
    for name, recorded in names.items():
        found = resolve(name, root)
        there = found is not _ABSENT
        difference = "; ".join(_differences(recorded, found)) if there else ""
        answers.append(Answer(name, there, difference))
    return answers


def is_there(name: str, root: ModuleType) -> bool:
    """Whether a dotted name, `tf.` first, is in the package."""
    return resolve(name, root) is not _ABSENT


def resolve(name: str, root: ModuleType) -> Any:
    """What a dotted name stands for in the package."""
    found: Any = root
    parts = name.split(".")[1:]
    if parts[0] == "function" and len(parts) > 1:
        found, parts = Function, parts[1:]  # what `tf.function` returns has these methods
    elif parts[:2] == ["keras", "src"]:
        del parts[1]  # `tapeflow.compat` finds the public name below `keras.src`
    for part in parts:
        found = getattr(found, part, _ABSENT)
        if found is _ABSENT:
            return _ABSENT
    return found


def _differences(recorded: Any, ours: Any) -> Iterator[str]:
    if isinstance(recorded, dict):
        if not inspect.isclass(ours):
            yield "is no class"
            return
        yield from _arguments(recorded["init"], ours)
        # Not properties, which are None here: those may be attributes of an object.
        methods = [name for name, arguments in recorded["methods"].items() if arguments is not None]
        lacking = [method for method in methods if not hasattr(ours, method)]
        if lacking:
            yield "lacks " + ", ".join(f"`{method}`" for method in lacking)
    elif isinstance(recorded, list):
        if not callable(ours):
            yield "is no function"
            return
        yield from _arguments(recorded, ours)


def _arguments(theirs: list | None, function: Any) -> Iterator[str]:
    """What is other about the arguments: a missing one, another place or another default."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    if theirs is None or [item[0] for item in theirs] == ["args", "kwargs"]:
        return  # nothing is known of them
    ours = {p.name: p for p in signature.parameters.values() if p.kind not in _VARIABLE}
    places = [p.name for p in ours.values() if p.kind is not p.KEYWORD_ONLY]
    anything = any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values())
    options = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
    wanted = [item for item in theirs if item[1] not in _VARIABLE]
    absent = [f"`{item[0]}`" for item in wanted if item[0] not in ours]
    if absent:
        yield (", ".join(absent) + " by keyword only") if options else "no " + ", ".join(absent)
    for place, (name, kind, *default) in enumerate(wanted):
        if name not in ours:
            continue
        if kind != inspect.Parameter.KEYWORD_ONLY and not anything:
            if name not in places:
                yield f"`{name}` by keyword only"
            elif places.index(name) != place:
                yield f"`{name}` is argument {places.index(name) + 1}, not {place + 1}"
        yield from _default(name, default, ours[name].default)
    known = {item[0] for item in wanted}
    for name, parameter in ours.items():
        if name not in known and parameter.default is parameter.empty:
            yield f"`{name}` is needed"


def _default(name: str, theirs: list[str], ours: Any) -> Iterator[str]:
    if not theirs:
        return  # more arguments with defaults do no harm
    if ours is inspect.Parameter.empty:
        yield f"`{name}` has no default"
    elif _ANY not in (theirs[0], text := plain(ours)) and _value(theirs[0]) != _value(text):
        yield f"`{name}={text}`, not `{theirs[0]}`"


def plain(value: Any) -> str:
    """A default as `tools/record_api.py` writes it."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, (tuple, list)) and _ANY not in (items := [plain(v) for v in value]):
        return f"({', '.join(items)})"
    return value.name if type(value).__name__ == "DType" else _ANY


def _value(text: str) -> Any:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return list(value) if isinstance(value, tuple) else value
