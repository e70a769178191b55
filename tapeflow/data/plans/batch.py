"""Batches of elements, and elements out of batches."""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.cardinality import UNKNOWN_CARDINALITY
from tapeflow.data.plans.plan import Block, Element, Plan, Reader, as_tensor
from tapeflow.data.plans.stack import array_of, join
from tapeflow.data.structure import flatten, is_dense, pack_like
from tapeflow.engine import invalid, problem
from tapeflow.engine.type_spec import TensorSpec

# Gathering so many bytes takes longer than handing them over from another thread.
_LARGE = 1 << 20


class Batch(Plan):
    """`batch_size` elements stacked along a new first axis."""

    def __init__(self, source: Plan, batch_size: int, drop_remainder: bool):
        super().__init__(source)
        if batch_size < 1:
            raise invalid("Batch size must be greater than zero.", given=f"batch_size={batch_size}")
        self.batch_size, self.drop_remainder = batch_size, drop_remainder

    @cached_property
    def element_spec(self) -> Any:
        size = self.batch_size if self.drop_remainder else None
        return batched(self.inputs[0].element_spec, size)

    @property
    def cheap(self) -> bool:
        return self.inputs[0].cheap and self._nbytes() < _LARGE

    def _nbytes(self) -> int:
        """Of one batch; a large number if that is not known."""
        specs = flatten(self.inputs[0].element_spec)
        sizes = [spec.shape.num_elements() for spec in specs]
        if None in sizes:
            return _LARGE
        rows = sum(n * spec.dtype.size for n, spec in zip(sizes, specs, strict=True))
        return rows * self.batch_size

    def cardinality(self) -> int:
        count = self.inputs[0].cardinality()
        if count < 0:
            return count
        return count // self.batch_size if self.drop_remainder else -(-count // self.batch_size)

    def reader(self) -> Reader:
        return _Batch(self.inputs[0].reader(), self.batch_size, self.drop_remainder)


def batched(element_spec: Any, size: int | None) -> Any:
    """The spec of a batch of such elements."""
    leaves = flatten(element_spec)
    if not is_dense(element_spec):
        from tapeflow.data.composites import batch_spec  # loads what few data sets need

        return pack_like(element_spec, [batch_spec(leaf, size) for leaf in leaves])
    if not all(isinstance(leaf, TensorSpec) for leaf in leaves):
        raise NotImplementedError(
            problem(
                "Dataset.batch: elements that are no tensors cannot be batched",
                given=element_spec,
                fix="of a data set of data sets, batch the inner ones: "
                "windows.flat_map(lambda window: window.batch(size))",
            )
        )
    specs = [TensorSpec([size, *leaf.shape], leaf.dtype) if leaf.shape.rank is not None else
             TensorSpec(None, leaf.dtype) for leaf in leaves]  # fmt: skip
    return pack_like(element_spec, specs)


class _Batch(Reader):
    def __init__(self, inner: Reader, size: int, drop_remainder: bool):
        self._inner, self._size, self._drop = inner, size, drop_remainder

    def element(self) -> Element | None:
        block = self._inner.block(self._size)
        if block is None or (self._drop and len(block[0]) < self._size):
            return None
        return tuple(map(as_tensor, block))

    def close(self) -> None:
        self._inner.close()


class Unbatch(Plan):
    """The rows of every element, one by one."""

    @cached_property
    def element_spec(self) -> Any:
        spec = self.inputs[0].element_spec
        for leaf in flatten(spec):
            if leaf.shape.rank == 0:
                raise ValueError(
                    problem(
                        "Cannot unbatch an input with scalar components.",
                        given=spec,
                        expected="tensors with at least one axis",
                    )
                )
        specs = [TensorSpec(leaf.shape[1:], leaf.dtype) for leaf in flatten(spec)]
        return pack_like(spec, specs)

    def cardinality(self) -> int:
        return rows_within(self.inputs[0])

    def reader(self) -> Reader:
        return _Unbatch(self.inputs[0].reader())


def rows_within(source: Plan) -> int:
    """The number of rows of all elements together, or a negative number."""
    count = source.cardinality()
    sizes = {leaf.shape[0] if leaf.shape else None for leaf in flatten(source.element_spec)}
    size = sizes.pop() if len(sizes) == 1 else None
    return UNKNOWN_CARDINALITY if size is None else count if count < 0 else count * size


class _Unbatch(Reader):
    def __init__(self, inner: Reader):
        self._inner = inner
        self._arrays: list[np.ndarray] = []
        self._position = self._count = 0

    def element(self) -> Element | None:
        if not self._fill():
            return None
        position = self._position
        self._position = position + 1
        return tuple([as_tensor(array[position, ...]) for array in self._arrays])

    def block(self, size: int) -> Block | None:
        parts: list[Block] = []
        while size and self._fill():
            stop = min(self._position + size, self._count)
            parts.append([array[self._position : stop] for array in self._arrays])
            size -= stop - self._position
            self._position = stop
        if len(parts) == 1:
            return [array.copy() for array in parts[0]]
        return join(parts) if parts else None

    def _fill(self) -> bool:
        while self._position >= self._count:
            element = self._inner.element()
            if element is None:
                return False
            self._arrays = [rows_of(component) for component in element]
            counts = {len(array) for array in self._arrays}
            if len(counts) > 1:
                raise invalid(
                    "Cannot unbatch: the components of an element have different sizes",
                    given=f"sizes {[len(array) for array in self._arrays]}",
                )
            self._position, self._count = 0, counts.pop() if counts else 0
        return True

    def close(self) -> None:
        self._inner.close()


def rows_of(component: Any) -> np.ndarray:
    """A component's array, which has rows."""
    array = array_of(component)
    if not array.ndim:
        raise invalid("Cannot unbatch a scalar component", given=f"{array.dtype} scalar")
    return array


class Rebatch(Plan):
    """Rows in batches of `sizes` in turns."""

    def __init__(self, rows: Unbatch, sizes: list[int], drop_remainder: bool):
        super().__init__(rows)
        if not sizes or min(sizes) < 1:
            raise invalid("Batch size must be greater than zero.", given=f"batch_size={sizes}")
        self.sizes, self.drop_remainder = sizes, drop_remainder

    @cached_property
    def element_spec(self) -> Any:
        fixed = self.drop_remainder and len(set(self.sizes)) == 1
        return batched(self.inputs[0].element_spec, self.sizes[0] if fixed else None)

    def reader(self) -> Reader:
        return _Rebatch(self.inputs[0].reader(), self.sizes, self.drop_remainder)


class _Rebatch(Reader):
    def __init__(self, inner: Reader, sizes: list[int], drop_remainder: bool):
        self._inner, self._drop = inner, drop_remainder
        self._sizes = itertools.cycle(sizes)

    def element(self) -> Element | None:
        size = next(self._sizes)
        block = self._inner.block(size)
        if block is None or (self._drop and len(block[0]) < size):
            return None
        return tuple(map(as_tensor, block))

    def close(self) -> None:
        self._inner.close()
