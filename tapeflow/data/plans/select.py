"""The elements of which something is true: filter, take_while, unique, ignore_errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.data.cardinality import UNKNOWN_CARDINALITY
from tapeflow.data.plans.function import Function
from tapeflow.data.plans.plan import Element, Plan, Reader, RowReader, Rows
from tapeflow.data.plans.stack import array_of
from tapeflow.data.structure import flatten
from tapeflow.engine import invalid, problem
from tapeflow.engine.type_spec import TensorSpec

_TRUTH = TensorSpec([], bool)


class Filter(Plan):
    """The elements of which `predicate` is true."""

    def __init__(self, source: Plan, predicate: Callable):
        super().__init__(source)
        self.predicate = truth(predicate, "Dataset.filter", source)

    @property
    def rows(self) -> Rows | None:
        return self.inputs[0].rows if self.predicate.same_everywhere else None

    @property
    def cheap(self) -> bool:
        return False

    def reader(self) -> Reader:
        inner = self.inputs[0].reader()
        if isinstance(inner, RowReader) and self.predicate.same_everywhere:
            return _FilterRows(inner, self.predicate)
        return _Filter(inner, self.predicate)


def truth(predicate: Callable, name: str, source: Plan) -> Function:
    """The function of a predicate.

    Raises:
      ValueError: it gives something else than one bool.
    """
    function = Function(predicate, name, source)
    function.check()
    if function.element_spec not in (None, _TRUTH):
        raise ValueError(
            problem(
                "Invalid `predicate`. `predicate` must return a `tf.bool` scalar tensor",
                given=f"{name}: a function that returns {function.element_spec}",
            )
        )
    return function


class _FilterRows(RowReader):
    """Asks the predicate about many rows at once."""

    def __init__(self, inner: RowReader, predicate: Function):
        super().__init__(inner.rows)
        self._inner, self._predicate = inner, predicate
        self._left = np.zeros(0, np.int64)

    def indices(self, size: int) -> np.ndarray | None:
        parts, found = [self._left], len(self._left)
        while found < size and (more := self._inner.indices(self._inner.rows.chunk)) is not None:
            kept = more[self._true(more)]
            parts.append(kept)
            found += len(kept)
        together = np.concatenate(parts)
        self._left = together[size:]
        return together[:size] if found else None

    def _true(self, indices: np.ndarray) -> np.ndarray:
        vectorized = self._predicate.vectorized
        assert vectorized is not None
        block = self._inner.rows.take(indices)
        return np.asarray(self._predicate.block(vectorized, block, len(indices), (0, 0))[0])

    def close(self) -> None:
        self._inner.close()


class _Filter(Reader):
    def __init__(self, inner: Reader, predicate: Function):
        self._inner, self._predicate = inner, predicate
        self._pass = predicate.random.next_pass()
        self._number = 0

    def element(self) -> Element | None:
        while (element := self._inner.element()) is not None:
            number = self._number
            self._number += 1
            if self._predicate.truth(element, (self._pass, number)):
                return element
        return None

    def close(self) -> None:
        self._inner.close()


class TakeWhile(Plan):
    """The elements before the first of which `predicate` is false."""

    def __init__(self, source: Plan, predicate: Callable):
        super().__init__(source)
        self.predicate = truth(predicate, "Dataset.take_while", source)

    def reader(self) -> Reader:
        return _TakeWhile(self.inputs[0].reader(), self.predicate)


class _TakeWhile(Reader):
    def __init__(self, inner: Reader, predicate: Function):
        self._inner, self._predicate = inner, predicate
        self._pass = predicate.random.next_pass()
        self._number = 0
        self._ended = False

    def element(self) -> Element | None:
        element = None if self._ended else self._inner.element()
        if element is None:
            return None
        self._ended = not self._predicate.truth(element, (self._pass, self._number))
        self._number += 1
        return None if self._ended else element

    def close(self) -> None:
        self._inner.close()


class Unique(Plan):
    """The elements that are not equal to an earlier one."""

    def __init__(self, source: Plan):
        super().__init__(source)
        if source.known and len(flatten(source.element_spec)) != 1:
            raise invalid(
                "Dataset.unique: only supports inputs with a single component",
                given=source.element_spec,
            )

    def reader(self) -> Reader:
        return _Unique(self.inputs[0].reader())


class _Unique(Reader):
    def __init__(self, inner: Reader):
        self._inner = inner
        self._seen: set[tuple] = set()

    def element(self) -> Element | None:
        while (element := self._inner.element()) is not None:
            array = array_of(element[0])
            key = (array.shape, tuple(array.ravel().tolist()))
            if key not in self._seen:
                self._seen.add(key)
                return element
        return None

    def close(self) -> None:
        self._inner.close()


class IgnoreErrors(Plan):
    """The elements that can be computed."""

    def __init__(self, source: Plan, report: Callable[[Exception], None] | None):
        super().__init__(source)
        self.report = report

    def cardinality(self) -> int:
        count = self.inputs[0].cardinality()
        return count if count == 0 else UNKNOWN_CARDINALITY

    def reader(self) -> Reader:
        return _IgnoreErrors(self.inputs[0].reader(), self.report)


class _IgnoreErrors(Reader):
    def __init__(self, inner: Reader, report: Any):
        self._inner, self._report = inner, report

    def element(self) -> Element | None:
        while True:
            try:
                return self._inner.element()
            except Exception as error:
                if self._report is not None:
                    self._report(error)

    def close(self) -> None:
        self._inner.close()
