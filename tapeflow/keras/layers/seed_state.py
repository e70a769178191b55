"""`SeedState`: the variable of a `SeedGenerator`, counted on the host."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable
from tapeflow.engine.convert import CONVERTERS, convert_to_tensor


class SeedState(Variable):
    """Two int64 numbers: a seed, and how many were drawn from it.

    A draw is two Python numbers, which enter programs as data: no program is run to count. The
    tensor is made when somebody looks.

    Args:
      pair: what it starts with.
      name: the variable's.
    """

    def __init__(self, pair: tuple[int, int], name: str):
        self._lock = threading.Lock()
        super().__init__(np.asarray(pair, np.int64), trainable=False, name=name, dtype="int64")
        self.path, self.regularizer = name, None

    @property
    def _tensor(self) -> Tensor:
        if self._known is None:
            tensor = convert_to_tensor(np.asarray(self._pair, np.int64))
            tensor._variable = self._self_reference
            self._known = tensor
        return self._known

    @_tensor.setter
    def _tensor(self, tensor: Tensor) -> None:
        self._known, self._pair = tensor, None

    @property
    def on_host(self) -> bool:
        """Whether it can be counted in Python: a function being recorded has not assigned it."""
        if self._pair is not None:
            return True
        trace = self._known._trace
        return trace is None or trace.graph is None

    def draw(self, following: Callable[[int, int], tuple[int, int]]) -> tuple[int, int]:
        """The pair, which `following` then replaces."""
        with self._lock:
            if self._pair is None:
                first, second = self._known.numpy().tolist()
                self._pair = first, second
            pair = self._pair
            self._pair, self._known = following(*pair), None
            return pair

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        return {key: value for key, value in state.items() if key not in ("_lock", "_known")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._lock = threading.Lock()
        super().__setstate__(state)

    def __deepcopy__(self, memo: dict) -> SeedState:
        copied = type(self).__new__(type(self))
        memo[id(self)] = copied
        copied.__setstate__(self.__getstate__())
        return copied


def _converted(variable: SeedState, dtype: Any) -> Tensor:
    return convert_to_tensor(variable._tensor, dtype)


CONVERTERS[SeedState] = _converted
