"""`tf.print`: values as text, on standard error; inside `tf.function` once they are known."""

from __future__ import annotations

import pprint
import sys
from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import Tensor, Variable, problem
from tapeflow.engine.nest import map_structure
from tapeflow.ops.host.summary import summary
from tapeflow.ops.host.when_known import when_known


def print(
    *inputs: Any,
    output_stream: Any = None,
    summarize: int | None = 3,
    sep: str = " ",
    end: str | None = "\n",
    name: str | None = None,
) -> None:
    """Writes values side by side: tensors with few digits and the middle of long axes left out.

    Inside `tf.function` it writes at each call, before the call returns.

    Args:
      *inputs: tensors, strings, numbers, and lists, tuples and dicts of them.
      output_stream: `sys.stderr` (the default), `sys.stdout`, a logging function such as
        `tf.get_logger().info`, or `"file:///a/path"`, to which is appended.
      summarize: how many entries to show at each end of an axis; -1 or None for all.
      sep: what stands between two inputs.
      end: what follows the last one.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: another `output_stream`.

    >>> import sys
    >>> import tapeflow as tf
    >>> tf.print("loss:", tf.constant([0.5] * 8), output_stream=sys.stdout)
    loss: [0.5 0.5 0.5 ... 0.5 0.5 0.5]
    """
    write = _writer(output_stream, "\n" if end is None else end)
    edge = -1 if summarize is None else summarize

    def tell(values: Sequence) -> None:
        write(sep.join(_text(value, edge) for value in values))

    when_known(tell, list(inputs))


class _Verbatim:
    """Text whose `repr` is itself, so that `pprint` leaves tensors as they were written."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _text(value: Any, summarize: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (Tensor, Variable)):
        return summary(value.numpy(), summarize)
    if isinstance(value, (list, tuple, dict)):
        value = map_structure(lambda leaf: _leaf(leaf, summarize), value)
    return pprint.pformat(value)


def _leaf(value: Any, summarize: int) -> Any:
    if isinstance(value, (Tensor, Variable)):
        return _Verbatim(summary(value.numpy(), summarize))
    return value


def _writer(stream: Any, end: str) -> Callable[[str], Any]:
    if stream is None:
        stream = sys.stderr
    if hasattr(stream, "write"):

        def write(text: str) -> None:
            stream.write(text + end)
            stream.flush()

        return write
    if isinstance(stream, str) and stream.startswith("file://"):

        def append(text: str) -> None:
            with open(stream.removeprefix("file://"), "a", encoding="utf-8") as file:
                file.write(text + end)

        return append
    if callable(stream):
        return stream
    raise ValueError(
        problem(
            "tf.print: Unsupported output stream, logging level, or file",
            given=repr(stream),
            expected='sys.stdout, sys.stderr, a logging function or "file://path"',
        )
    )
