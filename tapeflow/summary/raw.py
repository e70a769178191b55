"""`tf.summary.experimental`: scopes that name summaries, and entries in their own form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine import convert_to_tensor
from tapeflow.ops.host import name_scope
from tapeflow.ops.host.graph_names import current_name_scope
from tapeflow.ops.host.when_known import when_known
from tapeflow.summary.state import given_step, local, recording_condition
from tapeflow.summary.writer import library


@contextmanager
def summary_scope(
    name: str, default_name: str = "summary", values: Any = None
) -> Iterator[tuple[str, str]]:
    """A `with` block inside a name scope; gives the tag of a summary of that name, and the scope.

    Args:
      name: the summary's name.
      default_name: for the scope, if `name` has no usable characters.
      values: not used.
    """
    name = name or default_name
    tag = f"{current_name_scope()}{name}"
    with name_scope(name) as scope:
        yield tag, scope


def write_raw_pb(tensor: Any, step: Any = None, name: str | None = None) -> bool:
    """Writes a serialized `Summary` message.

    Args:
      tensor: a string.
      step: an int; the default step by default.
      name: accepted for compatibility, not used.

    Returns:
      Whether it was recorded.

    Raises:
      ValueError: no step is set.
    """
    condition = recording_condition()
    if condition is False:
        return False
    writer = local.writer

    def tell(values: list) -> None:
        message, step = values
        writer.add(library().summary.Summary.FromString(message.numpy()), int(step))

    when_known(tell, [convert_to_tensor(tensor), given_step(step)], condition)
    return True
