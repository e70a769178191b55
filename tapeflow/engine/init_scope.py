"""`init_scope`: steps out of the functions that are being recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tapeflow.engine.trace import flush, local

# Context managers to enter while a function's body is recorded, called with its `FuncGraph`, and by
# `init_scope` with None. What keeps a state in Python above the engine (seeds) registers here.
WHILE_RECORDING: list[Callable[[Any], Any]] = []


def recording() -> bool:
    """Whether this thread is recording the body of a function; see `FuncGraph`."""
    return local.trace is not None and local.trace.graph is not None


@contextmanager
def init_scope() -> Iterator[None]:
    """Steps out of all functions that are being recorded: what is done inside is done once.

    >>> import tapeflow as tf
    >>> with tf.init_scope():
    ...     x = tf.ones([2]) + 1
    >>> x.numpy().tolist()
    [2.0, 2.0]
    """
    body = local.trace
    if body is None or body.graph is None:
        yield
        return
    outside, tapes = local.outside, local.tapes
    local.trace, local.tapes = outside, ()
    try:
        with ExitStack() as stack:
            for manager in WHILE_RECORDING:
                stack.enter_context(manager(None))
            yield
    finally:
        if local.trace is not outside:
            flush()  # the tapes outside did not enter this trace
        local.outside = local.trace
        local.trace, local.tapes = body, tapes
