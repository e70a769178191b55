"""When a trace is compiled as a whole, and with which options: one policy, in one place."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp

# Milliseconds, measured on two cores of an AMD EPYC with jax 0.10.1 (benchmarks/compile.py).
_WHOLE_BASE, _WHOLE_PER_OPERATION = 30.0, 1.5
_SMALL_PROGRAM = 30.0
# A trace of many nodes that are copies of a few (an unrolled recurrent loop) is never compiled as a
# whole: XLA's time grows faster than its length, and the result is no faster than its parts.
_LONG, _REPETITIVE = 60, 0.2


class Policy:
    """Decides for one program."""

    __slots__ = ("nodes", "repetitive")

    def __init__(self, nodes: tuple):
        self.nodes = nodes
        self.repetitive = len(nodes) >= _LONG and len({s for s, _ in nodes}) < _REPETITIVE * len(nodes)

    def whole(self, runs: int) -> bool:
        """Whether to compile the trace as a whole at its `runs`-th run."""
        if self.repetitive:
            return False
        return runs > 1 or self._whole_cost() <= self._small_cost()

    def _whole_cost(self) -> float:
        return _WHOLE_BASE + _WHOLE_PER_OPERATION * sum(signature.weight for signature, _ in self.nodes)

    def _small_cost(self) -> float:
        return _SMALL_PROGRAM * sum(
            max(1, 2 * len(signature.swept)) for signature in {s for s, _ in self.nodes} if not signature.has_small_program
        )


@cache
def compiler_options() -> dict[str, Any]:
    """Options for XLA; those this release does not know are left out."""
    if jax.default_backend() != "cpu":
        return {}
    # YNNPACK's convolutions often run on one thread and are poor at kernel gradients.
    options = {
        "xla_cpu_experimental_ynn_fusion_type": "LIBRARY_FUSION_TYPE_INDIVIDUAL_DOT,LIBRARY_FUSION_TYPE_REDUCE"
    }
    try:
        jax.jit(lambda x: x + 1, compiler_options=options)(jnp.zeros((), jnp.float32)).block_until_ready()
    except Exception:  # noqa: BLE001 - whatever an unknown option raises, the answer is to do without
        return {}
    return options
