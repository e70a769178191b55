"""Loops outside of `tf.function`: one compiled op where the body can be recorded, else Python."""

from __future__ import annotations

import dis
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any, TypeVar

from tapeflow.engine import FuncGraph, Tensor, recording
from tapeflow.engine.dtypes import string
from tapeflow.ops.control_flow.state import needs_python

_Recorded = TypeVar("_Recorded")
# A loop of fewer turns is run as Python: what is recorded then compiles with what is around it.
FEW_TURNS = 5


def recorded_if_possible(
    record: Callable[[], _Recorded], functions: Sequence[Callable], tensors: Sequence[Tensor] = ()
) -> _Recorded | None:
    """What `record()` gives, or None: then the loop is to be run as Python, turn by turn.

    That is where a function reads values, changes shapes, or does something in Python that a user
    expects to happen at each turn; Python also finds the right words for what is wrong.

    Args:
      record: records the bodies, and neither runs nor changes anything.
      functions: the user's.
      tensors: what they are given.
    """
    if any(tensor.dtype is string for tensor in tensors):
        return None
    if any(_does_more(function) for function in functions):
        return None
    try:
        return record()
    except Exception:  # whatever it is, it comes again in Python if it is the user's
        return None


def check_recorded(*bodies: FuncGraph) -> None:
    """Refuses bodies that only Python can run turn by turn.

    Raises:
      HostValueNeededError: a body prints, which is to be seen while the loop runs; or, outside of
        `tf.function`, draws random numbers, whose sequence each turn goes on with, or calls
        Python functions.
    """
    for body in bodies:
        if any(message.every for message in body.messages):
            raise needs_python("a loop that prints")
        if body.feeds and not recording():
            raise needs_python("a loop that draws random numbers")
        if body.calls_back and not recording():
            raise needs_python("a loop that calls tf.py_function")


def _does_more(function: Callable) -> bool:
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and _has_effects(code)


@lru_cache(maxsize=1024)
def _has_effects(code: CodeType) -> bool:
    """Whether code prints, or changes what others see: names, attributes, lists."""
    if not _EFFECTS.isdisjoint(code.co_names):
        return True
    for instruction in dis.get_instructions(code):
        name = instruction.opname
        if name in ("STORE_GLOBAL", "STORE_ATTR", "STORE_SUBSCR"):
            return True
        if name == "STORE_DEREF" and instruction.argval in code.co_freevars:
            return True
    return any(_has_effects(c) for c in code.co_consts if isinstance(c, CodeType))


_EFFECTS = frozenset(
    {"append", "extend", "insert", "next", "pop", "print", "setdefault", "update"}
)  # fmt: skip
