"""Printing of this thread, held back."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any


@contextmanager
def quietly(wanted: bool) -> Iterator[None]:
    """Drops what this thread prints inside, if `wanted`.

    TensorFlow traces once for all sizes of an unknown axis, and prints once; here each size is
    traced, and only the first time is heard.
    """
    if not wanted:
        yield
        return
    with redirect_stdout(_Deaf(sys.stdout)):  # pyright: ignore[reportArgumentType] - a stream
        yield


class _Deaf(io.TextIOBase):
    """A stream that is deaf to one thread."""

    def __init__(self, stream: Any):
        self._stream = stream
        self._thread = threading.get_ident()

    def write(self, text: str) -> int:
        if threading.get_ident() == self._thread:
            return len(text)
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()
