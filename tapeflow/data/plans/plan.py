"""`Plan`: a source or a transformation. `Reader`: a position in what it gives.

A data set is a plan; every iteration makes a reader of it. A reader gives elements one by one, or
blocks: the next `size` elements, stacked. A pipeline whose elements are rows of arrays never
handles single ones: it asks for the numbers of the rows that come next, and takes a whole batch
out of the arrays at once. The order is that of the element-by-element reading.

(Grain 0.2.18 was measured: it calls Python once per record and stacks them, 1.1 to 2.3 ms for a
batch of 50 MNIST pictures, where taking the rows costs 0.04 to 0.1 ms on the same busy machine;
nor has it TensorFlow's shuffle.)
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.cardinality import UNKNOWN_CARDINALITY
from tapeflow.data.plans.stack import join, stack
from tapeflow.engine import Tensor
from tapeflow.engine.spec import spec_of

Element = tuple  # the components of an element
Block = list  # arrays, one for each component, each with the block's elements along its first axis


class Plan:
    """The base of all.

    Attributes:
      inputs: the plans read from.
      element_spec: the structure of the elements.
      rows: where the elements are rows of arrays, these; else None. Readers are `RowReader`s then.
    """

    def __init__(self, *inputs: Plan):
        self.inputs = inputs

    @cached_property
    def element_spec(self) -> Any:
        return self.inputs[0].element_spec

    @property
    def title(self) -> str:
        """What TensorFlow calls such a data set."""
        return type(self).__name__

    @property
    def rows(self) -> Any:
        return None

    @property
    def known(self) -> bool:
        """Whether `element_spec` can be told without computing an element."""
        return all(plan.known for plan in self.inputs)

    @property
    def cheap(self) -> bool:
        """Whether reading costs so little that a thread of its own would be a loss."""
        return all(plan.cheap for plan in self.inputs)

    def cardinality(self) -> int:
        return UNKNOWN_CARDINALITY

    def reader(self) -> Reader:
        raise NotImplementedError(type(self).__name__)

    def pass_over(self) -> None:
        """Takes the seeds of one pass, as a reader would that nobody reads from."""
        for plan in self.inputs:
            plan.pass_over()


class Reader:
    """A position in a plan; the end is None, once and for all."""

    def element(self) -> Element | None:
        """The next element."""
        raise NotImplementedError(type(self).__name__)

    def block(self, size: int) -> Block | None:
        """The next `size` elements, stacked; fewer only at the end."""
        elements = []
        while len(elements) < size:
            element = self.element()
            if element is None:
                break
            elements.append(element)
        return stack(elements) if elements else None

    def close(self) -> None:
        """Lets go of threads and files; nothing is read afterwards."""


class Rows:
    """Arrays of equally many rows."""

    chunk = 1  # how many rows it pays to take at once when they are wanted one by one

    def take(self, indices: np.ndarray) -> Block:
        """The rows of those numbers."""
        raise NotImplementedError


class RowReader(Reader):
    """Reads rows; `indices` says which come next."""

    def __init__(self, rows: Rows):
        self.rows = rows
        self._ahead: list = []
        self._position = 0
        self._count = 0

    def indices(self, size: int) -> np.ndarray | None:
        """The numbers of the next `size` rows, int64; fewer only at the end."""
        raise NotImplementedError

    def block(self, size: int) -> Block | None:
        if self._position < self._count:  # elements were read before
            ahead = [array[self._position : self._position + size] for array in self._ahead]
            found = min(size, self._count - self._position)
            self._position += found
            rest = self.block(size - found) if found < size else None
            return [array.copy() for array in ahead] if rest is None else join([ahead, rest])
        indices = self.indices(size)
        return None if indices is None else self.rows.take(indices)

    def element(self) -> Element | None:
        if self._position >= self._count:
            indices = self.indices(self.rows.chunk)
            if indices is None:
                return None
            self._ahead = [np.asarray(array) for array in self.rows.take(indices)]
            self._position, self._count = 0, len(indices)
        position = self._position
        self._position = position + 1
        return tuple([as_tensor(array[position, ...]) for array in self._ahead])


def as_tensor(array: Any) -> Tensor:
    """A tensor that shares an array nobody will change; a ragged or sparse one as it is."""
    if hasattr(array, "_type_spec"):
        return array
    return Tensor(array, spec_of(array))
