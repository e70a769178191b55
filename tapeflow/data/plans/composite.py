"""Rows and batches of elements that hold ragged or sparse tensors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from tapeflow.data.plans.batch import rows_within
from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.data.structure import flatten, pack_like, specs_of
from tapeflow.engine import TensorShape, convert_to_tensor, invalid, problem
from tapeflow.engine.type_spec import TensorSpec
from tapeflow.ops.array import concat, stack, unstack
from tapeflow.ops.ragged import RaggedTensor, RaggedTensorSpec
from tapeflow.ops.ragged.map_rows import joined_rows
from tapeflow.ops.sparse import SparseTensor, SparseTensorSpec
from tapeflow.ops.sparse import concat as sparse_concat


class CompositeSlices(Plan):
    """Elements along the first axis of a structure, some of whose tensors are ragged or sparse."""

    title = "TensorSlice"

    def __init__(self, structure: Any):
        super().__init__()
        self.structure = specs_of(structure)
        self._columns = [_rows(leaf) for leaf in flatten(structure)]
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
        return pack_like(self.structure, [_row_spec(spec) for spec in flatten(self.structure)])

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
        return tuple([_joined(spec, column) for spec, column in columns])

    def close(self) -> None:
        self._inner.close()


class CompositeUnbatch(Plan):
    """The rows of every element, one by one."""

    title = "Unbatch"

    @cached_property
    def element_spec(self) -> Any:
        spec = self.inputs[0].element_spec
        return pack_like(spec, [_row_spec(leaf) for leaf in flatten(spec)])

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
            self._rows = zip(*map(_rows, element), strict=True)
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


def _rows(leaf: Any) -> list:
    if isinstance(leaf, RaggedTensor):
        return [leaf[i] for i in range(int(leaf.nrows()))]
    if isinstance(leaf, SparseTensor):
        return _sparse_rows(leaf)
    return list(unstack(convert_to_tensor(leaf)))


def _sparse_rows(sparse: SparseTensor) -> list[SparseTensor]:
    indices, values = sparse.indices.numpy(), sparse.values.numpy()
    count, *sizes = sparse.dense_shape.numpy()
    order = np.lexsort(indices.T[::-1])
    indices, values = indices[order], values[order]
    bounds = np.searchsorted(indices[:, 0], np.arange(count + 1))
    return [
        SparseTensor(indices[a:b, 1:], convert_to_tensor(values[a:b], sparse.dtype), sizes)
        for a, b in pairwise(bounds)
    ]


def _row_spec(spec: Any) -> Any:
    shape = spec.shape[1:]
    if isinstance(spec, RaggedTensorSpec):
        return RaggedTensorSpec(shape, spec.dtype, spec.ragged_rank - 1, spec.row_splits_dtype)
    if isinstance(spec, SparseTensorSpec):
        return SparseTensorSpec(shape, spec.dtype)
    return TensorSpec(shape, spec.dtype)


def batch_spec(spec: Any, size: int | None) -> Any:
    """The spec of `size` such components joined; of an unknown number for None."""
    shape = TensorShape([size]).concatenate(spec.shape)
    if isinstance(spec, RaggedTensorSpec):
        return RaggedTensorSpec(shape, spec.dtype, spec.ragged_rank + 1, spec.row_splits_dtype)
    if isinstance(spec, SparseTensorSpec):
        return SparseTensorSpec(shape, spec.dtype)
    return TensorSpec(shape, spec.dtype)


def joined_as_they_are(column: Sequence) -> Any:
    """Ragged or sparse tensors, joined along a new first axis."""
    spec = column[0]._type_spec
    if isinstance(spec, SparseTensorSpec):
        spec = spec.with_open_sizes()
    return _joined(spec, column)


def one_after_the_other(blocks: Sequence) -> Any:
    """Blocks of ragged or of sparse rows as one."""
    if isinstance(blocks[0], SparseTensor):
        return sparse_concat(0, list(blocks), expand_nonconcat_dims=True)
    return concat(list(blocks), 0)


def _joined(spec: Any, column: Sequence) -> Any:
    if isinstance(spec, RaggedTensorSpec):
        return joined_rows(column, spec.row_splits_dtype)
    if isinstance(spec, SparseTensorSpec):
        return _sparse_stack(spec, column)
    return stack(list(column))


def _sparse_stack(spec: SparseTensorSpec, column: Sequence) -> SparseTensor:
    """Sparse tensors, or dense ones, as rows of one as large as the largest of them."""
    rows = [row if isinstance(row, SparseTensor) else _as_sparse(row) for row in column]
    sizes = np.max([row.dense_shape.numpy() for row in rows], axis=0)
    wanted = spec.shape.as_list() if spec.shape.rank is not None else [None] * len(sizes)
    for axis, size in enumerate(wanted):
        if size is not None and sizes[axis] > size:
            raise invalid(
                "Dataset.sparse_batch: an element is larger than row_shape",
                given=f"size {sizes[axis]} along axis {axis}",
                expected=f"at most {wanted}",
            )
    full = [int(have) if want is None else want for have, want in zip(sizes, wanted, strict=True)]
    indices = [np.insert(row.indices.numpy(), 0, number, axis=1) for number, row in enumerate(rows)]
    values = np.concatenate([row.values.numpy() for row in rows])
    return SparseTensor(
        np.concatenate(indices), convert_to_tensor(values, spec.dtype), [len(rows), *full]
    )


def _as_sparse(row: Any) -> SparseTensor:
    array = row.numpy()
    places = np.indices(array.shape).reshape(array.ndim, -1).T
    return SparseTensor(places, convert_to_tensor(array.reshape(-1), row.dtype), array.shape)
