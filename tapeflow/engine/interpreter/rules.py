"""The table of rules: how NumPy does what a primitive of JAX does.

A rule maps a primitive's parameters to a function of arrays. What `Steps` gives it are NumPy arrays
or scalars of the dtypes that were traced, and it gives such.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rule = Callable[..., Callable]
RULES: dict[str, Rule] = {}


class Unsupported(Exception):
    """There is no rule for a primitive, or not for these parameters."""


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Puts a rule into the table, under the names of the primitives it is for."""

    def decorate(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, function))
        return function

    return decorate


def plain(table: dict[str, Callable[..., Any]]) -> None:
    """Puts functions of arrays into the table, for primitives whose parameters don't matter."""
    for name, function in table.items():
        RULES[name] = lambda function=function, **_: function
