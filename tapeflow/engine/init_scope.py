"""`init_scope`: steps out of the functions that are being recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tapeflow.engine.convert import convert_to_tensor
from tapeflow.engine.errors import unknown_value
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.trace import flush, local, record_signature

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


def lifted(tensor: Tensor) -> Tensor:
    """A tensor of a function's body, computed again outside: what a variable starts from.

    Raises:
      OperatorNotAllowedInGraphError: it depends on the function's arguments.
    """
    trace = tensor._trace
    if trace is None or trace.graph is None:
        return tensor
    with trace.lock:
        if trace.closed:
            raise unknown_value(tensor._spec, leaked=True)
        known: dict[int, Tensor] = {}
        for start, signature, references in _needed(trace, tensor._index):
            operands = [known[r] if r in known else _outside(trace, r) for r in references]
            results = record_signature(signature, operands)
            results = results if isinstance(results, tuple) else (results,)
            known.update(enumerate(results, start))
        return known[tensor._index] if tensor._index in known else _outside(trace, tensor._index)


def _needed(trace: Any, reference: int) -> list[tuple[int, Any, tuple[int, ...]]]:
    """The nodes on which a value depends, in order, each with the number of its first result."""
    starts, start = [], 0
    for signature, references in trace.nodes:
        starts.append((start, signature, references))
        start += len(signature.out_specs)
    wanted, found = {reference}, []
    for start, signature, references in reversed(starts):
        if any(i in wanted for i in range(start, start + len(signature.out_specs))):
            wanted.update(references)
            found.append((start, signature, references))
    return found[::-1]


def _outside(trace: Any, reference: int) -> Tensor:
    """A leaf of a body as a tensor of outside."""
    leaf = trace.leaves[~reference]
    if leaf._trace is not trace:
        return lifted(leaf)
    feeds = trace.graph._feed_references
    if reference not in feeds:
        raise unknown_value(leaf._spec, leaked=False, reader="op")
    position = feeds.index(reference)
    return convert_to_tensor(trace.graph.feeds[position](), trace.graph.feed_specs[position].dtype)
