"""A function applied to every element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.data.plans.function import Function, components
from tapeflow.data.plans.parallel import ParallelReader
from tapeflow.data.plans.plan import Block, Element, Plan, Reader, RowReader, Rows
from tapeflow.data.plans.stack import join, stack
from tapeflow.data.structure import loosened, specs_of
from tapeflow.engine import Tensor


class Map(Plan):
    """`function` of every element.

    If it can be vectorized and draws no random numbers, the mapped rows are rows themselves: it
    does not matter whether they are picked before or after the function is applied.

    Args:
      source: what is mapped.
      function: the user's.
      parallel: how many calls of a function that cannot be recorded run at a time.
    """

    def __init__(self, source: Plan, function: Callable, parallel: int = 1):
        super().__init__(source)
        self.function = Function(function, "Dataset.map", source)
        self.function.check()
        self.parallel = parallel
        self.seen: Any = None  # the specs of the first element that was computed

    @property
    def element_spec(self) -> Any:
        found = self.function.element_spec
        if found is not None:
            return found
        if self.seen is None:
            reader = self.reader()
            if reader.element() is None:
                return self.inputs[0].element_spec
            reader.close()
        return self.seen

    @property
    def known(self) -> bool:
        return self.function.element_spec is not None

    @property
    def rows(self) -> Rows | None:
        rows = self.inputs[0].rows
        return _MappedRows(rows, self.function) if rows and self.function.same_everywhere else None

    @property
    def cheap(self) -> bool:
        # XLA computes it in threads of its own.
        return self.inputs[0].cheap and self.function.same_everywhere

    def cardinality(self) -> int:
        return self.inputs[0].cardinality()

    def reader(self) -> Reader:
        inner = self.inputs[0].reader()
        if isinstance(inner, RowReader) and self.function.same_everywhere:
            return _MapRows(_MappedRows(inner.rows, self.function), inner)
        if self.parallel > 1 and not self.known:
            call = _Calls(self)
            return ParallelReader(inner, call, self.parallel, call.wanted)
        return _Map(inner, self)

    def note(self, element: Element, found: Any) -> None:
        """Remembers what the first element became."""
        if self.seen is None:
            self.seen = loosened(specs_of(found), element, self.inputs[0].element_spec)


class _MappedRows(Rows):
    """The function of rows."""

    def __init__(self, rows: Rows, function: Function):
        self._rows, self._function = rows, function
        self.chunk = rows.chunk

    def take(self, indices: np.ndarray) -> Block:
        block = self._rows.take(indices)
        vectorized = self._function.vectorized
        assert vectorized is not None
        return self._function.block(vectorized, block, len(indices), (0, 0))


class _MapRows(RowReader):
    def __init__(self, rows: Rows, inner: RowReader):
        super().__init__(rows)
        self._inner = inner

    def indices(self, size: int) -> np.ndarray | None:
        return self._inner.indices(size)

    def close(self) -> None:
        self._inner.close()


class _Map(Reader):
    def __init__(self, inner: Reader, plan: Map):
        self._inner, self._plan, self._function = inner, plan, plan.function
        self._pass = plan.function.random.next_pass()
        self._number = 0

    def element(self) -> Element | None:
        element = self._inner.element()
        return None if element is None else self._call(element)

    def _call(self, element: Element) -> Element:
        found = self._function(element, (self._pass, self._number))
        self._number += 1
        self._plan.note(element, found)
        return components(found)

    def block(self, size: int) -> Block | None:
        function = self._function
        if function.eager:
            return super().block(size)
        vectorized = function.vectorized
        if vectorized is not None:
            block = self._inner.block(size)
            return None if block is None else self._vectorized(vectorized, block)
        if self._plan.seen is None:  # one element tells the structure
            first = self.element()
            if first is None:
                return None
            rest = self.block(size - 1) if size > 1 else None
            return stack([first]) if rest is None else _prepended(first, rest)
        return self._block_of_any(size)

    def _block_of_any(self, size: int) -> Block | None:
        """Elements whose shapes are not fixed beforehand, vectorized if they agree."""
        elements: list[Element] = []
        while len(elements) < size and (element := self._inner.element()) is not None:
            elements.append(element)
        if not elements:
            return None
        specs = _common_specs(elements)
        vectorized = None if specs is None else self._function.vectorized_for(specs)
        if vectorized is None:
            return stack([self._call(element) for element in elements])
        return self._vectorized(vectorized, stack(elements))

    def _vectorized(self, vectorized: Any, block: Block) -> Block:
        count = len(block[0])
        found = self._function.block(vectorized, block, count, (self._pass, self._number))
        self._number += count
        return found

    def close(self) -> None:
        self._inner.close()


def _common_specs(elements: Sequence[Element]) -> tuple | None:
    """The specs of the components, if they are tensors and the same in all elements."""
    if not all(component.__class__ is Tensor for component in elements[0]):
        return None
    specs = tuple([component._spec for component in elements[0]])
    for element in elements:
        for component, spec in zip(element, specs, strict=True):
            if component.__class__ is not Tensor or component._spec is not spec:
                return None
    return specs


def _prepended(first: Element, rest: Block) -> Block:
    """A block of one element more. The shapes must agree, as they must for `stack`."""
    return join([stack([first]), rest])


class _Calls:
    """The calls of a map's function in several threads."""

    def __init__(self, plan: Map):
        self._plan = plan
        self._pass = plan.function.random.next_pass()

    def __call__(self, element: Element, number: int) -> Element:
        found = self._plan.function(element, (self._pass, number))
        self._plan.note(element, found)
        return components(found)

    def wanted(self) -> bool:
        """Whether threads are of use: a recorded function is XLA's to run."""
        return self._plan.function.eager
