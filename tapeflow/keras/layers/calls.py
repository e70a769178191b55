"""Which layers are being called or built in this thread, and with which `training`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Local(threading.local):
    layers: tuple = ()  # outermost first
    training: bool | None = None


local = _Local()


def path_of(layer: Any) -> str:
    """The names of the layers around `layer`, and its own: `linear/dense`."""
    names: list[str] = []
    previous = None
    for outer in (*local.layers, layer):
        if outer is not previous:
            names.append(outer.name)
        previous = outer
    return "/".join(names)


@contextmanager
def inside(layer: Any) -> Iterator[None]:
    """What is created in the block belongs to `layer`."""
    outer = local.layers
    local.layers = (*outer, layer)
    try:
        yield
    finally:
        local.layers = outer
