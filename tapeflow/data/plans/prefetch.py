"""Reading ahead in a thread."""

from __future__ import annotations

import threading
import weakref
from collections import deque
from typing import Any

from tapeflow.data.plans.plan import Element, Plan, Reader

_AUTOTUNED = 2


class Prefetch(Plan):
    """Reads up to `buffer_size` elements ahead.

    Where an element is a gather from arrays in memory there is no thread: handing it over would
    cost more, and XLA works on the last step meanwhile anyway.
    """

    def __init__(self, source: Plan, buffer_size: int):
        super().__init__(source)
        self.buffer_size = _AUTOTUNED if buffer_size == -1 else buffer_size

    def cardinality(self) -> int:
        return self.inputs[0].cardinality()

    @property
    def rows(self) -> Any:
        return None if self._threaded else self.inputs[0].rows

    @property
    def _threaded(self) -> bool:
        return self.buffer_size > 0 and not self.cheap

    def reader(self) -> Reader:
        inner = self.inputs[0].reader()
        return ThreadReader(inner, self.buffer_size) if self._threaded else inner


class _Queue:
    """What the thread and the reader share: neither holds the other."""

    def __init__(self, size: int):
        self.size = size
        self.items: deque = deque()
        self.changed = threading.Condition()
        self.stopped = False


class ThreadReader(Reader):
    """Reads `inner` in a thread, up to `size` elements ahead.

    An error in the thread is raised where its element would have come. When this object is closed
    or forgotten, the thread ends.
    """

    def __init__(self, inner: Reader, size: int):
        self._queue = queue = _Queue(size)
        self._ended = False
        self._thread = threading.Thread(
            target=_fill, args=(inner, queue), name="tf.data prefetch", daemon=True
        )
        self._finalizer = weakref.finalize(self, _stop, queue)
        self._finalizer.atexit = False
        self._started = False

    def element(self) -> Element | None:
        if self._ended:
            return None
        queue = self._queue
        self.start()
        with queue.changed:
            while not queue.items:
                queue.changed.wait()
            element, error = queue.items.popleft()
            queue.changed.notify_all()
        if error is not None:
            try:
                raise error
            finally:
                del error  # it knows this frame, and the frame would know it: a cycle
        self._ended = element is None
        return element

    def start(self) -> None:
        """Begins to read; `element` does it, too."""
        if not self._started:
            self._started = True
            self._thread.start()

    def close(self) -> None:
        self._ended = True
        self._finalizer()


def _fill(inner: Reader, queue: _Queue) -> None:
    """The thread: reads until the end, an error, or `stopped`."""
    element: Element | None = ()
    try:
        while element is not None and not queue.stopped:
            error = None
            try:
                element = inner.element()
            except Exception as caught:
                element, error = (), caught
            with queue.changed:
                while len(queue.items) >= queue.size and not queue.stopped:
                    queue.changed.wait()
                queue.items.append((element, error))
                queue.changed.notify_all()
            del error
    finally:
        inner.close()


def _stop(queue: _Queue) -> None:
    with queue.changed:
        queue.stopped = True
        queue.items.clear()
        queue.changed.notify_all()
