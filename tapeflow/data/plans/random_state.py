"""Seeds for the random ops in a user's function: a stream for every call of every element.

They depend on the global seed, on which pass over the data set it is and on the element's number
in it, not on which thread computes the element, nor on what the rest of the program draws.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.dtypes import int64
from tapeflow.engine.spec import spec
from tapeflow.engine.trace import local
from tapeflow.ops.random.seeds import global_seed, seed_pair, seeds_from

PAIR = spec((2,), int64)
_SCALAR = spec((), int64)
# Odd multipliers that spread the three counts over 64 bits.
_CALL, _PASS, _ELEMENT = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0x2545F4914F6CDD1D


class Feed:
    """One random op of a recorded function: the pair that its next call takes."""

    def __init__(self, state: RandomState, op_seed: int | None, call: int):
        self._state, self._op_seed, self._call = state, op_seed, call

    def pair(self, turn: tuple[int, int]) -> tuple[int, int]:
        """Two int64 for the element `turn`: the pass, and the element's number in it."""
        return self._state.pair(self._op_seed, self._call, turn)

    def __call__(self) -> np.ndarray:
        return np.array(self.pair((0, 0)), np.int64)


class RandomState:
    """The streams of one user's function."""

    def __init__(self):
        self._own: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self._passes = itertools.count(1)

    def next_pass(self) -> int:
        """The number of a pass over the data that begins now."""
        return next(self._passes)

    def recorded(self, function: Callable, *arguments: Any) -> Any:
        """Calls `function` while it is recorded: its random ops' seeds become operands."""
        calls = itertools.count(1)

        def source(draw: Callable) -> tuple[Any, Any]:
            both = local.trace.graph.feed(Feed(self, _op_seed(draw), next(calls)), PAIR)
            return both[0], both[1]

        with seeds_from(source):
            return function(*arguments)

    def eager(self, turn: tuple[int, int], function: Callable, *arguments: Any) -> Any:
        """Calls `function` for the element `turn`."""
        calls = itertools.count(1)

        def source(draw: Callable) -> tuple[Any, Any]:
            key, high = self.pair(_op_seed(draw), next(calls), turn)
            return Tensor(key, _SCALAR), Tensor(high, _SCALAR)

        with seeds_from(source):
            return function(*arguments)

    def pair(self, op_seed: int | None, call: int, turn: tuple[int, int]) -> tuple[int, int]:
        """The seeds of the call number `call` for an element."""
        key, high = self._base() if op_seed is None else seed_pair_of(op_seed)
        high += call * _CALL + turn[0] * _PASS + turn[1] * _ELEMENT
        return key, (high + (1 << 63)) % (1 << 64) - (1 << 63)

    def _base(self) -> tuple[int, int]:
        """What ops without a seed start from: the global seed, or the system's numbers."""
        with self._lock:
            if self._own is None:
                seed = global_seed()
                if seed is None:
                    raw = os.urandom(16)
                    self._own = (
                        int.from_bytes(raw[:8], "little", signed=True),
                        int.from_bytes(raw[8:], "little", signed=True),
                    )
                else:
                    self._own = (seed, 0)
        return self._own


def seed_pair_of(op_seed: int) -> tuple[int, int]:
    """`seed_pair` of an op's seed, outside of any function."""
    with seeds_from(None):
        return seed_pair(op_seed)


def _op_seed(draw: Any) -> int | None:
    """The seed that an op was given; `draw` is a `functools.partial` of it, if there is one."""
    arguments = getattr(draw, "args", ())
    return arguments[0] if arguments else None
