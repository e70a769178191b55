"""Elements grouped into data sets of their own: windows, and groups with a key."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import Any

from tapeflow.data.plans.function import Function, whole_number
from tapeflow.data.plans.plan import Block, Element, Plan, Reader
from tapeflow.data.plans.sources import Listed
from tapeflow.data.structure import flatten, pack_like
from tapeflow.engine import Tensor, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import int64
from tapeflow.engine.type_spec import type_spec_from_value


class Elements(Plan):
    """Elements that were read already."""

    title = "Variant"

    def __init__(self, elements: list[Element], element_spec: Any, known: bool = True):
        super().__init__()
        self.elements = elements
        self._spec, self._known = element_spec, known

    @property
    def element_spec(self) -> Any:
        return self._spec() if callable(self._spec) else self._spec

    @property
    def known(self) -> bool:
        return self._known

    def cardinality(self) -> int:
        return len(self.elements)

    def reader(self) -> Reader:
        return Listed(self.elements)


class Window(Plan):
    """Structures of data sets: `size` elements each, `stride` apart, `shift` after one another.

    Args:
      source: what is grouped.
      size: elements in a window.
      shift: how much later the next window begins.
      stride: the distance of its elements in the source.
      drop_remainder: whether the last windows, with fewer elements, are left out.
      dataset: makes a data set of a plan.
    """

    def __init__(
        self,
        source: Plan,
        size: int,
        shift: int,
        stride: int,
        drop_remainder: bool,
        dataset: Callable,
    ):
        super().__init__(source)
        for name, value in (("size", size), ("shift", shift), ("stride", stride)):
            if value < 1:
                raise invalid(f"Window {name} must be greater than zero.", given=f"{name}={value}")
        self.size, self.shift, self.stride = size, shift, stride
        self.drop_remainder, self.dataset = drop_remainder, dataset

    @cached_property
    def element_spec(self) -> Any:
        spec = self.inputs[0].element_spec
        leaves = [self.dataset(Elements([], leaf)) for leaf in flatten(spec)]
        return pack_like(spec, [type_spec_from_value(leaf) for leaf in leaves])

    @property
    def reach(self) -> int:
        """How many elements of the source a window spans."""
        return (self.size - 1) * self.stride + 1

    def cardinality(self) -> int:
        count = self.inputs[0].cardinality()
        if count < 0:
            return count
        if self.drop_remainder:
            return max(0, (count - self.reach) // self.shift + 1)
        return -(-count // self.shift)

    def reader(self) -> Reader:
        return _Window(self, self.inputs[0].reader())

    def window(self, elements: list[Element]) -> Element:
        """The data sets of a window's components."""
        specs = flatten(self.inputs[0].element_spec)
        known = self.inputs[0].known
        columns = zip(*elements, strict=True)
        return tuple(
            [
                self.dataset(Elements([(component,) for component in column], spec, known))
                for column, spec in zip(columns, specs, strict=True)
            ]
        )


class _Window(Reader):
    def __init__(self, plan: Window, inner: Reader):
        self._plan, self._inner = plan, inner
        self._buffer: deque[Element] = deque()
        self._ended = False

    def element(self) -> Element | None:
        plan, buffer = self._plan, self._buffer
        while len(buffer) < plan.reach and not self._ended:
            element = self._inner.element()
            if element is None:
                self._ended = True
            else:
                buffer.append(element)
        if not buffer or (plan.drop_remainder and len(buffer) < plan.reach):
            return None
        window = plan.window(list(buffer)[: plan.reach : plan.stride])
        for _ in range(plan.shift):
            if buffer:
                buffer.popleft()
            elif self._inner.element() is None:
                self._ended = True
                break
        return window

    def block(self, size: int) -> Block | None:
        raise NotImplementedError(
            problem(
                "Dataset.batch: windows cannot be batched",
                fix="batch what is in them: windows.flat_map(lambda window: window.batch(size))",
            )
        )

    def close(self) -> None:
        self._inner.close()


class GroupByWindow(Plan):
    """Elements with the same key, as many as a window holds, reduced by `reduce_func`.

    Args:
      source: what is grouped.
      key_func: an element's key.
      reduce_func: takes a key and a data set, and gives a data set.
      window_size: takes a key; how many elements make a window.
      dataset: makes a data set of a plan.
    """

    cheap = False

    def __init__(
        self,
        source: Plan,
        key_func: Callable,
        reduce_func: Callable,
        window_size: Callable[[Tensor], Any],
        dataset: Callable,
    ):
        super().__init__(source)
        self.key = Function(key_func, "Dataset.group_by_window: key_func", source)
        self.key.check()
        self.reduce, self.window_size, self.dataset = reduce_func, window_size, dataset

    @cached_property
    def element_spec(self) -> Any:
        return self.reduced(0, []).element_spec

    def reduced(self, key: int, elements: list[Element]) -> Plan:
        """The plan of what the function makes of a window."""
        source = self.inputs[0]
        window = self.dataset(Elements(elements, lambda: source.element_spec, source.known))
        found = self.reduce(convert_to_tensor(key, int64), window)
        if not hasattr(found, "_plan"):
            raise TypeError(
                problem(
                    "Dataset.group_by_window: reduce_func must return a tf.data.Dataset",
                    given=type(found).__name__,
                    fix="lambda key, window: window.batch(size)",
                )
            )
        return found._plan

    def size_for(self, key: int) -> int:
        """How many elements make a window for that key.

        Raises:
          InvalidArgumentError: below 1.
        """
        size = whole_number(self.window_size(convert_to_tensor(key, int64)), "window_size")
        if size < 1:
            raise invalid("Window size must be greater than zero", given=f"{size} for key {key}")
        return size

    def reader(self) -> Reader:
        return _GroupByWindow(self, self.inputs[0].reader())


class _GroupByWindow(Reader):
    def __init__(self, plan: GroupByWindow, inner: Reader):
        self._plan, self._inner = plan, inner
        self._groups: dict[int, list[Element]] = {}
        self._sizes: dict[int, int] = {}
        self._reading: Reader | None = None
        self._pass, self._number = plan.key.random.next_pass(), 0
        self._ended = False

    def element(self) -> Element | None:
        while True:
            if self._reading is not None:
                found = self._reading.element()
                if found is not None:
                    return found
                self._reading = None
            elif self._ended:
                if not self._groups:
                    return None
                self._reduce(min(self._groups))
            else:
                self._read()

    def _read(self) -> None:
        element = self._inner.element()
        if element is None:
            self._ended = True
            return
        key = whole_number(
            self._plan.key(element, (self._pass, self._number)), "Dataset.group_by_window: the key"
        )
        self._number += 1
        if key not in self._groups:
            self._groups[key] = []
            self._sizes[key] = self._plan.size_for(key)
        self._groups[key].append(element)
        if len(self._groups[key]) == self._sizes[key]:
            self._reduce(key)

    def _reduce(self, key: int) -> None:
        self._reading = self._plan.reduced(key, self._groups.pop(key)).reader()

    def close(self) -> None:
        self._inner.close()
