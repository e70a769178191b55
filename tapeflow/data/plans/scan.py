"""A state carried from element to element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.data.plans.function import Function, components
from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.data.structure import normalize, packer, specs_of
from tapeflow.engine import problem


class _Joined:
    """The arguments of a function of a state and an element, as if they were one element."""

    def __init__(self, state: Any, source: Plan):
        self._state, self._source = specs_of(state), source

    @property
    def known(self) -> bool:
        return self._source.known

    @property
    def element_spec(self) -> Any:
        return self._state, self._source.element_spec


class Scan(Plan):
    """What `function(state, element)` gives beside the next state."""

    cheap = False

    def __init__(self, source: Plan, initial_state: Any, function: Callable):
        super().__init__(source)
        self.state = normalize(initial_state)
        self.function = Function(function, "Dataset.scan", _Joined(self.state, source))
        self.function.check()
        self.seen: Any = None

    @property
    def element_spec(self) -> Any:
        pair = self.function.element_spec
        if pair is not None:
            return pair[1]
        if self.seen is None:
            self.reader().element()
        return self.seen

    @property
    def known(self) -> bool:
        return self.function.element_spec is not None

    def cardinality(self) -> int:
        return self.inputs[0].cardinality()

    def reader(self) -> Reader:
        return _Scan(self, self.inputs[0].reader())


class _Scan(Reader):
    def __init__(self, plan: Scan, inner: Reader):
        self._plan, self._inner = plan, inner
        self._state = components(plan.state)
        self._pass, self._number = plan.function.random.next_pass(), 0

    def element(self) -> Element | None:
        element = self._inner.element()
        if element is None:
            return None
        pair = self._plan.function((*self._state, *element), (self._pass, self._number))
        self._number += 1
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError(
                problem(
                    "Dataset.scan: the function must return a pair: the next state and the output",
                    given=specs_of(pair),
                )
            )
        state, output = pair
        self._state = same_state(self._state, state, "Dataset.scan")
        if self._plan.seen is None:
            self._plan.seen = specs_of(output)
        return components(output)

    def close(self) -> None:
        self._inner.close()


def reduced(source: Plan, initial_state: Any, function: Callable) -> Any:
    """The last state when `function(state, element)` gives the next."""
    state = normalize(initial_state)
    called = Function(function, "Dataset.reduce", _Joined(state, source))
    pack = packer(state)
    leaves = components(state)
    reader, number = source.reader(), 0
    try:
        while (element := reader.element()) is not None:
            new = called((*leaves, *element), (1, number))
            leaves = same_state(leaves, new, "Dataset.reduce")
            number += 1
    finally:
        reader.close()
    return pack(leaves)


def same_state(before: Element, state: Any, name: str) -> Element:
    """The state's components, which must have the dtypes of those before.

    Raises:
      TypeError: they have not.
    """
    after = components(state)
    old = [getattr(leaf, "dtype", None) for leaf in before]
    new = [getattr(leaf, "dtype", None) for leaf in after]
    if old != new:
        raise TypeError(
            problem(
                f"{name}: the element types for the new state must match the initial state.",
                given=[dtype and dtype.name for dtype in new],
                expected=[dtype and dtype.name for dtype in old],
                fix="give the initial state in that dtype (np.int64(0)), or tf.cast the new one",
            )
        )
    return after
