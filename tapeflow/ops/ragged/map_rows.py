"""`tf.map_fn` over the rows of ragged tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import convert_to_tensor
from tapeflow.engine.dispatch import HANDLERS
from tapeflow.engine.nest import flatten, map_structure, pack_like
from tapeflow.ops.array import concat, stack, stop_gradient, unstack
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor
from tapeflow.ops.ragged.ragged_tensor_spec import RaggedTensorSpec


def _map_fn(
    fn: Callable,
    elems: Any,
    dtype: Any = None,
    parallel_iterations: Any = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    columns = [_rows(leaf) for leaf in flatten(elems)]
    if not columns[0]:
        return elems
    wanted = dtype if fn_output_signature is None else fn_output_signature
    like = elems if wanted is None else wanted
    results = [fn(pack_like(elems, list(row))) for row in zip(*columns, strict=True)]
    found = map_structure(lambda kind, *items: _joined(kind, items), like, *results)
    return found if back_prop else map_structure(stop_gradient, found)


def _rows(leaf: Any) -> list:
    if isinstance(leaf, RaggedTensor):
        return [leaf[i] for i in range(int(leaf.nrows()))]
    return list(unstack(convert_to_tensor(leaf)))


def _joined(kind: Any, items: tuple) -> Any:
    """The results of all rows: ragged if that was said, or if `elems` was and nothing else."""
    if isinstance(kind, RaggedTensorSpec):
        return joined_rows(items, kind.row_splits_dtype)
    if isinstance(kind, RaggedTensor):
        return joined_rows(items, kind.row_splits.dtype)
    return stack([convert_to_tensor(item) for item in items])


def joined_rows(rows: Sequence, row_splits_dtype: Any) -> RaggedTensor:
    """Rows, dense or ragged, as one ragged tensor, also if all are of one length."""
    lengths = [
        int(row.nrows()) if isinstance(row, RaggedTensor) else int(row.shape[0]) for row in rows
    ]
    joined = RaggedTensor.from_row_lengths(concat(list(rows), 0), lengths)
    return joined.with_row_splits_dtype(row_splits_dtype)


HANDLERS[RaggedTensor]["map_fn"] = _map_fn
