"""`RolledPullback`: a loop's reverse sweep, which is a loop over what the forward one left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

if TYPE_CHECKING:
    from tapeflow.engine.rolled import Rolled


@jax.tree_util.register_pytree_node_class
class RolledPullback:
    """Maps cotangents of a loop's float results to those of its operands; None stands for zero.

    Args:
      loop: the signature.
      wrt: the operands for which it can give cotangents.
      asked: those for which it does.
      described: for each node that has one, its pullback: `(wrt, structure, places)`, where a place
        is (whether all turns share the array, its number).
      shared: the arrays that all turns share.
      left: stacks of the others.
      found: the loop's `Results`.
    """

    def __init__(
        self,
        loop: Rolled,
        wrt: tuple[int, ...],
        asked: tuple[int, ...],
        described: tuple,
        shared: Sequence,
        left: Sequence,
        found: Any,
    ):
        self.loop, self.wrt, self.asked, self.described = loop, wrt, asked, described
        self.shared, self.left, self.found = shared, left, found

    def tree_flatten(self) -> tuple[tuple, tuple]:
        return (self.shared, self.left, self.found), (
            self.loop,
            self.wrt,
            self.asked,
            self.described,
        )

    @classmethod
    def tree_unflatten(cls, described: tuple, arrays: tuple) -> RolledPullback:
        return cls(*described, *arrays)

    def only(self, asked: tuple[int, ...]) -> RolledPullback:
        """The same for some of the operands."""
        arrays = self.shared, self.left, self.found
        return RolledPullback(self.loop, self.wrt, asked, self.described, *arrays)

    def without_results(self) -> RolledPullback:
        """The same, where the results are at hand."""
        arrays = self.shared, self.left, None
        return RolledPullback(self.loop, self.wrt, self.asked, self.described, *arrays)

    def results(self) -> tuple:
        """What the loop computed."""
        return self.loop.unpacked(self.found)

    def __call__(self, cotangents: Sequence) -> tuple:
        loop = self.loop
        outputs = loop.differentiable_outputs()
        given = {
            o: array for o, array in zip(outputs, cotangents, strict=True) if array is not None
        }
        reach = _Reach(loop, loop.active(self.asked), given)
        slots, first, outside = reach.slots, {}, {}
        for value in sorted({output % loop.made for output in given}):
            turns = {o // loop.made: array for o, array in given.items() if o % loop.made == value}
            slot = next((s for s in slots if loop.slots[s] == value), None)
            if slot is not None and list(turns) == [loop.turns - 1]:
                first[slot] = turns[loop.turns - 1]
            else:
                zero = _zero(loop.out_specs[value])
                outside[value] = jnp.stack([turns.get(t, zero) for t in range(loop.turns)])
        specs = {s: loop.in_specs[loop.operand("carried", s)] for s in slots}
        carry = (
            {s: first[s] if s in first else _zero(spec) for s, spec in specs.items()},
            {i: _zero(loop.in_specs[i]) for i in reach.same},
        )
        masks = {q: jnp.asarray(pulled) for q, pulled in reach.pulled.items() if not all(pulled)}

        def turn(carry: tuple, each: tuple) -> tuple:
            return self._turn(reach, carry, *each)

        (begins, sums), parts = lax.scan(
            turn, carry, (list(self.left), outside, masks), length=loop.turns, reverse=True
        )
        found = {loop.operand("same", i): array for i, array in sums.items()}
        found |= {loop.operand("carried", s): begins[s] for s in reach.begins}
        for g, stack in parts.items():
            for number in range(loop.turns):
                part = lax.index_in_dim(stack, number, keepdims=False)
                found[loop.operand("each", g, number)] = part
        return tuple([found.get(position) for position in self.asked])

    def _turn(
        self, reach: _Reach, carry: tuple, left: list, outside: dict, masks: dict
    ) -> tuple[tuple, dict]:
        loop = self.loop
        after, sums = carry
        cotangents: dict[tuple[str, int], Any] = {}

        def add(source: tuple[str, int], array: Any) -> None:
            known = cotangents.get(source)
            cotangents[source] = array if known is None else jnp.add(known, array)

        for value, array in outside.items():
            add(("own", value), array)
        for slot, array in after.items():
            add(("own", loop.slots[slot]), array)
        described = dict(self.described)
        for q in reversed(reach.pulled):
            signature, sources = loop.segment[q]
            found = [cotangents.get(("own", output)) for output in loop.outputs_of(q)]
            wrt, structure, places = described[q]
            held = [(self.shared if shared else left)[i] for shared, i in places]
            pullback = jax.tree_util.tree_unflatten(structure, held)
            for j, array in zip(wrt, pullback(signature.complete(found, jnp.zeros)), strict=True):
                if j in reach.active[q]:
                    masked = (
                        jnp.where(masks[q], array, jnp.zeros_like(array)) if q in masks else array
                    )
                    add(sources[j], masked)
        before = {
            s: cotangents[("carried", s)] if ("carried", s) in cotangents else jnp.zeros_like(array)
            for s, array in after.items()
        }
        sums = {i: jnp.add(total, cotangents[("same", i)]) for i, total in sums.items()}
        return (before, sums), {g: cotangents[("each", g)] for g in reach.groups}


class _Reach:
    """Which nodes a sweep over the unrolled nodes pulls, turn by turn.

    `pulled` has for each such node in which turns; `slots`, `same` and `groups` are those that get
    cotangents, `begins` the slots that do so at the beginning.
    """

    def __init__(self, loop: Rolled, active: dict[int, tuple[int, ...]], given: dict):
        self.active = active
        pulled: dict[int, list[bool]] = {}
        slots, same, groups, after = set(), set(), set(), set()
        for turn in range(loop.turns - 1, -1, -1):
            values = {o - turn * loop.made for o in given if o // loop.made == turn}
            values |= {loop.slots[s] for s in after}
            before: set[int] = set()
            reached = {"own": values, "carried": before, "same": same, "each": groups}
            for q in reversed(loop.wanted):
                if q in active and not values.isdisjoint(loop.outputs_of(q)):
                    pulled.setdefault(q, [False] * loop.turns)[turn] = True
                    for j in active[q]:
                        kind, i = loop.segment[q].sources[j]
                        reached[kind].add(i)
            slots |= before
            after = before
        self.pulled = dict(sorted(pulled.items()))
        self.slots, self.same, self.groups = sorted(slots), sorted(same), sorted(groups)
        self.begins = sorted(after)


def _zero(spec: Any) -> Any:
    return jnp.zeros(spec.shape, spec.dtype.np)
