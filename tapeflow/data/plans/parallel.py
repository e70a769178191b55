"""Calls in several threads, their results in the order of the elements."""

from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from tapeflow.data.plans.plan import Element, Reader


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ParallelReader(Reader):
    """Calls `call(element, number)` for up to `count` elements at a time.

    Args:
      inner: reads the elements, in the thread that asks.
      call: gives an element for an element and its number.
      count: how many calls may run at a time.
      wanted: asked after the first call; if it says no, there are no threads.
    """

    def __init__(
        self,
        inner: Reader,
        call: Callable[[Element, int], Element],
        count: int,
        wanted: Callable[[], bool],
    ):
        self._inner, self._call, self._count, self._wanted = inner, call, count, wanted
        self._number = 0
        self._running: deque[Future] = deque()
        self._pool: ThreadPoolExecutor | None = None
        self._ended = False

    def element(self) -> Element | None:
        if self._number == 0 or not self._wanted():
            element = self._inner.element()
            if element is None:
                return None
            self._number += 1
            return self._call(element, self._number - 1)
        self._start_calls()
        return self._running.popleft().result() if self._running else None

    def _start_calls(self) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._count, thread_name_prefix="tf.data map")
            weakref.finalize(self, self._pool.shutdown, wait=False, cancel_futures=True)
        while len(self._running) <= self._count and not self._ended:
            future: Future
            try:
                element = self._inner.element()
            except Exception as error:  # it comes where its element would have come
                future = Future()
                future.set_exception(error)
            else:
                if element is None:
                    self._ended = True
                    return
                future = self._pool.submit(self._call, element, self._number)
            self._number += 1
            self._running.append(future)

    def close(self) -> None:
        self._ended = True
        self._running.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._inner.close()
