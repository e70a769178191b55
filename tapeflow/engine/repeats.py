"""Finding what repeats in a trace: a loop that Python unrolled, rolled up again.

A *run* is a segment of nodes that follows itself at least `_LEAST` times: each time the same
signatures on the same values, on values that the time before made, or on others from outside. In
the place of its first node comes one node that computes all of it by a loop (`rolled.Rolled`), with
the results of all of them in their order, so that every value keeps its number. The others become
`NOTHING`, so that every node keeps its position.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from tapeflow.engine.rolled import NOTHING, Node, Rolled, known_loop
from tapeflow.engine.settings import settings

# Fewer turns are no slower one after the other in one program; nor is what one turn does too little
# for a loop of its own, if it is no costly op and fewer operations than these.
_LEAST, _LEAST_OPERATIONS = 8, 8
# A run is of that many nodes, or of that many operations.
_LONG, _HEAVY = 60, 160


# A loop of ever another length, over the words of a sentence, say: from the fifth on its nodes are
# run one by one, by programs that all lengths share; until a length has come back that often.
_LENGTHS, RETURNS = 4, 64
_MAX_SEGMENTS = 512
# So many results of a loop that are held outside are a kernel each: 10 ms of compiling.
_MOST_HELD = 100
_lengths: OrderedDict[tuple, set[int]] = OrderedDict()


class Run(NamedTuple):
    """`turns` times the nodes from `start` on, `period` of them each."""

    start: int
    period: int
    turns: int

    @property
    def stop(self) -> int:
        return self.start + self.period * self.turns


class Rolling(NamedTuple):
    """A trace's nodes with each run as one, the runs, and those that are left as they are."""

    nodes: tuple
    loops: tuple[Run, ...]
    passing: tuple[Run, ...] = ()


def roll(
    nodes: Sequence[tuple],
    live: Collection[int],
    weights: Collection[int] = (),
    assigned: Collection[int] = (),
) -> Rolling:
    """The nodes with each run as one.

    What a gradient among the nodes was planned on is the same: its loops are loops, and no node
    that it sweeps by itself becomes part of one.

    Args:
      nodes: of a trace; see `trace.Trace`.
      live: the values that somebody holds.
      weights: references of leaves that are variables: layers with weights of their own are no run.
      assigned: values given to variables; no gradient flows back through them.
    """
    kinds = {id(signature) for signature, _ in nodes}
    alike = len(nodes) - len(kinds)
    if (alike < 2 * (_LEAST - 1) or not settings.rolls) and not loops_of(nodes):
        return Rolling(tuple(nodes), ())
    trace = _Nodes(nodes, frozenset(weights), assigned)
    runs = trace.runs()
    loops = tuple([
        run
        for run in runs
        if run in trace.fixed or (trace.held(run, live) <= _MOST_HELD and _is_usual(nodes, run))
    ])  # fmt: skip
    rolled = _with_loops(trace, loops, live) if loops else tuple(nodes)
    return Rolling(rolled, loops, tuple([run for run in runs if run not in loops]))


def allow(nodes: Sequence[tuple], runs: Sequence[Run]) -> bool:
    """Lets runs of these lengths be loops from now on; tells whether there was one that was not."""
    before = [run for run in runs if run.turns not in _lengths_of(nodes, run)]
    for run in before:
        _lengths_of(nodes, run).add(run.turns)
    return bool(before)


def _is_usual(nodes: Sequence[tuple], run: Run) -> bool:
    """Whether a run's length is one of the few that its loop has; notes it."""
    known = _lengths_of(nodes, run)
    steady = any([signature.steady for signature, _ in nodes])
    if len(known) < _LENGTHS or settings.deterministic or steady:
        known.add(run.turns)
    return run.turns in known


def _lengths_of(nodes: Sequence[tuple], run: Run) -> set[int]:
    # Not the operands' shapes: what a turn cuts out of has the loop's length.
    turn = nodes[run.start : run.start + run.period]
    segment = tuple([(signature.op, signature.out_specs) for signature, _ in turn])
    known = _lengths[segment] = _lengths.pop(segment, set())
    if len(_lengths) > _MAX_SEGMENTS:
        _lengths.popitem(last=False)
    return known


def with_planned_loops(nodes: Sequence[tuple]) -> Sequence[tuple]:
    """The nodes with those runs as one that gradients among them take for one."""
    loops = loops_of(nodes)
    if not loops or nodes[loops[0].start][0].__class__ is Rolled:
        return nodes
    trace = _Nodes(nodes, frozenset(), ())
    return _with_loops(trace, loops, range(trace.first[-1]))


def loops_of(nodes: Sequence[tuple]) -> tuple[Run, ...]:
    """The runs that gradients among the nodes take for one node."""
    return tuple(sorted({loop for signature, _ in nodes for loop in signature.loops}))


def values_of(nodes: Sequence[tuple], run: Run) -> range:
    """The numbers of the values that a run makes; `nodes` may be rolled up."""
    first = sum([len(signature.out_specs) for signature, _ in nodes[: run.start]])
    made = sum([len(signature.out_specs) for signature, _ in nodes[run.start : run.stop]])
    return range(first, first + made)


class _Nodes:
    """The nodes of a trace, and what is asked of them again and again."""

    def __init__(self, nodes: Sequence[tuple], weights: frozenset, assigned: Collection[int]):
        self.nodes = nodes
        self.weights = weights
        counts = [len(signature.out_specs) for signature, _ in nodes]
        self.first = [0, *np.cumsum(counts).tolist()]
        self.fixed = loops_of(nodes)
        swept = {p for signature, _ in nodes for p in signature.swept}
        numbers: dict[int, int] = {}
        self.kinds = np.array([
            -1 - position
            if position in swept or signature.swept_by_gradient or self._assigns(position, assigned)
            else numbers.setdefault(id(signature), len(numbers))
            for position, (signature, _) in enumerate(nodes)
        ])  # fmt: skip

    def _assigns(self, position: int, assigned: Collection[int]) -> bool:
        """Whether the node makes a variable's value through which a gradient would flow."""
        return any([
            self.first[position] + i in assigned
            for i in self.nodes[position][0].differentiable_outputs()
        ])  # fmt: skip

    def runs(self) -> tuple[Run, ...]:
        """Those that cover most, none overlapping another, in order."""
        found = list(self.fixed)
        for _, start, stop, period in sorted(self._stretches()):
            for run in self._within(start, stop, period):
                if all([run.stop <= other.start or other.stop <= run.start for other in found]):
                    found.append(run)
        return tuple(sorted(found))

    def held(self, run: Run, live: Collection[int]) -> int:
        """How many values of a run somebody holds."""
        first, stop = self.first[run.start], self.first[run.stop]
        return sum([first <= value < stop for value in live])

    def _stretches(self) -> Iterator[tuple[int, int, int, int]]:
        """Where signatures repeat: `(-nodes in whole turns, start, stop, period)`."""
        count = len(self.nodes)
        for period in range(1, count // _LEAST + 1):
            same = np.concatenate([[0], self.kinds[period:] == self.kinds[:-period], [0]])
            edges = np.flatnonzero(np.diff(same))
            for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                length = end - start + period
                if length >= _LEAST * period:
                    yield -(length // period * period), start, end + period, period

    def _within(self, start: int, stop: int, period: int) -> Iterator[Run]:
        """Runs in a stretch; where they begin is told by what the nodes refer to."""
        while (stop - start) // period >= _LEAST:
            run = self._longest(start, stop, period)
            if run.turns < _LEAST:
                start += 2 * period
                continue
            if self._pays(run):
                yield run
            start = run.stop

    def _pays(self, run: Run) -> bool:
        """Whether it is worth a loop."""
        segment = [signature for signature, _ in self.nodes[run.start : run.start + run.period]]
        # Different ones: a turn may itself be several times the same.
        operations = sum([signature.weight for signature in set(segment)])
        if operations < _LEAST_OPERATIONS and not any([s.op.costly for s in segment]):
            return False
        return run.turns * operations >= _HEAVY or run.turns * run.period >= _LONG

    def _longest(self, start: int, stop: int, period: int) -> Run:
        """The longest run that begins in the first two turns of a stretch."""
        longest = Run(start, period, 0)
        for begin in range(start, start + 2 * period):
            most = (stop - begin) // period
            if longest.turns >= most:
                break
            turns = self._turns(begin, period, most)
            if turns > longest.turns:
                longest = Run(begin, period, turns)
        return longest

    def _turns(self, start: int, period: int, most: int) -> int:
        """How many turns from `start` on refer to values in one way."""
        for position in range(start, start + period):
            for operand in range(len(self.nodes[position][1])):
                if most < _LEAST:
                    return 0
                most = min(most, self._alike(start, period, position, operand, most))
        return most

    def _alike(self, start: int, period: int, position: int, operand: int, most: int) -> int:
        """In how many turns an operand is had in one way."""
        first, made = self.first[start], self.first[start + period] - self.first[start]
        references = self._references(position, period, operand, most)
        initial, second = references[:2]
        for turn in range(1, most):
            reference = references[turn]
            if initial >= first:
                fits = reference == initial + turn * made
            elif second >= first:
                fits = second < first + made and reference == second + (turn - 1) * made
            else:
                no_weight = self.weights.isdisjoint((reference, initial))
                fits = reference == initial or (reference < first and no_weight)
            if not fits:
                return turn
        return most

    def _references(self, position: int, period: int, operand: int, turns: int) -> list[int]:
        return [self.nodes[position + turn * period][1][operand] for turn in range(turns)]

    def loop(self, run: Run, kept: tuple[int, ...]) -> tuple[Rolled, tuple[int, ...]]:
        """A run as one node."""
        start, period, turns = run
        first, made = self.first[start], self.first[start + period] - self.first[start]
        same: dict[int, int] = {}
        carried: dict[tuple[int, int], int] = {}
        each: dict[tuple[int, ...], int] = {}
        segment = []
        for position in range(start, start + period):
            sources = []
            for operand in range(len(self.nodes[position][1])):
                references = tuple(self._references(position, period, operand, turns))
                if references[0] >= first:
                    sources.append(("own", references[0] - first))
                elif references[1] >= first:
                    key = references[1] - first, references[0]
                    sources.append(("carried", carried.setdefault(key, len(carried))))
                elif len(set(references)) == 1:
                    sources.append(("same", same.setdefault(references[0], len(same))))
                else:
                    sources.append(("each", each.setdefault(references, len(each))))
            segment.append(Node(self.nodes[position][0], tuple(sources)))
        slots = tuple([output for output, _ in carried])
        loop = known_loop(tuple(segment), slots, len(same), len(each), turns, kept)
        operands = [*same, *[initial for _, initial in carried]]
        operands.extend([reference for group in each for reference in group])
        assert len(loop.out_specs) == made * turns
        return loop, tuple(operands)


def _with_loops(trace: _Nodes, runs: tuple[Run, ...], live: Collection[int]) -> tuple:
    inside = {p: i for i, run in enumerate(runs) for p in range(run.start, run.stop)}
    producers = np.repeat(np.arange(len(trace.nodes)), np.diff(trace.first)).tolist()
    read = set(live)
    for position, (_, references) in enumerate(trace.nodes):
        mine = inside.get(position, -1)
        read.update([
            r for r in references if r >= 0 and (mine < 0 or inside.get(producers[r], -1) != mine)
        ])  # fmt: skip
    nodes = list(trace.nodes)
    for run in runs:
        first, stop = trace.first[run.start], trace.first[run.stop]
        kept = tuple([value - first for value in range(first, stop) if value in read])
        nodes[run.start : run.stop] = [(NOTHING, ())] * (run.stop - run.start)
        nodes[run.start] = trace.loop(run, kept)
    return tuple(nodes)
