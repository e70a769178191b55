"""`Callback`: a Python function that a program calls while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from tapeflow.engine.aside import aside
from tapeflow.engine.spec import Spec
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.trace import current, flush
from tapeflow.engine.variable import Variable

# Of traces whose programs call Python: the variables that they assign to, with their old values.
_before: dict[int, list[tuple[Variable, Tensor]]] = {}


class Callback:
    """A Python function as an attribute of the op that calls it: equal to itself only.

    Args:
      function: takes arrays, and gives an array or a list of them.
      specs: of what it gives.
    """

    def __init__(self, function: Callable, specs: Sequence[Spec]):
        self.function = function
        self.specs = tuple(specs)
        self._error: Exception | None = None

    def __call__(self, *arrays: Any) -> tuple:
        """Whether the function failed, and its results."""
        try:
            # A thread that is running a program must not add to it what the function computes.
            with _variables_as_before():
                return np.False_, *aside(self._results, *arrays)
        except Exception as error:
            self._error = error
            return np.True_, *[np.zeros(s.shape, s.dtype.np) for s in self.specs]

    def raise_error(self) -> None:
        """Raises what the function raised."""
        error, self._error = self._error, None
        assert error is not None
        raise error

    def _results(self, *arrays: Any) -> list[np.ndarray]:
        given = self.function(*map(np.asarray, arrays))
        given = given if isinstance(given, (list, tuple)) else [given]
        return [
            np.asarray(value.numpy() if isinstance(value, Tensor) else value, wanted.dtype.np)
            for value, wanted in zip(given, self.specs, strict=bool(self.specs))
        ]


def tells_of_callback(tell: Callable) -> bool:
    """Whether what tells a message is a callback's `raise_error`."""
    return isinstance(getattr(tell, "__self__", None), Callback)


@contextmanager
def calling_back(updated: Sequence[Variable]) -> Iterator[None]:
    """Inside, a body that calls Python is called: the Python finds variables as they were before.

    Args:
      updated: the variables that the body assigns to.
    """
    flush()
    serial = current().serial
    _before[serial] = [(variable, variable._tensor) for variable in updated]
    try:
        yield
    finally:
        del _before[serial]


@contextmanager
def _variables_as_before() -> Iterator[None]:
    running = list(_before.items())
    hidden = [
        (variable, variable._tensor, previous)
        for serial, pairs in running
        for variable, previous in pairs
        if variable._tensor._serial == serial
    ]
    for variable, _, previous in hidden:
        variable._tensor = previous
    try:
        yield
    finally:
        for variable, new, previous in hidden:
            if variable._tensor is previous:
                variable._tensor = new
