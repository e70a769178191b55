"""Rows and batches of elements that hold ragged or sparse tensors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from tapeflow.data.composites import batch_spec, joined, row_spec, rows_of
from tapeflow.data.plans.batch import rows_within
from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.data.structure import flatten, pack_like, specs_of
from tapeflow.engine import TensorShape, invalid, problem
from tapeflow.engine.type_spec import TensorSpec
from tapeflow.ops.ragged import RaggedTensorSpec
from tapeflow.ops.sparse import SparseTensorSpec


class CompositeSlices(Plan):
    """Elements along the first axis of a structure, some of whose tensors are ragged or sparse."""

    title = "TensorSlice"

    def __init__(self, structure: Any):
        super().__init__()
        self.structure = specs_of(structure)
        self._columns = [rows_of(leaf) for leaf in flatten(structure)]
        counts = [len(column) for column in self._columns]
        if len(set(counts)) > 1:
            raise ValueError(
                problem(
                    "Dataset.from_tensor_slices: dimensions are not compatible",
                    given=f"tensors of lengths {counts}",
                    expected="the same number of rows in each",
                )
            )

    @cached_property
    def element_spec(self) -> Any:
        return pack_like(self.structure, [row_spec(spec) for spec in flatten(self.structure)])

    def cardinality(self) -> int:
        return len(self._columns[0])

    def reader(self) -> Reader:
        return _Rows(self._columns)


class _Rows(Reader):
    def __init__(self, columns: Sequence[list]):
        self._elements = zip(*columns, strict=True)

    def element(self) -> Element | None:
        return next(self._elements, None)


class CompositeBatch(Plan):
    """`batch_size` elements joined along a new first axis.

    Args:
      source: gives the elements.
      batch_size: how many in a batch.
      drop_remainder: whether a last batch with fewer is left out.
      specs: of the components as they are to be joined, where that is not how they come.
    """

    title = "Batch"

    def __init__(
        self, source: Plan, batch_size: int, drop_remainder: bool, specs: Sequence | None = None
    ):
        super().__init__(source)
        if batch_size < 1:
            raise invalid("Batch size must be greater than zero.", given=f"batch_size={batch_size}")
        self.batch_size, self.drop_remainder = batch_size, drop_remainder
        self._specs = flatten(source.element_spec) if specs is None else list(specs)

    @cached_property
    def element_spec(self) -> Any:
        size = self.batch_size if self.drop_remainder else None
        specs = [batch_spec(spec, size) for spec in self._specs]
        return pack_like(self.inputs[0].element_spec, specs)

    def cardinality(self) -> int:
        count = self.inputs[0].cardinality()
        if count < 0:
            return count
        return count // self.batch_size if self.drop_remainder else -(-count // self.batch_size)

    def reader(self) -> Reader:
        least = self.batch_size if self.drop_remainder else 1
        return _Joined(self.inputs[0].reader(), self.batch_size, least, self._specs)


class _Joined(Reader):
    def __init__(self, inner: Reader, size: int, least: int, specs: Sequence):
        self._inner, self._size, self._least, self._specs = inner, size, least, specs

    def element(self) -> Element | None:
        elements: list[Element] = []
        while len(elements) < self._size and (element := self._inner.element()) is not None:
            elements.append(element)
        if len(elements) < self._least:
            return None
        columns = zip(self._specs, zip(*elements, strict=True), strict=True)
        return tuple([joined(spec, column) for spec, column in columns])

    def close(self) -> None:
        self._inner.close()


class CompositeUnbatch(Plan):
    """The rows of every element, one by one."""

    title = "Unbatch"

    @cached_property
    def element_spec(self) -> Any:
        spec = self.inputs[0].element_spec
        return pack_like(spec, [row_spec(leaf) for leaf in flatten(spec)])

    def cardinality(self) -> int:
        return rows_within(self.inputs[0])

    def reader(self) -> Reader:
        return _Unbatched(self.inputs[0].reader())


class _Unbatched(Reader):
    def __init__(self, inner: Reader):
        self._inner, self._rows = inner, iter(())

    def element(self) -> Element | None:
        while (row := next(self._rows, None)) is None:
            element = self._inner.element()
            if element is None:
                return None
            self._rows = zip(*map(rows_of, element), strict=True)
        return row

    def close(self) -> None:
        self._inner.close()


def ragged_specs(source: Plan, row_splits_dtype: Any) -> list:
    """Specs that make a batch ragged where sizes of an element are not known.

    Where a function of Python gives the elements, the first element's sizes say nothing of others.
    """
    specs = []
    for spec in flatten(source.element_spec):
        if isinstance(spec, TensorSpec) and spec.shape.rank:
            open_sizes = [axis for axis, size in enumerate(spec.shape) if size is None]
            if open_sizes or not source.known:
                shape = spec.shape if open_sizes else TensorShape([None, *spec.shape[1:]])
                rank = open_sizes[-1] if open_sizes else 0
                spec = RaggedTensorSpec(shape, spec.dtype, rank, row_splits_dtype)
        specs.append(spec)
    return specs


def sparse_specs(element_spec: Any, row_shape: Any) -> list:
    """Specs that make a batch of vectors and the like sparse.

    Raises:
      TypeError: the elements are no single tensors.
    """
    if not isinstance(element_spec, TensorSpec):
        raise TypeError(f"sparse_batch takes elements of one tensor each, not {element_spec}")
    return [SparseTensorSpec(TensorShape(row_shape), element_spec.dtype)]
