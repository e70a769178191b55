"""`Rolled`: a segment of nodes that repeats, carried out by a loop rather than one by one.

Forward it is a `lax.scan`. Backward it is another, over what the first left, that pulls exactly the
nodes that a sweep over the unrolled nodes would pull: so no derivative is infinite or NaN that
would not be so there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine.rolled_pullback import RolledPullback
from tapeflow.engine.signature import CallSignature, Signature
from tapeflow.engine.spec import Spec

# What stands where nodes were that are part of a loop now.
NOTHING = CallSignature("nothing", lambda: (), (), (), 0, costly=False)


class Node(NamedTuple):
    """A node of the segment.

    A source is `("own", i)`, the segment's i-th value; `("carried", slot)`, a value of the turn
    before; `("same", i)`, an operand that all turns share; or `("each", g)`, one for each turn.
    """

    signature: Signature
    sources: tuple[tuple[str, int], ...]


class Results(NamedTuple):
    """What a loop computes: values of the last turn by their numbers, and stacks of all turns'."""

    last: dict[int, Any]
    stacks: dict[int, Any]


class Rolled(CallSignature):
    """`turns` times a segment, with the results of all turns; those that nobody wants are None.

    Args:
      segment: the nodes of one turn.
      slots: which value of a turn each slot carries to the next.
      same: the number of operands that all turns share. They come first, then what the slots hold
        at first, then for each group the operands of the turns.
      groups: the number of groups of operands with one for each turn.
      turns: how often the segment is carried out.
      kept: the results that somebody wants.
    """

    __slots__ = ("counts", "firsts", "kept", "made", "segment", "slots", "turns", "wanted")

    def __init__(
        self,
        segment: tuple[Node, ...],
        slots: tuple[int, ...],
        same: int,
        groups: int,
        turns: int,
        kept: tuple[int, ...],
    ):
        self.segment, self.slots, self.turns, self.kept = segment, slots, turns, kept
        self.counts = same, len(slots), groups
        made: list[Spec] = []
        self.firsts = []  # the number of each node's first value
        for node in segment:
            self.firsts.append(len(made))
            made.extend(node.signature.out_specs)
        self.made = len(made)
        self.wanted = self._wanted()
        weight = sum(node.signature.weight for node in segment) + len(kept)
        call = functools.partial(_loop, self)
        super().__init__("loop", call, self._operand_specs(), made * turns, weight)
        self.steady = any(node.signature.steady for node in segment)

    @property
    def kept_outputs(self) -> tuple[int, ...]:
        """What the pullback doesn't hold."""
        return () if self.differentiable_inputs() else self.kept

    @property
    def small_programs(self) -> int:
        """By itself each result is cut out of a stack: a kernel, a third of a small program."""
        return (1 + len(self.kept) // 3) if self._compiled is None else 0

    def _wanted(self) -> tuple[int, ...]:
        """The nodes on which what is kept depends."""
        producers = [q for q, node in enumerate(self.segment) for _ in node.signature.out_specs]
        found: set[int] = set()
        pending = [output % self.made for output in self.kept]
        while pending:
            q = producers[pending.pop()]
            if q not in found:
                found.add(q)
                sources = self.segment[q].sources
                pending.extend([i for kind, i in sources if kind == "own"])
                pending.extend([self.slots[i] for kind, i in sources if kind == "carried"])
        return tuple(sorted(found))

    def _operand_specs(self) -> list[Spec]:
        known: dict[tuple[str, int], Spec] = {}
        for node in self.segment:
            known.update(zip(node.sources, node.signature.in_specs, strict=True))
        specs = []
        for kind, count in zip(("same", "carried", "each"), self.counts, strict=True):
            for i in range(count):
                specs.extend([known[kind, i]] * (self.turns if kind == "each" else 1))
        return specs

    def operand(self, kind: str, i: int, turn: int = 0) -> int:
        """The position of a source among the operands."""
        same, slots, _ = self.counts
        return {"same": i, "carried": same + i, "each": same + slots + i * self.turns + turn}[kind]

    def outputs_of(self, q: int) -> list[int]:
        """The numbers of the values of a node that have derivatives."""
        return [self.firsts[q] + i for i in self.segment[q].signature.differentiable_outputs()]

    def active(self, wrt: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """The nodes that depend on the operands `wrt`, and by which of their own operands."""
        same, slots, groups = self.counts
        wrt = set(wrt)
        sources = {("same", i) for i in range(same) if i in wrt}
        sources |= {("carried", i) for i in range(slots) if self.operand("carried", i) in wrt}
        sources |= {
            ("each", g)
            for g in range(groups)
            for turn in range(self.turns)
            if self.operand("each", g, turn) in wrt
        }
        found: dict[int, tuple[int, ...]] = {}
        before = -1
        while len(sources) > before:
            before = len(sources)
            for q in self.wanted:
                signature, operands = self.segment[q]
                outputs = self.outputs_of(q)
                varied = [j for j in signature.differentiable_inputs() if operands[j] in sources]
                if varied and outputs:
                    found[q] = tuple(varied)
                    sources.update([("own", output) for output in outputs])
            sources |= {("carried", s) for s, v in enumerate(self.slots) if ("own", v) in sources}
        return found

    def recipes(self) -> Iterator:
        """None: its results and its pullback are of a kind of their own."""
        return iter(())

    def complete(self, cotangents: Sequence, zeros: Callable) -> tuple:
        """Those that are missing stay away: the pullback tells which nodes are not reached."""
        return tuple(cotangents)

    def forward(self, *arrays: Any) -> tuple:
        """The results."""
        found, _ = self._scan(
            arrays, lambda q, signature, operands, left: signature.call(*operands)
        )
        return self.unpacked(found)

    def vjp(self, wrt: tuple[int, ...], arrays: Any) -> tuple[tuple, Any]:
        active = self.active(wrt)
        held = list(arrays[: self.counts[0]])  # by the turns' pullbacks, and not one for each turn
        described: dict[int, tuple] = {}

        def call(q: int, signature: Signature, operands: list, left: list) -> tuple:
            if q not in active:
                return signature.call(*operands)
            results, pullback = signature.vjp(active[q], operands)
            leaves, structure = jax.tree_util.tree_flatten(pullback)
            places = []
            for leaf in leaves:
                shared = not isinstance(leaf, jax.core.Tracer) or _place(held, leaf) is not None
                place = _place(held if shared else left, leaf)
                if place is None:
                    (held if shared else left).append(leaf)
                    place = len(held if shared else left) - 1
                places.append((shared, place))
            described[q] = (active[q], structure, tuple(places))
            return results

        found, left = self._scan(arrays, call)
        held = [array if _is_used(described, i) else None for i, array in enumerate(held)]
        pullback = RolledPullback(self, wrt, wrt, tuple(described.items()), held, left, found)
        return self.unpacked(found), pullback

    def _scan(self, arrays: Sequence, call: Callable) -> tuple[Results, list]:
        """Carries out the loop.

        Args:
          arrays: the operands.
          call: maps a node's number, its signature, its operands and a list to its results; it may
            add to the list what it wants of each turn.

        Returns:
          The results, and stacks of what was put into the list.
        """
        same, slots, groups = self.counts
        stacks = [
            jnp.stack([arrays[self.operand("each", g, turn)] for turn in range(self.turns)])
            for g in range(groups)
        ]
        makers = {self.firsts[q] + i for q in self.wanted
                  for i in range(len(self.segment[q].signature.out_specs))}  # fmt: skip
        carried = [s for s in range(slots) if self.slots[s] in makers]
        ends = {self.made * (self.turns - 1) + self.slots[s]: c for c, s in enumerate(carried)}
        stacked = sorted({output % self.made for output in self.kept if output not in ends})

        def turn(carry: tuple, each: list) -> tuple:
            values: list = [None] * self.made
            known = {
                "own": values, "same": arrays, "each": each,
                "carried": dict(zip(carried, carry, strict=True)),
            }  # fmt: skip
            left: list = []
            for q in self.wanted:
                signature, sources = self.segment[q]
                results = call(q, signature, [known[kind][i] for kind, i in sources], left)
                values[self.firsts[q] : self.firsts[q] + len(results)] = results
            news = tuple([_strong(values[self.slots[s]]) for s in carried])
            return news, ([values[i] for i in stacked], left)

        initial = tuple([_strong(arrays[same + s]) for s in carried])
        last, (values, left) = lax.scan(turn, initial, stacks, length=self.turns)
        made = {output: last[c] for output, c in ends.items() if output in self.kept}
        return Results(made, dict(zip(stacked, values, strict=True))), left

    def unpacked(self, found: Results) -> tuple:
        """The results one by one."""
        results: list = [None] * len(self.out_specs)
        for output in self.kept:
            if output in found.last:
                results[output] = found.last[output]
            else:
                turn, value = divmod(output, self.made)
                results[output] = lax.index_in_dim(found.stacks[value], turn, keepdims=False)
        return tuple(results)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _loop(loop: Rolled, *arrays: Any) -> tuple:
    """A loop that JAX differentiates, inside of a function, by its `RolledPullback`."""
    return loop.forward(*arrays)


def _loop_forward(loop: Rolled, *arrays: Any) -> tuple:
    wrt = tuple([i for i in loop.differentiable_inputs() if arrays[i].perturbed])
    results, pullback = loop.vjp(wrt, [array.value for array in arrays])
    return results, pullback.without_results()


def _loop_backward(loop: Rolled, pullback: RolledPullback, cotangents: Sequence) -> tuple:
    given = [cotangents[i] for i in loop.differentiable_outputs()]
    unknown = jax.custom_derivatives.SymbolicZero
    found = pullback([None if isinstance(array, unknown) else array for array in given])
    by_position = dict(zip(pullback.asked, found, strict=True))
    return tuple([by_position.get(i) for i in range(len(loop.in_specs))])


_loop.defvjp(_loop_forward, _loop_backward, symbolic_zeros=True)


def _place(arrays: Sequence, wanted: Any) -> int | None:
    return next((i for i, array in enumerate(arrays) if array is wanted), None)


def _is_used(described: dict[int, tuple], held: int) -> bool:
    return any((True, held) in places for _, _, places in described.values())


def _strong(array: Any) -> Any:
    """The array with a dtype that is its own: what a loop carries must keep its type."""
    return lax.convert_element_type(array, array.dtype)


# One object for equal loops: what is compiled for a node by itself is found again.
known_loop = functools.lru_cache(512)(Rolled)
