"""`Function`: a user's function of elements, called beside whatever the user is recording."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.data.structure import flatten, normalize, packer
from tapeflow.engine import Tensor, invalid, problem
from tapeflow.engine.aside import aside


class Function:
    """Calls `function` with elements as tf.data does: a tuple's parts become its arguments.

    Args:
      function: the user's.
      name: what it is called in messages, as `Dataset.map`.
      source: the plan its elements come from.
    """

    def __init__(self, function: Callable, name: str, source: Any):
        if not callable(function):
            raise TypeError(problem(f"{name}: not a function", given=repr(function)))
        self.function, self.name, self._source = function, name, source
        self._pack: Any = None

    def __call__(self, element: tuple, *before: Any) -> Any:
        """The structure that the function gives; `before` are arguments before the element's."""
        return normalize(self.raw(element, *before))

    def raw(self, element: tuple, *before: Any) -> Any:
        """The same as the function gives it."""
        pack = self._pack
        if pack is None:
            pack = self._pack = packer(self._source.element_spec)
        structure = pack(element)
        if type(structure) is tuple and not before:
            return aside(self.function, *structure)
        return aside(self.function, *before, structure)

    def truth(self, element: tuple) -> bool:
        """The function's answer, which must be a scalar bool.

        Raises:
          ValueError: it is something else.
        """
        found = self(element)
        if found.__class__ is not Tensor or found.dtype.name != "bool" or found.ndim:
            raise ValueError(
                problem(
                    f"{self.name}: the function must give one bool for an element",
                    given=found,
                    expected="a scalar tensor of dtype bool",
                )
            )
        return bool(found)

    def dataset(self, element: tuple) -> Any:
        """The data set that the function gives.

        Raises:
          TypeError: it gives something else.
        """
        found = self.raw(element)
        if not hasattr(found, "_plan"):
            raise TypeError(
                problem(
                    f"{self.name}: the function must return a tf.data.Dataset",
                    given=type(found).__name__,
                    fix="tf.data.Dataset.from_tensor_slices(...) makes one; for tensors use map",
                )
            )
        return found


def components(structure: Any) -> tuple:
    """The leaves of a normalized structure."""
    return (structure,) if structure.__class__ is Tensor else tuple(flatten(structure))


def whole_number(value: Any, name: str) -> int:
    """A count given as an int, an integer array or a scalar tensor.

    Raises:
      InvalidArgumentError: it is something else.
    """
    try:
        return int(value) if not isinstance(value, float) else value.__index__()
    except (TypeError, ValueError, AttributeError) as error:
        raise invalid(f"{name} must be a whole number", given=repr(value)) from error
