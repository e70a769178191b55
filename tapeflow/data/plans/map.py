"""A function applied to every element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.data.plans.function import Function, components
from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.data.structure import specs_of


class Map(Plan):
    """`function` of every element."""

    cheap = False

    def __init__(self, source: Plan, function: Callable, parallel: int | None):
        super().__init__(source)
        self.function = Function(function, "Dataset.map", source)
        self.parallel = parallel
        self.seen: Any = None  # the specs of the first element that was computed

    @property
    def element_spec(self) -> Any:
        if self.seen is None:
            reader = self.reader()
            if reader.element() is None:
                return self.inputs[0].element_spec
            reader.close()
        return self.seen

    def cardinality(self) -> int:
        return self.inputs[0].cardinality()

    def reader(self) -> Reader:
        return _Map(self.inputs[0].reader(), self)


class _Map(Reader):
    def __init__(self, inner: Reader, plan: Map):
        self._inner, self._plan = inner, plan

    def element(self) -> Element | None:
        element = self._inner.element()
        if element is None:
            return None
        found = self._plan.function(element)
        if self._plan.seen is None:
            self._plan.seen = specs_of(found)
        return components(found)

    def close(self) -> None:
        self._inner.close()


class Filter(Plan):
    """The elements of which `predicate` is true."""

    cheap = False

    def __init__(self, source: Plan, predicate: Callable):
        super().__init__(source)
        self.predicate = Function(predicate, "Dataset.filter", source)

    def reader(self) -> Reader:
        return _Filter(self.inputs[0].reader(), self.predicate)


class _Filter(Reader):
    def __init__(self, inner: Reader, predicate: Function):
        self._inner, self._predicate = inner, predicate

    def element(self) -> Element | None:
        while (element := self._inner.element()) is not None:
            if self._predicate.truth(element):
                return element
        return None

    def close(self) -> None:
        self._inner.close()
