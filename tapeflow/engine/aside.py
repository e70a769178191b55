"""`aside`: calls a function beside what is being recorded, as a data pipeline must."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine.trace import flush, local


def aside(function: Callable, *arguments: Any) -> Any:
    """What `function(*arguments)` gives, its ops started and kept out of this thread's trace.

    No tape sees them, and the caller's pending ops stay pending.
    """
    before = local.trace, local.tapes, local.outside
    local.trace, local.tapes, local.outside = None, (), None
    try:
        result = function(*arguments)
        flush()
        return result
    finally:
        local.trace, local.tapes, local.outside = before
