"""Lets ops take what is no dense array of numbers: ragged and sparse tensors, and strings.

An op that meets such an operand raises `NotDense` (or `StringOperand`) while it converts it; only
then is a handler looked for, so that dense operands never pay for it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from tapeflow.engine.errors import InvalidArgumentError, problem

# kind of operand -> name of op -> a function of the op's arguments.
HANDLERS: dict[Any, dict[str, Callable]] = {}


class NotDense(ValueError):
    """A composite tensor came where a dense one is needed."""

    def __init__(self, value: Any, fix: str):
        self.kind = type(value)
        self.fix = fix
        super().__init__(
            problem(
                f"cannot convert a {self.kind.__name__} to a tensor",
                given=f"{self.kind.__name__} of shape {value.shape}, dtype {value.dtype.name}",
                fix=fix,
            )
        )


class StringOperand(InvalidArgumentError):
    """Strings came where numbers are needed."""

    kind = "string"


def handled(error: Any, name: str, arguments: tuple) -> Any:
    """The result of the handler for the operand that `error` tells of.

    Raises:
      NotDense, StringOperand: there is none.
    """
    handler = HANDLERS.get(error.kind, {}).get(name)
    if handler is None:
        raise error
    return handler(*arguments)


def dispatched(name: str) -> Callable[[Callable], Callable]:
    """Gives a function that is no op itself what every op has: handlers by that name."""

    def decorate(function: Callable) -> Callable:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def dispatching(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except (NotDense, StringOperand) as error:
                bound = signature.bind(*args, **kwargs)
                bound.apply_defaults()
                return handled(error, name, tuple(bound.arguments.values()))

        return dispatching

    return decorate
