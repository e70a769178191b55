"""`CompileClock`: how long this process has spent making XLA programs, as JAX reports it."""

from __future__ import annotations

from functools import cache

import jax

_DURATIONS = frozenset(
    f"/jax/core/compile/{name}_duration"
    for name in ("jaxpr_trace", "jaxpr_to_mlir_module", "backend_compile")
)
_HIT = "/jax/compilation_cache/cache_hits"


class CompileClock:
    """`seconds` of tracing, lowering and compiling, and `hits` of the compilation cache on disk."""

    seconds = 0.0
    hits = 0
    programs = 0


@cache
def compile_clock() -> CompileClock:
    """The clock, which goes from the first call on."""
    clock = CompileClock()

    def on_duration(event: str, seconds: float, **_: object) -> None:
        if event in _DURATIONS:
            clock.seconds += seconds
            clock.programs += event.endswith("backend_compile_duration")

    def on_event(event: str, **_: object) -> None:
        clock.hits += event == _HIT

    jax.monitoring.register_event_duration_secs_listener(on_duration)
    jax.monitoring.register_event_listener(on_event)
    return clock
