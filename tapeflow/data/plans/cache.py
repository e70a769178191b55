"""Elements kept after the first pass, in memory or in a file."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from tapeflow.data.plans.plan import Block, Element, Plan, Reader, as_tensor
from tapeflow.data.plans.sources import ArrayRows, Counting, Listed
from tapeflow.data.plans.stack import join, stack
from tapeflow.data.plans.stored import Writer, is_complete, read_elements, stored_spec
from tapeflow.engine.errors import InvalidArgumentError


class Cache(Plan):
    """The source's elements; from the second pass on they come out of memory.

    A pass that does not reach the end is not kept. Elements of equal shapes are kept as rows of
    arrays, so that what follows is done a batch at a time.
    """

    def __init__(self, source: Plan):
        super().__init__(source)
        self.kept: ArrayRows | list[Element] | None = None
        self.count = 0

    @property
    def rows(self) -> Any:
        return self.kept if isinstance(self.kept, ArrayRows) else None

    @property
    def cheap(self) -> bool:
        return self.kept is not None

    def cardinality(self) -> int:
        return self.inputs[0].cardinality()

    def reader(self) -> Reader:
        if isinstance(self.kept, ArrayRows):
            return Counting(self.kept, self.count)
        return _Keeping(self) if self.kept is None else Listed(self.kept)

    def pass_over(self) -> None:
        if self.kept is None:
            super().pass_over()

    def keep(self, parts: list[tuple[str, Any]]) -> None:
        """Keeps what was read: elements and blocks, in order."""
        try:
            blocks = [stack([part]) if kind == "element" else part for kind, part in _merged(parts)]
            joined = join(blocks)
        except (InvalidArgumentError, NotImplementedError):
            self.kept = _elements(parts)
            self.count = len(self.kept)
        else:
            self.count = len(joined[0])
            self.kept = ArrayRows(joined)


def _merged(parts: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The parts with elements in a row as one block."""
    merged: list[tuple[str, Any]] = []
    run: list[Element] = []
    for kind, part in [*parts, ("end", None)]:
        if kind == "element":
            run.append(part)
            continue
        if run:
            merged.append(("block", stack(run)))
            run = []
        if kind == "block":
            merged.append((kind, part))
    return merged


def _elements(parts: list[tuple[str, Any]]) -> list[Element]:
    elements: list[Element] = []
    for kind, part in parts:
        if kind == "element":
            elements.append(part)
        else:
            for i in range(len(part[0])):
                elements.append(tuple([as_tensor(array[i, ...]) for array in part]))
    return elements


class _Keeping(Reader):
    """Reads the source and notes everything."""

    def __init__(self, plan: Cache):
        self._plan, self._inner = plan, plan.inputs[0].reader()
        self._parts: list[tuple[str, Any]] | None = []

    def element(self) -> Element | None:
        found = self._inner.element()
        self._note("element", found)
        return found

    def block(self, size: int) -> Block | None:
        found = self._inner.block(size)
        self._note("block", found)
        return found

    def _note(self, kind: str, found: Any) -> None:
        if self._parts is None:
            return
        if found is not None:
            self._parts.append((kind, found))
            return
        if self._parts and self._plan.kept is None:
            self._plan.keep(self._parts)
        self._parts = None

    def close(self) -> None:
        self._inner.close()


class FileCache(Plan):
    """The source's elements; once a pass has come to its end they are read from files.

    Args:
      source: what is kept.
      path: where: `path` is the beginning of the files' names.
    """

    cheap = False

    def __init__(self, source: Plan, path: str):
        super().__init__(source)
        self.path = Path(path)

    @property
    def element_spec(self) -> Any:
        if is_complete(self.path):
            return stored_spec(self.path)[0]
        return self.inputs[0].element_spec

    @property
    def known(self) -> bool:
        return self.inputs[0].known

    def cardinality(self) -> int:
        return self.inputs[0].cardinality()

    def reader(self) -> Reader:
        if is_complete(self.path):
            return Listed(read_elements(self.path))
        return _Writing(self.inputs[0].reader(), Writer(self.path), self.inputs[0])


class _Writing(Reader):
    def __init__(self, inner: Reader, writer: Writer, source: Plan):
        self._inner, self._writer, self._source = inner, writer, source

    def element(self) -> Element | None:
        found = self._inner.element()
        if found is not None:
            self._writer.add(found)
        else:
            self._writer.finish(self._source.element_spec)
        return found

    def close(self) -> None:
        self._writer.abandon()
        self._inner.close()


class Stored(Plan):
    """Elements that `save` wrote.

    Args:
      path: the beginning of the files' names.
      element_spec: their spec; by default the one that was saved.
    """

    cheap = False

    def __init__(self, path: Path, element_spec: Any):
        super().__init__()
        self.path, self._spec = path, element_spec

    @cached_property
    def element_spec(self) -> Any:
        return stored_spec(self.path)[0] if self._spec is None else self._spec

    def cardinality(self) -> int:
        return stored_spec(self.path)[1]

    def reader(self) -> Reader:
        return Listed(read_elements(self.path))
