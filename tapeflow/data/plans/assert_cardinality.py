"""A cardinality that the user vouches for."""

from __future__ import annotations

from tapeflow.data.cardinality import INFINITE_CARDINALITY
from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.engine import problem
from tapeflow.engine.errors import FailedPreconditionError


class AssertCardinality(Plan):
    """The source's elements, `count` of them."""

    def __init__(self, source: Plan, count: int):
        super().__init__(source)
        self.count = count

    def cardinality(self) -> int:
        return self.count

    def reader(self) -> Reader:
        return _AssertCardinality(self.inputs[0].reader(), self.count)


class _AssertCardinality(Reader):
    def __init__(self, inner: Reader, count: int):
        self._inner, self._count, self._found = inner, count, 0

    def element(self) -> Element | None:
        element = self._inner.element()
        self._found += element is not None
        if self._count != INFINITE_CARDINALITY and self._found > self._count:
            raise _wrong(self._count, "at least", self._found)
        if element is None and self._found != self._count:
            raise _wrong(self._count, "only", self._found)
        return element

    def close(self) -> None:
        self._inner.close()


def _wrong(count: int, how: str, found: int) -> Exception:
    expected = "an infinite number of" if count == INFINITE_CARDINALITY else count
    return FailedPreconditionError(
        None,
        None,
        problem(
            f"Input dataset was expected to contain {expected} elements but contained {how} "
            f"{found} elements.",
            fix="assert_cardinality with the right number",
        ),
    )
