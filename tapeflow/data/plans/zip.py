"""Elements of several data sets side by side."""

from __future__ import annotations

from functools import cached_property, reduce
from typing import Any

from tapeflow.data.cardinality import at_most
from tapeflow.data.plans.plan import Block, Element, Plan, Reader
from tapeflow.data.structure import flatten, pack_like


class Zip(Plan):
    """The structure of plans that `structure` is, element by element."""

    def __init__(self, structure: Any):
        super().__init__(*flatten(structure))
        self.structure = structure

    @cached_property
    def element_spec(self) -> Any:
        return pack_like(self.structure, [plan.element_spec for plan in self.inputs])

    def cardinality(self) -> int:
        return reduce(at_most, [plan.cardinality() for plan in self.inputs])

    def reader(self) -> Reader:
        return _Zip([plan.reader() for plan in self.inputs])


class _Zip(Reader):
    def __init__(self, inner: list[Reader]):
        self._inner = inner

    def element(self) -> Element | None:
        found: list = []
        for reader in self._inner:
            element = reader.element()
            if element is None:
                return None
            found += element
        return tuple(found)

    def block(self, size: int) -> Block | None:
        found = []
        for reader in self._inner:
            block = reader.block(size)
            if block is None:
                return None
            found.append(block)
        count = min(len(block[0]) for block in found)
        return [array[:count] for block in found for array in block]

    def close(self) -> None:
        for reader in self._inner:
            reader.close()
