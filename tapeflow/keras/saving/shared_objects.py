"""Layers that stand in a config more than once, and come back as one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

_ID = "shared_object_id"


class _Shared(threading.local):
    """The objects written so far with their configs, or those read by their numbers."""

    written: dict[int, tuple[Any, dict]] | None = None
    read: dict[int, Any] | None = None


_shared = _Shared()


@contextlib.contextmanager
def shared_objects() -> Iterator[None]:
    """In the block, a layer written twice is marked in both places, and read once."""
    before = _shared.written, _shared.read
    _shared.written, _shared.read = {}, {}
    try:
        yield
    finally:
        _shared.written, _shared.read = before


def note_written(made: Any, config: dict[str, Any]) -> None:
    """Marks the config of an object that may have weights, and its earlier one."""
    if _shared.written is None or not hasattr(made, "save_own_variables"):
        return
    number = id(made)
    if number in _shared.written:
        _shared.written[number][1][_ID] = config[_ID] = number
    _shared.written[number] = (made, config)


def note_read(made: Any, config: dict[str, Any]) -> None:
    """Remembers an object that other configs may mean too."""
    if _shared.read is not None and _ID in config:
        _shared.read[config[_ID]] = made


def known(config: dict[str, Any]) -> Any:
    """The object that was read already from a config of that number, or None."""
    return None if _shared.read is None else _shared.read.get(config.get(_ID))
