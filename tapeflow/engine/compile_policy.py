"""When a trace is compiled as a whole, and with which options: one policy, in one place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import jax

from tapeflow.engine import compile_cache, freed_memory, interpreter, many_shapes
from tapeflow.engine.settings import settings

# Milliseconds, measured on two cores of an AMD EPYC with jax 0.10.1 (benchmarks/compile.py).
_WHOLE_BASE, _WHOLE_PER_OPERATION = 30.0, 1.5
_SMALL_PROGRAM = 30.0
# A trace of many nodes that are copies of a few, and no loop that could be rolled up (`repeats`),
# is never compiled as a whole: XLA's time grows faster than its length, and the result is no faster
# than its parts. Layers that are alike but have weights of their own are no copies: as a whole they
# run faster.
_LONG, _REPETITIVE = 60, 0.2
# The same step on ever other shapes, as of sentences padded to the longest of a batch: from the
# third on it is carried out in NumPy, and compiled when it comes back. What NumPy would take long
# for, by the elements that are computed, is compiled in a quarter of the time, and once more, for
# speed, if it comes back.
_SHAPES, _RETURNS, _WORTHWHILE = 2, 64, 100
_INTERPRETED_RUNS, _MOST_ELEMENTS = 16, 30_000_000
_MAX_FAMILIES = 1024
# For each family and each set of shapes, whether it is compiled so.
_families: dict[tuple, dict[tuple, bool]] = {}


class Policy:
    """Decides for one program.

    Args:
      nodes: of its trace, as far as they are computed.
      updates: whether it changes variables.
      family: what it has in common with the same step on other shapes, if that may come.
      weights: references of leaves that are variables.
      passing: whether there is a loop of an unusual length among the nodes.
    """

    __slots__ = (
        "_interpreted", "_one_of_many", "_passing", "family", "nodes", "repetitive", "unrolled",
        "updates",
    )  # fmt: skip

    def __init__(
        self,
        nodes: tuple,
        updates: bool = False,
        family: tuple | None = None,
        weights: Collection[int] = (),
        passing: bool = False,
    ):
        self.nodes = nodes
        self.updates = updates
        self.family = family
        self._passing: bool | None = None
        self._one_of_many: bool | None = None
        # What pulls what NumPy left can't be compiled.
        self._interpreted = any([signature.interpreted for signature, _ in nodes])
        work: list[tuple] = []
        for signature, references in nodes:
            work.append((signature, tuple([r for r in references if r in weights])))
            work.extend(signature.work)
        passing = passing or any([signature.passing for signature, _ in nodes])
        self.repetitive = passing or is_repetitive(work)
        self.unrolled = any(signature.unrolled for signature, _ in work)

    def whole(self, runs: int) -> bool:
        """Whether to compile the trace as a whole at its `runs`-th run."""
        if self.repetitive:
            return False
        # What changes variables is a step of a loop: it will come again.
        return runs > 1 or self.updates or self._whole_cost() <= self._small_cost()

    def interprets(self, runs: int) -> bool:
        """Whether to carry the trace out in NumPy at its `runs`-th run."""
        if self._interpreted or settings.interprets:
            return True
        if settings.op_by_op or jax.default_backend() != "cpu":
            return False
        if self._one_of_many is None:
            self._one_of_many = self._is_one_of_many()
        if not self._one_of_many or runs > _INTERPRETED_RUNS:
            return False
        return _elements(self.nodes) <= _MOST_ELEMENTS

    def options(self) -> dict[str, Any]:
        """How to compile it, for `compile_lazily`."""
        if self._passing is None:
            self._passing = self._is_passing()
        return PASSING if self._passing else UNROLLED if self.unrolled else USUAL

    def returns(self, runs: int) -> bool:
        """Whether what was compiled for few runs came so often that it is worth compiling again."""
        if not self._passing or runs < _RETURNS:
            return False
        self._passing = False
        return True

    def _is_passing(self) -> bool:
        """Whether it will hardly come back, and takes long to compile."""
        if not self._one_of_many or _elements(self.nodes) <= _MOST_ELEMENTS:
            return False
        if any(signature.steady for signature, _ in self.nodes):
            return False
        return sum(signature.weight for signature, _ in self.nodes) >= _WORTHWHILE

    def _is_one_of_many(self) -> bool:
        """Whether the same step came on some other shapes before; notes these."""
        if self.family is None or settings.deterministic:
            return False
        known = _families[self.family] = _families.pop(self.family, {})
        if len(_families) > _MAX_FAMILIES:
            _families.pop(next(iter(_families)))
        specs = tuple([spec for signature, _ in self.nodes for spec in signature.step_specs])
        if specs not in known:
            if len(known) + 1 == many_shapes.TELLING and _elements(self.nodes) > _MOST_ELEMENTS:
                own = [spec for spec, _ in self.family[1:]]
                many_shapes.warn([spec for spec in specs if spec not in own])
            interpreter.state.varying |= len(known) >= _SHAPES - 1
            known[specs] = len(known) >= _SHAPES
        return known[specs]

    def _whole_cost(self) -> float:
        return _WHOLE_BASE + _WHOLE_PER_OPERATION * sum(
            signature.weight for signature, _ in self.nodes
        )

    def _small_cost(self) -> float:
        return _SMALL_PROGRAM * sum(
            signature.small_programs for signature in {s for s, _ in self.nodes}
        )


def _elements(nodes: Sequence[tuple]) -> int:
    """About how many elements are computed on the way."""
    return sum(_elements_of(signature) for signature, _ in nodes)


def _elements_of(signature: Any) -> int:
    if signature.parts:  # a gradient's
        return 2 * sum(map(_elements_of, signature.parts))
    if signature.body:
        return sum(map(_elements_of, signature.body))
    return int(signature.effort * signature.elements)


def is_repetitive(work: Sequence[tuple]) -> bool:
    """Whether signatures and their weights are few, as in a recurrent loop that Python unrolled."""
    return len(work) >= _LONG and len(set(work)) < _REPETITIVE * len(work)


# YNNPACK's convolutions often run on one thread and are poor at kernel gradients; its matrix
# products and reductions are better than XLA's own. And what XLA needs besides arguments and
# results is one block, unless it's told a limit; freed blocks that fit into a heap of glibc's stay
# with the process (`freed_memory`). A program with several blocks can't be written to the cache on
# disk: a residual network's step takes 3 s to compile at each start, and 17 ms less each time. A
# release without an option goes without.
USUAL: dict[str, Any] = {
    "xla_cpu_experimental_ynn_fusion_type": (
        "LIBRARY_FUSION_TYPE_INDIVIDUAL_DOT,LIBRARY_FUSION_TYPE_REDUCE"
    ),
    "xla_multiheap_size_constraint_per_heap": freed_memory.KEPT_BLOCK_BYTES,
}

# For a body with an unrolled loop, which is a whole all the same: 24 LSTM cells and their gradients
# take 6 s of CPU to compile rather than 18 s, and run no slower, small as their products are.
UNROLLED: dict[str, Any] = {
    **USUAL,
    "xla_cpu_use_fusion_emitters": False,
    "xla_backend_optimization_level": 1,
}

# For a program that will hardly come back: a translator's training step took 1.1 s of CPU to
# compile rather than 4.5 s, and ran half as fast.
PASSING: dict[str, Any] = {**UNROLLED, "xla_backend_optimization_level": 0}


def compile_lazily(
    function: Callable, donated: tuple[int, ...] = (), options: dict[str, Any] = USUAL
) -> Callable:
    """`jax.jit` with the options that pay, and with the persistent cache set up."""
    compile_cache.enable()
    used = options if jax.default_backend() == "cpu" else None
    return jax.jit(function, donate_argnums=donated, compiler_options=used)


def first_call(
    compile: Callable[[], Callable], arrays: Sequence, known: Callable | None = None
) -> tuple[Callable, Any]:
    """What `compile` gives (or what is known already), and its results.

    Options that this JAX release doesn't know are left out.
    """
    jitted = known or compile()
    try:
        return jitted, jitted(*arrays)
    except Exception as error:
        if not without_options(error):
            raise
        jitted = compile()
        return jitted, jitted(*arrays)


def without_options(error: Exception) -> bool:
    """Whether `error` says that an option is unknown; if so, it is not used from now on."""
    unknown = [name for name in PASSING if name in str(error)]
    for options in (USUAL, UNROLLED, PASSING):
        for name in unknown:
            options.pop(name, None)
    return bool(unknown)
