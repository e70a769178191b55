"""`stateless`: calling what changes variables as if it were a pure function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import Tensor, Variable


def stateless(
    function: Callable, variables: Sequence[Variable], values: Sequence[Any] | None = None
) -> tuple[Any, list[Tensor]]:
    """The result of a function, and the values it leaves variables with; they keep their own.

    Args:
      function: without arguments.
      variables: what it may change.
      values: what they hold when it is called; by default what they hold now.

    Raises:
      ValueError: there are more values or fewer than variables.
    """
    previous = [variable.value() for variable in variables]
    try:
        for variable, value in zip(variables, values or previous, strict=True):
            variable.assign(value)
        result = function()
        return result, [variable.value() for variable in variables]
    finally:
        for variable, value in zip(variables, previous, strict=True):
            variable.assign(value)
