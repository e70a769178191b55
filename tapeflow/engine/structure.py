"""What belongs to what: a count of the changes, anywhere, for caches and for whoever waits."""

from __future__ import annotations

from collections.abc import Callable


class _Structure:
    """`version` counts changes; `listeners` are called after each, and are few."""

    version = 0
    listeners: tuple[Callable[[], None], ...] = ()


structure = _Structure()


def changed() -> None:
    """Tells that a variable or layer was set somewhere: what caches hold is looked up anew."""
    structure.version += 1
    for listener in structure.listeners:
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Calls `listener` after every change, until `forget`."""
    structure.listeners = (*structure.listeners, listener)


def forget(listener: Callable[[], None]) -> None:
    """Ends `listen`."""
    structure.listeners = tuple(known for known in structure.listeners if known != listener)
