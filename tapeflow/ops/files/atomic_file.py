"""`atomic_file`: a file that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


@contextlib.contextmanager
def atomic_file(path: Any) -> Iterator[Path]:
    """A temporary path beside `path`, which takes its place when the block ends without an error.

    Whatever happens in between (an exception, a full disk, a killed process), the file called
    `path` is the old one or the new one, never a part of it. A killed process may leave a file
    `.<name>.<random>.tmp` behind.

    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "numbers.txt")
    >>> with atomic_file(path) as temporary:
    ...     _ = temporary.write_text("1 2 3")
    ...     os.path.exists(path)
    False
    >>> with open(path) as written:
    ...     written.read()
    '1 2 3'
    """
    path = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        # mkstemp lets only the owner read; a file made by `open` follows the user's mask.
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Makes the new name last; not every system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
