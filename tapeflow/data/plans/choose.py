"""Elements of several data sets, each from the one that a number names."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.cardinality import INFINITE_CARDINALITY, UNKNOWN_CARDINALITY
from tapeflow.data.plans.plan import Element, Plan, Reader, RowReader, Rows
from tapeflow.data.plans.shuffle import IterationSeeds, Words
from tapeflow.data.structure import common_spec
from tapeflow.engine import invalid
from tapeflow.engine.dtypes import int64
from tapeflow.engine.type_spec import TensorSpec

_AHEAD = 64


class Choose(Plan):
    """Of `sources`, the next element of the one that the next element of `choices` names.

    Args:
      choices: int64 scalars from 0 to the number of sources.
      sources: the data sets.
      stop_on_empty: whether all ends with the first source that ends; else it is passed over.
      ahead: how many choices are read at once, where nobody can notice.
    """

    def __init__(self, choices: Plan, sources: list[Plan], stop_on_empty: bool, ahead: int = 1):
        super().__init__(choices, *sources)
        self.choices, self.sources = choices, sources
        self.stop_on_empty, self.ahead = stop_on_empty, ahead
        if all(source.known for source in sources):
            _ = self.element_spec

    @cached_property
    def element_spec(self) -> Any:
        return common_spec([source.element_spec for source in self.sources])

    def cardinality(self) -> int:
        if any(source.cardinality() == INFINITE_CARDINALITY for source in self.sources):
            return INFINITE_CARDINALITY
        return UNKNOWN_CARDINALITY

    def reader(self) -> Reader:
        return _Choose(self)


class _Choose(Reader):
    def __init__(self, plan: Choose):
        self._plan = plan
        self._choices = plan.choices.reader()
        self._sources: list[Reader | None] = [source.reader() for source in plan.sources]
        self._chosen: list[int] = []

    def element(self) -> Element | None:
        while any(self._sources) and (choice := self._next_choice()) is not None:
            if not 0 <= choice < len(self._sources):
                raise invalid(f"Selector index out of range: {choice} >= {len(self._sources)}")
            source = self._sources[choice]
            if source is None:
                continue
            found = source.element()
            if found is not None:
                return found
            source.close()
            self._sources[choice] = None
            if self._plan.stop_on_empty:
                self.close()
        return None

    def _next_choice(self) -> int | None:
        if not self._chosen:
            block = self._choices.block(self._plan.ahead)
            if block is None:
                return None
            self._chosen = np.asarray(block[0]).ravel().tolist()[::-1]
        return self._chosen.pop()

    def close(self) -> None:
        for source in self._sources:
            if source is not None:
                source.close()
        self._sources = [None] * len(self._sources)
        self._choices.close()


class RandomNumbers(Plan):
    """Random int64 numbers below 2**32, without an end: a Philox stream's words.

    Args:
      seed: an op seed, or None.
      rerandomize: whether every iteration has numbers of its own.
    """

    def __init__(self, seed: int | None, rerandomize: bool):
        super().__init__()
        self._seeds = IterationSeeds(seed, rerandomize)

    @property
    def element_spec(self) -> Any:
        return TensorSpec([], int64)

    def cardinality(self) -> int:
        return INFINITE_CARDINALITY

    def reader(self) -> Reader:
        return _RandomNumbers(Words(*self._seeds.next()))

    def pass_over(self) -> None:
        self._seeds.next()


class _RandomNumbers(RowReader):
    """A word is its own row number."""

    def __init__(self, words: Words):
        super().__init__(_Same())
        self._words = words

    def indices(self, size: int) -> np.ndarray | None:
        return np.array(self._words.next(size), np.int64)


class _Same(Rows):
    chunk = 256

    def take(self, indices: np.ndarray) -> list:
        return [indices]
