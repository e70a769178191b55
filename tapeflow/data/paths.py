"""Paths as users give them."""

from __future__ import annotations

import os
from typing import Any


def path_of(given: Any) -> str:
    """A path given as a string, a path or a string tensor.

    Raises:
      TypeError: it is none of these.
    """
    if hasattr(given, "numpy"):
        given = given.numpy()
    return os.fsdecode(given)
