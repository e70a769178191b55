"""What summaries go by when nothing else is said: the writer, the step, whether to record."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tapeflow.engine import is_known, problem


class _Local(threading.local):
    writer: Any = None
    step: Any = None
    record: Any = True


local = _Local()


def get_step() -> Any:
    """The default step, or None."""
    return local.step


def set_step(step: Any) -> None:
    """Makes `step` the default: an int, or a variable that is read at each summary."""
    local.step = step


@contextmanager
def record_if(condition: Any) -> Iterator[None]:
    """A `with` block in which summaries are recorded only if `condition` is true.

    Args:
      condition: a bool, a scalar tensor or variable, or a function that gives one.
    """
    previous, local.record = local.record, condition
    try:
        yield
    finally:
        local.record = previous


def should_record_summaries() -> bool:
    """Whether there is a default writer, and recording is on."""
    return bool(recording_condition())


def recording_condition() -> Any:
    """The same, as a tensor if only a function's program will know."""
    if local.writer is None:
        return False
    condition = local.record() if callable(local.record) else local.record
    return bool(condition) if is_known(condition) else condition


def given_step(step: Any) -> Any:
    """The given step, or the default.

    Raises:
      ValueError: there is neither.
    """
    step = local.step if step is None else step
    if step is None:
        raise ValueError(
            problem(
                "No step set. Please specify one either through the `step` argument or through "
                "`tf.summary.experimental.set_step()`",
                fix="tf.summary.scalar(name, data, step=epoch)",
            )
        )
    return step
