"""Ragged and sparse tensors as components of elements: their rows, and how they are joined."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tapeflow.engine import TensorShape, convert_to_tensor, invalid
from tapeflow.engine.type_spec import TensorSpec
from tapeflow.ops.array import concat, stack, unstack
from tapeflow.ops.ragged import RaggedTensor, RaggedTensorSpec
from tapeflow.ops.ragged.map_rows import joined_rows
from tapeflow.ops.sparse import SparseTensor, SparseTensorSpec
from tapeflow.ops.sparse import concat as sparse_concat


def rows_of(leaf: Any) -> list:
    """The rows of a tensor of any kind."""
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


def row_spec(spec: Any) -> Any:
    """The spec of a row of what has this spec."""
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
    return joined(spec, column)


def one_after_the_other(blocks: Sequence) -> Any:
    """Blocks of ragged or of sparse rows as one."""
    if isinstance(blocks[0], SparseTensor):
        return sparse_concat(0, list(blocks), expand_nonconcat_dims=True)
    return concat(list(blocks), 0)


def joined(spec: Any, column: Sequence) -> Any:
    """Components along a new first axis, in the way of `spec`."""
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
