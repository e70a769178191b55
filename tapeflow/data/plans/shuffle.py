"""Shuffling through a buffer, in TensorFlow's order: the same seed gives the same elements.

The buffer is a ring. A draw swaps a random entry with the one at the ring's start and takes it out
there; the next element of the input goes in at its end. The numbers are words of one Philox
stream, whose seeds come from the data set's own generator: two words for every iteration.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from tapeflow.data.cardinality import INFINITE_CARDINALITY
from tapeflow.data.plans.plan import Element, Plan, Reader, RowReader
from tapeflow.engine import invalid
from tapeflow.ops.random import philox
from tapeflow.ops.random.seeds import seed_pair

_WORDS = 4096


class Words:
    """A Philox stream's 32-bit words, one after the other."""

    def __init__(self, seed: int, seed2: int):
        self._state = np.array([0, seed2, seed], np.int64)
        self._words: list[int] = []
        self._position = 0

    def next(self, count: int) -> list[int]:
        """The next `count` words."""
        found = self._words[self._position : self._position + count]
        self._position += len(found)
        while len(found) < count:
            self._refill(max(_WORDS, count - len(found)))
            more = self._words[: count - len(found)]
            found += more
            self._position = len(more)
        return found

    def _refill(self, count: int) -> None:
        count = -(-count // 4) * 4
        self._words = philox.host_words(self._state, count).tolist()
        self._state = philox.host_skip(self._state, count // 4)


class IterationSeeds:
    """Two seeds for each iteration: new ones, or the same ones every time."""

    def __init__(self, seed: int | None, fresh: bool):
        self._pair = seed_pair(None if seed is None else int(seed))
        self._words = Words(*self._pair) if fresh else None
        self._lock = threading.Lock()

    def next(self) -> tuple[int, int]:
        """The seeds of an iteration that begins now."""
        if self._words is None:
            return self._pair
        with self._lock:
            first, second = self._words.next(2)
        return first, second


class Shuffle(Plan):
    """The input's elements in random order, drawn from a buffer of `buffer_size`."""

    def __init__(self, source: Plan, buffer_size: int, seed: int | None, reshuffle: bool):
        super().__init__(source)
        if buffer_size < 1 and buffer_size != -2:
            raise invalid(
                "buffer_size must be greater than zero or UNKNOWN_CARDINALITY",
                given=f"buffer_size={buffer_size}",
            )
        if buffer_size == -2 and source.cardinality() == INFINITE_CARDINALITY:
            raise invalid("Dataset.shuffle: an endless data set needs a buffer_size")
        self.buffer_size = buffer_size
        self._seeds = IterationSeeds(seed, reshuffle)

    @property
    def rows(self) -> Any:
        return self.inputs[0].rows

    def cardinality(self) -> int:
        return self.inputs[0].cardinality()

    def reader(self) -> Reader:
        inner = self.inputs[0].reader()
        draws = Words(*self._seeds.next())
        if isinstance(inner, RowReader):
            return _ShuffleRows(inner, self.buffer_size, draws)
        return _Shuffle(inner, self.buffer_size, draws)

    def pass_over(self) -> None:
        super().pass_over()
        self._seeds.next()


class _Ring:
    """The buffer; `fetch(count)` gives up to `count` further items, fewer only at the end."""

    def __init__(self, fetch: Any, capacity: int, draws: Words):
        self._fetch, self._draws = fetch, draws
        self._capacity = capacity if capacity > 0 else None
        self._slots: list | None = None
        self._start = self._filled = 0

    def take(self, count: int) -> list:
        """The next items, at most `count`; none at the end."""
        slots = self._slots
        if slots is None:
            slots = self._slots = self._first_fill()
        steady = count if self._filled == len(slots) and self._capacity == len(slots) else 0
        fresh = self._fetch(steady) if steady else []
        taken = self._exchange(slots, fresh) if fresh else []
        if len(taken) < count:
            taken += self._drain(slots, count - len(taken))
        return taken

    def _first_fill(self) -> list:
        slots: list = []
        while self._capacity is None or len(slots) < self._capacity:
            wanted = 65536 if self._capacity is None else self._capacity - len(slots)
            found = self._fetch(wanted)
            if not found:
                break
            slots += found
        self._filled = len(slots)
        return slots

    def _exchange(self, slots: list, fresh: list) -> list:
        """As many draws as there are items to go in: the buffer is full before and after."""
        size, start = len(slots), self._start
        taken = []
        draws = self._draws.next(len(fresh))
        for word, item in zip(draws, fresh, strict=True):
            index = (start + word) % size
            taken.append(slots[index])
            slots[index] = slots[start]
            slots[start] = item
            start += 1
            if start == size:
                start = 0
        self._start = start
        return taken

    def _drain(self, slots: list, count: int) -> list:
        """Draws without anything left to go in."""
        count = min(count, self._filled)
        size, start, filled = len(slots), self._start, self._filled
        taken = []
        for word in self._draws.next(count):
            index = (start + word % filled) % size
            taken.append(slots[index])
            slots[index] = slots[start]
            slots[start] = None
            start = (start + 1) % size
            filled -= 1
        self._start, self._filled = start, filled
        return taken


class _ShuffleRows(RowReader):
    """Only the rows' numbers go through the buffer."""

    def __init__(self, inner: RowReader, capacity: int, draws: Words):
        super().__init__(inner.rows)
        self._inner = inner
        self._ring = _Ring(self._fetch, capacity, draws)

    def indices(self, size: int) -> np.ndarray | None:
        found = self._ring.take(size)
        return np.array(found, np.int64) if found else None

    def _fetch(self, count: int) -> list:
        found = self._inner.indices(count)
        return [] if found is None else found.tolist()

    def close(self) -> None:
        self._inner.close()


class _Shuffle(Reader):
    def __init__(self, inner: Reader, capacity: int, draws: Words):
        self._inner = inner
        self._ring = _Ring(self._fetch, capacity, draws)

    def element(self) -> Element | None:
        found = self._ring.take(1)
        return found[0] if found else None

    def _fetch(self, count: int) -> list:
        found = []
        while len(found) < count and (element := self._inner.element()) is not None:
            found.append(element)
        return found

    def close(self) -> None:
        self._inner.close()
