"""`clear_errors`: one kind of error for whatever a damaged file makes its reader stumble over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from tapeflow.engine import problem
from tapeflow.engine.errors import OpError

# What says something already. (A missing file, or one that may not be read, is named.)
_CLEAR = (ValueError, TypeError, NotImplementedError, ImportError, MemoryError, OpError)


@contextlib.contextmanager
def clear_errors(path: Any) -> Iterator[None]:
    """Makes a ValueError of other errors in the block, which reads a file.

    >>> with clear_errors("m.json"):
    ...     {}["format"]
    Traceback (most recent call last):
    ...
    ValueError: the file is damaged, or not what it claims to be
      given:    m.json (KeyError: 'format')
    """
    try:
        yield
    except _CLEAR:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise ValueError(
            problem(
                "the file is damaged, or not what it claims to be",
                given=f"{path} ({type(error).__name__}: {str(error)[:200]})",
            )
        ) from error
