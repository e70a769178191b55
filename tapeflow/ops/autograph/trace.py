"""`tf.autograph.trace`."""

from __future__ import annotations

import sys
from typing import Any


def trace(*args: Any) -> None:
    """Prints while a function is traced, and at no call.

    >>> import tapeflow as tf
    >>> tf.autograph.trace("tracing")
    tracing
    """
    sys.stdout.write(" ".join(map(str, args)) + "\n")
