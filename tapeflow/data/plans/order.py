"""Which elements come, and how often: take, skip, shard, repeat, concatenate."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.cardinality import (
    INFINITE_CARDINALITY,
    at_most,
    plus,
    times,
)
from tapeflow.data.plans.plan import Block, Element, Plan, Reader, RowReader
from tapeflow.data.plans.shuffle import Shuffle
from tapeflow.data.plans.stack import join
from tapeflow.data.structure import common_spec
from tapeflow.engine import invalid


class Take(Plan):
    """The first `count` elements; all of them if it is -1."""

    def __init__(self, source: Plan, count: int):
        super().__init__(source)
        self.count = count

    @property
    def rows(self) -> Any:
        return self.inputs[0].rows

    def cardinality(self) -> int:
        found = self.inputs[0].cardinality()
        return found if self.count < 0 else at_most(found, self.count)

    def reader(self) -> Reader:
        inner = self.inputs[0].reader()
        if self.count < 0:
            return inner
        kind = _TakeRows if isinstance(inner, RowReader) else _Take
        return kind(inner, self.count)


class _TakeRows(RowReader):
    def __init__(self, inner: RowReader, count: int):
        super().__init__(inner.rows)
        self._inner, self._left = inner, count

    def indices(self, size: int) -> np.ndarray | None:
        size = min(size, self._left)
        found = self._inner.indices(size) if size else None
        if found is not None:
            self._left -= len(found)
        return found

    def close(self) -> None:
        self._inner.close()


class _Take(Reader):
    def __init__(self, inner: Reader, count: int):
        self._inner, self._left = inner, count

    def element(self) -> Element | None:
        if self._left <= 0:
            return None
        self._left -= 1
        return self._inner.element()

    def block(self, size: int) -> Block | None:
        size = min(size, self._left)
        self._left -= size
        return self._inner.block(size) if size else None

    def close(self) -> None:
        self._inner.close()


class Skip(Plan):
    """All but the first `count` elements; none if it is -1."""

    def __init__(self, source: Plan, count: int):
        super().__init__(source)
        self.count = count

    @property
    def rows(self) -> Any:
        return self.inputs[0].rows

    def cardinality(self) -> int:
        found = self.inputs[0].cardinality()
        if self.count < 0:
            return 0
        return found if found < 0 else max(found - self.count, 0)

    def reader(self) -> Reader:
        if self.count < 0:
            return Take(self.inputs[0], 0).reader()
        inner = self.inputs[0].reader()
        kind = _SkipRows if isinstance(inner, RowReader) else _Skip
        return kind(inner, self.count)


class _SkipRows(RowReader):
    def __init__(self, inner: RowReader, count: int):
        super().__init__(inner.rows)
        self._inner, self._left = inner, count

    def indices(self, size: int) -> np.ndarray | None:
        while self._left:
            found = self._inner.indices(min(self._left, 65536))
            if found is None:
                return None
            self._left -= len(found)
        return self._inner.indices(size)

    def close(self) -> None:
        self._inner.close()


class _Skip(Reader):
    def __init__(self, inner: Reader, count: int):
        self._inner, self._left = inner, count

    def _skip(self) -> bool:
        while self._left:
            if self._inner.element() is None:
                return False
            self._left -= 1
        return True

    def element(self) -> Element | None:
        return self._inner.element() if self._skip() else None

    def block(self, size: int) -> Block | None:
        return self._inner.block(size) if self._skip() else None

    def close(self) -> None:
        self._inner.close()


class Shard(Plan):
    """Every `num_shards`-th element, from number `index` on."""

    def __init__(self, source: Plan, num_shards: int, index: int):
        super().__init__(source)
        if num_shards < 1:
            raise invalid(f"Number of shards must be greater than zero (currently {num_shards})")
        if not 0 <= index < num_shards:
            raise invalid(
                "Index must be between 0 and the number of shards",
                given=f"index {index} of {num_shards} shards",
                expected=f"0 to {num_shards - 1}",
            )
        self.num_shards, self.index = num_shards, index

    @property
    def rows(self) -> Any:
        return self.inputs[0].rows

    def cardinality(self) -> int:
        found = self.inputs[0].cardinality()
        return found if found < 0 else len(range(self.index, found, self.num_shards))

    def reader(self) -> Reader:
        inner = self.inputs[0].reader()
        kind = _ShardRows if isinstance(inner, RowReader) else _Shard
        return kind(inner, self.num_shards, self.index)


class _ShardRows(RowReader):
    def __init__(self, inner: RowReader, num_shards: int, index: int):
        super().__init__(inner.rows)
        self._inner, self._every, self._index = inner, num_shards, index

    def indices(self, size: int) -> np.ndarray | None:
        found = self._inner.indices(size * self._every)
        mine = None if found is None else found[self._index :: self._every]
        return mine if mine is not None and len(mine) else None

    def close(self) -> None:
        self._inner.close()


class _Shard(Reader):
    def __init__(self, inner: Reader, num_shards: int, index: int):
        self._inner, self._every, self._before = inner, num_shards, index

    def element(self) -> Element | None:
        for _ in range(self._before):
            if self._inner.element() is None:
                return None
        self._before = self._every - 1
        return self._inner.element()

    def close(self) -> None:
        self._inner.close()


class Repeat(Plan):
    """All elements `count` times over; endlessly if it is -1."""

    def __init__(self, source: Plan, count: int):
        super().__init__(source)
        self.count = count

    @property
    def rows(self) -> Any:
        return self.inputs[0].rows

    def cardinality(self) -> int:
        rounds = INFINITE_CARDINALITY if self.count < 0 else self.count
        return times(self.inputs[0].cardinality(), rounds)

    def reader(self) -> Reader:
        if self.rows:
            return _RepeatRows(self.inputs[0], self.count)
        return _Repeat(self.inputs[0], self.count)


class _Rounds:
    """One reader after the other of the same plan; an endless repetition of nothing ends."""

    def __init__(self, source: Plan, count: int):
        self._source, self._left = source, count
        self._inner: Any = None
        self._found = True  # whether the round gave anything

    def next_reader(self) -> Reader | None:
        """The reader to go on with: the present one, or a new one after `ended`."""
        if self._inner is None:
            if self._left == 0 or not self._found:
                return None
            self._left -= 1
            self._inner = self._source.reader()
            self._found = self._left >= 0
        return self._inner

    def found(self) -> None:
        self._found = True

    def ended(self) -> None:
        self.close()
        self._inner = None
        # TensorFlow begins one round more before it stops, which costs a shuffle in it its seeds,
        # except where shuffle and repeat were fused.
        if self._left == 0 and not isinstance(self._source, Shuffle):
            self._source.reader().close()

    def close(self) -> None:
        if self._inner is not None:
            self._inner.close()


class _RepeatRows(RowReader):
    def __init__(self, source: Plan, count: int):
        super().__init__(source.rows)
        self._rounds = _Rounds(source, count)

    def indices(self, size: int) -> np.ndarray | None:
        parts: list[np.ndarray] = []
        while size and (inner := self._rounds.next_reader()) is not None:
            found = inner.indices(size)
            if found is None:
                self._rounds.ended()
                continue
            self._rounds.found()
            parts.append(found)
            size -= len(found)
        if len(parts) < 2:
            return parts[0] if parts else None
        return np.concatenate(parts)

    def close(self) -> None:
        self._rounds.close()


class _Repeat(Reader):
    def __init__(self, source: Plan, count: int):
        self._rounds = _Rounds(source, count)

    def element(self) -> Element | None:
        while (inner := self._rounds.next_reader()) is not None:
            found = inner.element()
            if found is not None:
                self._rounds.found()
                return found
            self._rounds.ended()
        return None

    def block(self, size: int) -> Block | None:
        parts: list[Block] = []
        while size and (inner := self._rounds.next_reader()) is not None:
            found = inner.block(size)
            if found is None:
                self._rounds.ended()
                continue
            self._rounds.found()
            parts.append(found)
            size -= len(found[0])
        return join(parts) if parts else None

    def close(self) -> None:
        self._rounds.close()


class Concatenate(Plan):
    """One data set after the other."""

    def __init__(self, *inputs: Plan):
        super().__init__(*inputs)
        if self.known:
            _ = self.element_spec

    @cached_property
    def element_spec(self) -> Any:
        return common_spec([plan.element_spec for plan in self.inputs])

    def cardinality(self) -> int:
        return plus(*[plan.cardinality() for plan in self.inputs])

    def reader(self) -> Reader:
        return _Chain(self.inputs)


class _Chain(Reader):
    def __init__(self, plans: tuple[Plan, ...]):
        self._plans = iter(plans)
        self._inner: Reader | None = None

    def element(self) -> Element | None:
        while self._inner is not None or self._open():
            found = self._inner.element()
            if found is not None:
                return found
            self._inner = None
        return None

    def _open(self) -> bool:
        plan = next(self._plans, None)
        self._inner = None if plan is None else plan.reader()
        return plan is not None

    def close(self) -> None:
        if self._inner is not None:
            self._inner.close()
