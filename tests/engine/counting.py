"""Counts the programs that XLA compiles."""

from collections.abc import Iterator
from contextlib import contextmanager

import jax

_EVENT = "/jax/core/compile/backend_compile_duration"
_compiled: list[float] = []


def _listen(event: str, seconds: float, **_: object) -> None:
    if event == _EVENT:
        _compiled.append(seconds)


jax.monitoring.register_event_duration_secs_listener(_listen)


@contextmanager
def compiles() -> Iterator[list[float]]:
    """Gives a list that has one entry for each program compiled in the `with` block."""
    before = len(_compiled)
    counted: list[float] = []
    yield counted
    counted.extend(_compiled[before:])
