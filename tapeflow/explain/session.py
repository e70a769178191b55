"""`explained`: takes notes while a script runs, and tells at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tapeflow.engine import flush
from tapeflow.explain.history import History


@contextmanager
def explained(table: bool = False) -> Iterator[History]:
    """Notes what is done in the block, also if it ends with an error.

    Args:
      table: whether tables are written to the standard error stream.
    """
    history = History()
    history.start()
    try:
        yield history
    finally:
        with suppress(Exception):  # the script's own error, if any, is told
            flush()
        history.stop()
        if table:
            from tapeflow.explain.table import print_explanation

            sys.stdout.flush()
            print_explanation(history, sys.stderr)
