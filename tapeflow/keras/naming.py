"""Automatic names: a class's name in snake case, made unique by a number."""

from __future__ import annotations

import re
import threading

_USED: dict[str, int] = {}
_LOCK = threading.Lock()


def snake_case(name: str) -> str:
    """`MyModel` -> `my_model`, `Conv2D` -> `conv2d`, `MLP` -> `mlp`.

    >>> from tapeflow.keras.naming import snake_case
    >>> snake_case("LSTMCell"), snake_case("ReLU")
    ('lstm_cell', 're_lu')
    """
    name = re.sub(r"\W+", "", name)
    # A word starts at a capital that small letters follow, and where small letters end.
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def unique_name(base: str) -> str:
    """`base` the first time, then `base_1`, `base_2` ..., counted in this process."""
    count = uid(base) - 1
    return f"{base}_{count}" if count else base


def auto_name(owner: object) -> str:
    """A unique name for an object, made of its class's name; or of a text."""
    return unique_name(snake_case(owner if isinstance(owner, str) else type(owner).__name__))


def uid(prefix: str = "") -> int:
    """Counts the calls with this prefix, from 1."""
    with _LOCK:
        _USED[prefix] = _USED.get(prefix, 0) + 1
        return _USED[prefix]


def reset() -> None:
    """Starts all counters again."""
    _USED.clear()
