"""Data sets out of elements, read one after the other or in turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.data.plans.function import Function
from tapeflow.data.plans.parallel import processors
from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.data.plans.prefetch import ThreadReader
from tapeflow.engine import invalid


class Interleave(Plan):
    """Elements of the data sets that `function` makes, `cycle_length` of them open at a time.

    Args:
      source: its elements are what the function takes.
      function: the user's; it gives a data set.
      name: the public method.
      cycle_length: how many data sets are read in turns; -1 for one a processor.
      block_length: how many elements of one come in a row.
      parallel: whether each is read ahead in a thread.
    """

    cheap = False
    known = False

    def __init__(
        self,
        source: Plan,
        function: Callable,
        name: str,
        cycle_length: int = 1,
        block_length: int = 1,
        parallel: bool = False,
    ):
        super().__init__(source)
        self.function = Function(function, name, source)
        if cycle_length == 0 or cycle_length < -1:
            raise invalid("cycle_length must be greater than zero.", given=cycle_length)
        if block_length < 1:
            raise invalid("block_length must be greater than zero.", given=block_length)
        self.cycle_length = processors() if cycle_length == -1 else cycle_length
        self.block_length, self.parallel = block_length, parallel
        self.seen: Any = None

    @property
    def element_spec(self) -> Any:
        if self.seen is None:
            element = self.inputs[0].reader().element()
            if element is None:
                return self.inputs[0].element_spec
            self.open(element, (0, 0))
        return self.seen.element_spec

    def reader(self) -> Reader:
        return _Interleave(self, self.inputs[0].reader())

    def open(self, element: Element, turn: tuple[int, int]) -> Plan:
        """The plan of an element's data set."""
        plan = self.function.dataset(element, turn)._plan
        if self.seen is None:
            self.seen = plan
        return plan


class _Interleave(Reader):
    """TensorFlow's order: a slot whose data set ends gets its next one when its turn comes."""

    def __init__(self, plan: Interleave, inner: Reader):
        self._plan, self._inner = plan, inner
        self._slots: list[Reader | None] = [None] * plan.cycle_length
        self._slot = self._in_block = self._open = self._number = 0
        self._ended = False
        self._pass = plan.function.random.next_pass()

    def element(self) -> Element | None:
        while self._open or not self._ended:
            reader = self._slots[self._slot]
            if reader is None:
                if self._ended or not self._open_slot():
                    self._advance()
                continue
            found = reader.element()
            if found is None:
                reader.close()
                self._slots[self._slot] = None
                self._open -= 1
                self._advance()
                continue
            self._in_block += 1
            if self._in_block == self._plan.block_length:
                self._advance()
            return found
        return None

    def _open_slot(self) -> bool:
        element = self._inner.element()
        if element is None:
            self._ended = True
            return False
        reader = self._plan.open(element, (self._pass, self._number)).reader()
        self._number += 1
        if self._plan.parallel:
            reader = ThreadReader(reader, self._plan.block_length + 1)
            reader.start()
        self._slots[self._slot] = reader
        self._open += 1
        return True

    def _advance(self) -> None:
        self._slot = (self._slot + 1) % len(self._slots)
        self._in_block = 0

    def close(self) -> None:
        for reader in (*self._slots, self._inner):
            if reader is not None:
                reader.close()
