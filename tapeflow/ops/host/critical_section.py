"""`tf.CriticalSection`: one caller at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class CriticalSection:
    """Calls functions one at a time, whichever threads ask for it.

    Inside a `tf.function` that needs no lock: a program's operations have an order.

    Args:
      name: its name.
      shared_name: sections of one such name are the same.
      critical_section_def: of TensorFlow 1; only None.
      import_scope: of TensorFlow 1; only None.

    >>> import tapeflow as tf
    >>> tf.CriticalSection().execute(lambda: 3)
    3
    """

    _shared: dict[str, threading.RLock] = {}  # noqa: RUF012 - all sections' own

    def __init__(
        self,
        name: str | None = None,
        shared_name: str | None = None,
        critical_section_def: Any = None,
        import_scope: Any = None,
    ):
        self.name = name or "critical_section"
        self._lock = threading.RLock()
        if shared_name is not None:
            self._lock = self._shared.setdefault(shared_name, self._lock)

    def execute(
        self, fn: Callable, exclusive_resource_access: bool = True, name: str | None = None
    ) -> Any:
        """What `fn()` gives."""
        with self._lock:
            return fn()
