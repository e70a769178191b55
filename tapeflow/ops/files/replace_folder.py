"""`replace_folder`: a folder takes another's place, and at no moment is there none."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

# "Exchange the two", for renameat2 of Linux and renamex_np of macOS.
_EXCHANGE, _HERE = 2, -100


def replace_folder(made: Path, folder: Path) -> None:
    """Gives `made` the name of `folder`; what was there is deleted.

    Where the system can't exchange two names at once (some network file systems), there is a
    moment without either.
    """
    if not folder.exists():
        made.rename(folder)
    elif _exchange(made, folder):
        shutil.rmtree(made, ignore_errors=True)
    else:
        old = made.with_name(f"{made.name}.old")
        folder.rename(old)
        made.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    a, b = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        return library.renameat2(_HERE, a, _HERE, b, _EXCHANGE) == 0
    if hasattr(library, "renamex_np"):
        return library.renamex_np(a, b, _EXCHANGE) == 0
    return False
