"""`SummaryWriter`: where summaries go."""

from __future__ import annotations

import itertools
import os
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine import problem
from tapeflow.summary.state import local


# The library names files by the second: two writers of one second must not share one.
_numbers = itertools.count()


class SummaryWriter:
    """Writes summaries to an event file. Made by `tf.summary.create_file_writer`.

    `with writer.as_default():` makes it the one that `tf.summary.scalar` and its kin write to.
    """

    def __init__(self, events: Any):
        self._events = events
        self._is_closed = False
        self._finish = weakref.finalize(self, events.close) if events is not None else _nothing

    @contextmanager
    def as_default(self, step: Any = None) -> Iterator[SummaryWriter]:
        """Makes this the default writer in a `with` block, and `step` the default step."""
        if self._is_closed:
            raise RuntimeError("SummaryWriter is already closed")
        previous = local.writer, local.step
        local.writer = self
        if step is not None:
            local.step = step
        try:
            yield self
        finally:
            local.writer, local.step = previous
            self.flush()

    def set_as_default(self, step: Any = None) -> None:
        """Makes this the default writer of the thread, until another is."""
        local.writer = self
        if step is not None:
            local.step = step

    def add(self, summary: Any, step: int) -> None:
        """Queues a summary protocol buffer."""
        self._write(summary=summary, step=step)

    def add_graph(self, graph: Any) -> None:
        """Queues a graph's protocol buffer."""
        self._write(graph_def=graph.SerializeToString())

    def _write(self, **content: Any) -> None:
        if self._events is not None and not self._is_closed:
            event = library().proto.event_pb2.Event(wall_time=time.time(), **content)
            self._events.write_event(event)

    def init(self) -> None:
        """Nothing: the file is there already."""

    def flush(self) -> None:
        """Writes what is queued."""
        if self._events is not None and not self._is_closed:
            self._events.flush()

    def close(self) -> None:
        """Writes what is queued, and ends the file."""
        self._finish()
        self._is_closed = True


def _nothing() -> None:
    pass


def create_file_writer(
    logdir: Any,
    max_queue: int | None = None,
    flush_millis: int | None = None,
    filename_suffix: str | None = None,
    name: str | None = None,
    experimental_trackable: bool = False,
    experimental_mesh: Any = None,
) -> SummaryWriter:
    """A writer to an event file of its own in `logdir`, which `tensorboard --logdir` shows.

    Args:
      logdir: the folder.
      max_queue: accepted for compatibility: every summary is given to the file at once.
      flush_millis: accepted for compatibility: the end of `as_default` flushes, or `flush`.
      filename_suffix: the end of the file's name; `.v2` by default.
      name: accepted for compatibility, not used.
      experimental_trackable: accepted for compatibility, not used.
      experimental_mesh: only None.

    Raises:
      ImportError: the library that writes the files is not installed.
    """
    if experimental_mesh is not None:
        raise NotImplementedError("create_file_writer: experimental_mesh is not supported")
    os.makedirs(logdir, exist_ok=True)
    # Not its FileWriter, whose `flush` does not wait for its own queue.
    suffix = ".v2" if filename_suffix is None else filename_suffix
    events = library().event_file_writer.EventsWriter(
        os.path.join(logdir, "events"), f".{os.getpid()}.{next(_numbers)}{suffix}"
    )
    return SummaryWriter(events)


def create_noop_writer() -> SummaryWriter:
    """A writer that writes nothing."""
    return SummaryWriter(None)


def flush(writer: SummaryWriter | None = None, name: str | None = None) -> None:
    """Writes what `writer` (the default one, if None) has queued."""
    writer = local.writer if writer is None else writer
    if writer is not None:
        writer.flush()


def library() -> Any:
    """tensorboardX, which writes event files and the protocol buffers in them.

    Raises:
      ImportError: it is not installed.
    """
    try:
        import tensorboardX
    except ImportError as error:
        raise ImportError(
            problem(
                "tf.summary writes its files with tensorboardX, which is not installed",
                fix="pip install 'tapeflow[tensorboard]'",
            )
        ) from error
    return tensorboardX
