"""Checkpoints that are written while training goes on: one thread, one checkpoint at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, trace


class Background:
    """Runs one function at a time in a thread; the program does not end before it is done."""

    def __init__(self):
        self._threads: ThreadPoolExecutor | None = None
        self._running: Future | None = None

    def start(self, action: Callable[[], None]) -> None:
        """Waits for the one before, raises its error, and starts this one."""
        self.sync()
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        self._running = self._threads.submit(action)

    def sync(self) -> None:
        """Waits; raises what the function raised."""
        running, self._running = self._running, None
        if running is not None:
            running.result()


def held(variables: Mapping[str, Variable]) -> dict[str, Tensor]:
    """The values as they are now, not copied: a step that would reuse their memory copies them."""
    found = {name: variable.value() for name, variable in variables.items()}
    trace.flush()  # here: the recording is this thread's
    return found


def array_of(tensor: Tensor) -> np.ndarray:
    """The values of a tensor that was computed, without a copy where the processor has them."""
    return np.asarray(tensor._value)
