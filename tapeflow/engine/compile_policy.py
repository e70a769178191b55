"""When a trace is compiled as a whole, and with which options: one policy, in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax

from tapeflow.engine import compile_cache

# Milliseconds, measured on two cores of an AMD EPYC with jax 0.10.1 (benchmarks/compile.py).
_WHOLE_BASE, _WHOLE_PER_OPERATION = 30.0, 1.5
_SMALL_PROGRAM = 30.0
# A trace of many nodes that are copies of a few (an unrolled recurrent loop) is never compiled as a
# whole: XLA's time grows faster than its length, and the result is no faster than its parts.
_LONG, _REPETITIVE = 60, 0.2


class Policy:
    """Decides for one program."""

    __slots__ = ("nodes", "repetitive", "unrolled", "updates")

    def __init__(self, nodes: tuple, updates: bool = False):
        self.nodes = nodes
        self.updates = updates
        work = [signature for top, _ in nodes for signature in (top, *top.parts)]
        self.repetitive = is_repetitive(work)
        self.unrolled = any(signature.unrolled for signature in work)

    def whole(self, runs: int) -> bool:
        """Whether to compile the trace as a whole at its `runs`-th run."""
        if self.repetitive:
            return False
        # What changes variables is a step of a loop: it will come again.
        return runs > 1 or self.updates or self._whole_cost() <= self._small_cost()

    def _whole_cost(self) -> float:
        return _WHOLE_BASE + _WHOLE_PER_OPERATION * sum(
            signature.weight for signature, _ in self.nodes
        )

    def _small_cost(self) -> float:
        return _SMALL_PROGRAM * sum(
            signature.small_programs for signature in {s for s, _ in self.nodes}
        )


def is_repetitive(signatures: Sequence[Any]) -> bool:
    """Whether these are copies of a few, as of a recurrent loop that Python unrolled."""
    return len(signatures) >= _LONG and len(set(signatures)) < _REPETITIVE * len(signatures)


# YNNPACK's convolutions often run on one thread and are poor at kernel gradients; its matrix
# products and reductions are better than XLA's own. A release without the option goes without.
_OPTIONS: dict[str, Any] = {
    "xla_cpu_experimental_ynn_fusion_type": (
        "LIBRARY_FUSION_TYPE_INDIVIDUAL_DOT,LIBRARY_FUSION_TYPE_REDUCE"
    )
}

# For a body with an unrolled loop, which is a whole all the same: 24 LSTM cells and their gradients
# take 6 s of CPU to compile rather than 18 s, and run no slower, small as their products are.
_UNROLLED_OPTIONS: dict[str, Any] = {
    "xla_cpu_use_fusion_emitters": False,
    "xla_backend_optimization_level": 1,
}


def compile_lazily(
    function: Callable, donated: tuple[int, ...] = (), unrolled: bool = False
) -> Callable:
    """`jax.jit` with the options that pay, and with the persistent cache set up."""
    compile_cache.enable()
    options: dict[str, Any] | None = None
    if jax.default_backend() == "cpu":
        options = {**_OPTIONS, **_UNROLLED_OPTIONS} if unrolled else _OPTIONS
    return jax.jit(function, donate_argnums=donated, compiler_options=options)


def without_options(error: Exception) -> bool:
    """Whether `error` says that an option is unknown; if so, it is not used from now on."""
    for options in (_OPTIONS, _UNROLLED_OPTIONS):
        if any(name in str(error) for name in options):
            options.clear()
            return True
    return False
