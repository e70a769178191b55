"""Python's operators and indexing on KerasTensors: steps that do the same to tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable

from tapeflow.engine.symbolic import call_symbolically

_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
_LOGICAL = {"and": operator.and_, "or": operator.or_, "xor": operator.xor}
_COMPARISONS = ("lt", "le", "gt", "ge")
_UNARY = ("neg", "abs", "invert")


def _binary(function: Callable, reflected: bool) -> Callable:
    if reflected:
        return lambda self, other: call_symbolically(function, (other, self), {})
    return lambda self, other: call_symbolically(function, (self, other), {})


def install_operators(kind: type) -> None:
    """Gives a class of stand-ins the operators; `==` goes on comparing identities."""
    for name in (*_BINARY, *_LOGICAL):
        function = _LOGICAL.get(name) or getattr(operator, name)
        setattr(kind, f"__{name}__", _binary(function, reflected=False))
        setattr(kind, f"__r{name}__", _binary(function, reflected=True))
    for name in (*_COMPARISONS, "ne", "getitem"):
        setattr(kind, f"__{name}__", _binary(getattr(operator, name), reflected=False))
    for name in _UNARY:
        function = getattr(operator, name)
        setattr(kind, f"__{name}__", lambda self, f=function: call_symbolically(f, (self,), {}))
