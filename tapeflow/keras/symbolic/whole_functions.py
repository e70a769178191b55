"""Public functions written in Python become one step of a model each.

An op takes KerasTensors by itself (`engine/op.py`). A function that is Python around ops, as
`tf.shape` or `tf.split`, may look at sizes that a KerasTensor does not know; so it is recorded
whole. From the first `tf.keras.Input` on these functions look at their arguments first. Programs
without functional models do not pay for that.
"""

from __future__ import annotations

import inspect
import sys
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from tapeflow.engine import Symbolic
from tapeflow.engine.symbolic import call_symbolically
from tapeflow.keras.symbolic.keras_tensor import KerasTensor

# Packages whose contents pages list functions of tensors; and what of them answers about any value.
_PAGES = ("tapeflow.ops.", "tapeflow.keras.ops")
_NOT_OF_TENSORS = (
    "tapeflow.ops.config", "tapeflow.ops.debugging", "tapeflow.ops.host",
    "tapeflow.ops.initializers", "tapeflow.ops.keras_math", "tapeflow.ops.module",
)  # fmt: skip
_ANSWERED = frozenset({"is_tensor", "get_static_value", "is_keras_tensor"})
# Its functions know KerasTensors: `keras.ops.shape` of one is a tuple with None.
_ANSWERING = "tapeflow.keras.ops.core"
# The one page that is a plain module and lists functions which no package lists too.
_PICTURES = "tapeflow.keras.ops.image"
_WRITTEN_IN = (*_PAGES, "tapeflow.keras.activations", "tapeflow.keras.resize")


class _Seen:
    modules = 0


def take_whole_functions() -> None:
    """Makes the functions that are there now take KerasTensors."""
    if len(sys.modules) == _Seen.modules:
        return
    _Seen.modules = len(sys.modules)
    for name, module in list(sys.modules.items()):
        if is_page_of_functions(name) and (hasattr(module, "__path__") or name == _PICTURES):
            for member, function in list(vars(module).items()):
                if function.__class__ is FunctionType and _is_python(member, function):
                    _take_whole(function)


def is_page_of_functions(name: str) -> bool:
    """Whether a package of that name lists functions of tensors."""
    return name.startswith(_PAGES) and not name.startswith(_NOT_OF_TENSORS)


def _is_python(name: str, function: FunctionType) -> bool:
    return (
        not name.startswith("_")
        and name not in _ANSWERED
        and not hasattr(function, "op")
        and function.__module__.startswith(_WRITTEN_IN)
        and function.__module__ != _ANSWERING
        and "_recorder" not in (function.__kwdefaults__ or ())
    )


@cache
def _whole(free: int) -> CodeType:
    """Code that hands a call to `_recorder`, for a function with so many variables of a closure."""
    names = ", ".join(f"free_{i}" for i in range(free))
    source = (
        f"def enclosing({names}):\n"
        " def whole(*args, _recorder, **kwargs):\n"
        "  return _recorder(args, kwargs)\n"
        f"  {names or None}\n"
        " return whole"
    )
    scope: dict[str, Any] = {}
    exec(compile(source, "<whole>", "exec"), scope)
    return scope["enclosing"](*range(free)).__code__


def _take_whole(function: FunctionType) -> None:
    """Gives a function other code in place: who has imported it already has it too."""
    recorder = _Recorder(function)
    function.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    function.__kwdefaults__ = {"_recorder": recorder}
    function.__defaults__ = None
    function.__code__ = _whole(len(function.__closure__ or ()))


class _Recorder:
    """A function as it was written, and what stands in its place."""

    __slots__ = ("public", "written")

    def __init__(self, public: FunctionType):
        self.public = public
        self.written = FunctionType(
            public.__code__,
            public.__globals__,
            public.__name__,
            public.__defaults__,
            public.__closure__,
        )
        self.written.__kwdefaults__ = public.__kwdefaults__

    def __call__(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        if not (_has_keras_tensor(args) or (kwargs and _has_keras_tensor(kwargs.values()))):
            try:
                return self.written(*args, **kwargs)
            except Symbolic:
                pass  # one deeper inside a structure
        return call_symbolically(self.public, args, kwargs)


def _has_keras_tensor(values: Any) -> bool:
    for value in values:
        kind = value.__class__
        if kind is KerasTensor:
            return True
        if (kind is list or kind is tuple) and any(item.__class__ is KerasTensor for item in value):
            return True
    return False
