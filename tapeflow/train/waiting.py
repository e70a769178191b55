"""Waiting for checkpoints and for threads: `checkpoints_iterator` and `Coordinator`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.train.checkpoint_state import latest_checkpoint


def checkpoints_iterator(
    checkpoint_dir: Any,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable | None = None,
) -> Iterator[str]:
    """Gives the path of each new checkpoint as it appears.

    Args:
      checkpoint_dir: the folder.
      min_interval_secs: the least time between two of them.
      timeout: how long to wait for the next one; for ever by default.
      timeout_fn: called when that time is over: it ends if this gives True. By default it ends.
    """
    last = None
    while True:
        found = _next(checkpoint_dir, last, timeout)
        if found is None:
            if timeout_fn is None or timeout_fn():
                return
            continue
        start = time.monotonic()
        last = found
        yield found
        time.sleep(max(0.0, start + min_interval_secs - time.monotonic()))


def _next(folder: Any, last: str | None, timeout: float | None) -> str | None:
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        found = latest_checkpoint(folder)
        if found is not None and found != last:
            return found
        if end is not None and time.monotonic() >= end:
            return None
        time.sleep(1.0 if end is None else min(1.0, max(0.0, end - time.monotonic())))


class Coordinator:
    """Stops threads together, and raises in one what another one raised.

    Args:
      clean_stop_exception_types: exceptions that stop the others and are not raised again.

    >>> import tapeflow as tf
    >>> coordinator = tf.train.Coordinator()
    >>> coordinator.request_stop()
    >>> coordinator.should_stop()
    True
    """

    def __init__(self, clean_stop_exception_types: Any = None):
        self._clean = tuple(clean_stop_exception_types or ())
        self._stopped = threading.Event()
        self._threads: set[threading.Thread] = set()
        self._error: BaseException | None = None
        self._joined = False

    @property
    def joined(self) -> bool:
        """Whether `join` has returned."""
        return self._joined

    def request_stop(self, ex: Any = None) -> None:
        """Asks all threads to stop; with an exception, which `join` raises."""
        error = ex[1] if isinstance(ex, tuple) else ex
        if isinstance(error, BaseException) and not isinstance(error, self._clean):
            self._error = self._error or error
        self._stopped.set()

    def should_stop(self) -> bool:
        return self._stopped.is_set()

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Waits until a stop is asked for; whether it is."""
        return self._stopped.wait(timeout)

    def clear_stop(self) -> None:
        """Starts anew."""
        self._stopped.clear()
        self._error, self._joined = None, False

    @contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """A `with` block whose exception asks the others to stop."""
        try:
            yield
        except BaseException as error:
            self.request_stop(error)

    def register_thread(self, thread: threading.Thread) -> None:
        """Notes a thread for `join`."""
        self._threads.add(thread)

    def raise_requested_exception(self) -> None:
        """Raises what a thread raised, if one did."""
        if self._error is not None:
            raise self._error

    def join(
        self,
        threads: Any = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Waits for all threads to end.

        Args:
          threads: those to wait for besides the registered ones.
          stop_grace_period_secs: how long to wait after a stop was asked for.
          ignore_live_threads: whether threads that still run are no error.

        Raises:
          RuntimeError: threads still run.
        """
        waiting = self._threads.union(threads or ())
        while any(t.is_alive() for t in waiting) and not self._stopped.wait(0.05):
            pass
        end = time.monotonic() + stop_grace_period_secs
        for thread in waiting:
            thread.join(max(0.0, end - time.monotonic()))
        self._joined = True
        self._threads = set()
        self.raise_requested_exception()
        late = [thread.name for thread in waiting if thread.is_alive()]
        if late and not ignore_live_threads:
            raise RuntimeError(f"Coordinator stopped with threads still running: {' '.join(late)}")
