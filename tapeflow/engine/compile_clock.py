"""`CompileClock`: how long this process has spent making XLA programs, as JAX reports it."""

from __future__ import annotations

from collections import deque
from functools import cache
from time import perf_counter

import jax

_DURATIONS = frozenset(
    f"/jax/core/compile/{name}_duration"
    for name in ("jaxpr_trace", "jaxpr_to_mlir_module", "backend_compile")
)
_HIT = "/jax/compilation_cache/cache_hits"


class CompileClock:
    """`programs` compiled, how many of them were `hits` of the cache on disk, and how long it took.

    `parts` are pieces of tracing, lowering and compiling: when each began, and its seconds.
    """

    programs = 0
    hits = 0

    def __init__(self):
        self.parts: deque[tuple[float, float]] = deque(maxlen=1000)

    def seconds_since(self, began: float) -> float:
        """How long it took since `began` (`time.perf_counter`)."""
        return sum([seconds for start, seconds in self.parts if start >= began])


@cache
def compile_clock() -> CompileClock:
    """The clock, which goes from the first call on."""
    clock = CompileClock()

    def on_duration(event: str, seconds: float, **_: object) -> None:
        if event in _DURATIONS:
            clock.parts.append((perf_counter() - seconds, seconds))
            clock.programs += event.endswith("backend_compile_duration")

    def on_event(event: str, **_: object) -> None:
        clock.hits += event == _HIT

    jax.monitoring.register_event_duration_secs_listener(on_duration)
    jax.monitoring.register_event_listener(on_event)
    return clock
