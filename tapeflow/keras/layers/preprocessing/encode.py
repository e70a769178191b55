"""Indices of categories as vectors: one per index, or one per row."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, invalid, problem
from tapeflow.ops.array import expand_dims, one_hot, reshape
from tapeflow.ops.math import cast, reduce_max, reduce_sum
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor, from_dense, to_dense

MODES = ("int", "one_hot", "multi_hot", "count")


def encode(
    indices: Any,
    mode: str,
    depth: int | None,
    dtype: Any,
    sparse: bool = False,
    weights: Any = None,
) -> Any:
    """Integers as `mode` wants them.

    Args:
      indices: int tensor `[...]`; those outside of `[0, depth)` are left out.
      mode: "int" as they are; "one_hot" `[..., depth]`; "multi_hot" and "count" `[..., depth]` for
        the last axis together: 1 for what is there, or how often it is.
      depth: the number of categories.
      dtype: of the result.
      sparse: whether a `SparseTensor` is given.
      weights: what each index counts for, with "count".
    """
    if mode == "int":
        return cast(indices, dtype)
    if isinstance(indices, RaggedTensor):
        if mode == "one_hot":
            return indices.with_flat_values(one_hot(indices.flat_values, depth, dtype=dtype))
        indices = indices.to_tensor(default_value=-1)
    if isinstance(indices, SparseTensor):
        indices = _filled(indices)
    indices = convert_to_tensor(indices)
    if not indices.ndim:
        indices = expand_dims(indices, -1)
    if mode == "one_hot":
        if indices.ndim > 1 and indices.shape[-1] == 1:
            indices = reshape(indices, tuple(indices.shape)[:-1])
        result = one_hot(indices, depth, dtype=dtype)
    else:
        hot = one_hot(indices, depth, dtype=dtype if weights is None else weights.dtype)
        if weights is not None:
            hot = hot * expand_dims(weights, -1)
        result = (reduce_max if mode == "multi_hot" else reduce_sum)(hot, -2)
    return from_dense(result) if sparse else result


def encoded_shape(shape: Any, mode: str, depth: int | None) -> tuple:
    """The shape of `encode`'s result."""
    shape = tuple(shape)
    if mode == "int":
        return shape
    if not shape:
        return (depth,)
    if mode == "one_hot" and (len(shape) == 1 or shape[-1] != 1):
        return (*shape, depth)
    return (*shape[:-1], depth)


def check_mode(layer: str, mode: str, known: tuple[str, ...]) -> str:
    """The mode by its present name ("binary" was one of "multi_hot").

    Raises:
      ValueError: an unknown one.
    """
    mode = {"binary": "multi_hot", "tf-idf": "tf_idf"}.get(mode, mode)
    if mode not in known:
        raise ValueError(
            problem(
                f"{layer}: unknown output_mode",
                given=repr(mode),
                expected=", ".join(map(repr, known)),
            )
        )
    return mode


def _filled(indices: SparseTensor) -> Tensor:
    if indices.values.dtype.name not in ("int32", "int64"):
        raise invalid("sparse indices must be integers", given=indices.values.dtype.name)
    return to_dense(indices, default_value=-1)
