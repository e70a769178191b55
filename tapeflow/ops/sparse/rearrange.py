"""Reordering, reshaping, cutting and joining sparse tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid
from tapeflow.ops import array
from tapeflow.ops.array import IndexedSlices, gather
from tapeflow.ops.sparse.create import sparse
from tapeflow.ops.sparse.sparse_tensor import SparseTensor


def picked(sp_input: SparseTensor, which: np.ndarray, places: Any, sizes: Any) -> SparseTensor:
    """Some entries, at other places of another shape."""
    values = gather(sp_input.values, convert_to_tensor(which))
    return SparseTensor(np.asarray(places, np.int64), values, np.asarray(sizes, np.int64))


def order_of(places: np.ndarray) -> np.ndarray:
    """The order in which coordinates are in row-major order."""
    return np.lexsort(places.T[::-1]) if places.size else np.arange(len(places))


def in_order(places: np.ndarray, values: Any, sizes: Any) -> SparseTensor:
    """A sparse tensor of entries in any order."""
    order = order_of(places)
    values = gather(values, convert_to_tensor(order)) if len(order) else values
    return SparseTensor(places[order].astype(np.int64), values, np.asarray(sizes, np.int64))


def reorder(sp_input: SparseTensor, name: str | None = None) -> SparseTensor:
    """The same entries in row-major order.

    >>> import tapeflow as tf
    >>> tf.sparse.reorder(tf.SparseTensor([[1], [0]], [5, 6], [2])).values.numpy()
    array([6, 5], dtype=int32)
    """
    sp_input = sparse(sp_input)
    return in_order(sp_input._places, sp_input.values, sp_input._sizes)


def transpose(sp_input: SparseTensor, perm: Any = None, name: str | None = None) -> SparseTensor:
    """The axes in another order; by default the reverse one.

    >>> import tapeflow as tf
    >>> tf.sparse.transpose(tf.SparseTensor([[0, 1]], [5], [1, 2])).indices.numpy()
    array([[1, 0]])
    """
    sp_input = sparse(sp_input)
    rank = len(sp_input._sizes)
    axes = list(range(rank))[::-1] if perm is None else np.asarray(perm).tolist()
    if sorted(axes) != list(range(rank)):
        raise ValueError(f"perm must be a permutation of the {rank} axes, got {axes}")
    sizes = [sp_input._sizes[axis] for axis in axes]
    return in_order(sp_input._places[:, axes], sp_input.values, sizes)


def sparse_reshape(sp_input: SparseTensor, shape: Any, name: str | None = None) -> SparseTensor:
    """The same entries, in order, in another shape; one size may be -1.

    >>> import tapeflow as tf
    >>> tf.sparse.reshape(tf.SparseTensor([[1, 0]], [5], [2, 2]), [4]).indices.numpy()
    array([[2]])
    """
    sp_input = sparse(sp_input)
    sizes = [int(size) for size in np.asarray(convert_to_tensor(shape).numpy())]
    total = int(np.prod(sp_input._sizes))
    if sizes.count(-1) > 1:
        raise ValueError("At most one size of the shape may be -1")
    if -1 in sizes:
        rest = int(np.prod([size for size in sizes if size != -1]))
        sizes[sizes.index(-1)] = total // rest if rest else 0
    if int(np.prod(sizes)) != total:
        raise ValueError(f"Cannot reshape a tensor with {total} elements to shape {sizes}")
    flat = np.ravel_multi_index(tuple(sp_input._places.T), sp_input._sizes)
    places = np.stack(np.unravel_index(flat, sizes), 1) if len(sizes) else np.zeros((len(flat), 0))
    return SparseTensor(places.astype(np.int64), sp_input.values, np.array(sizes, np.int64))


def expand_dims(sp_input: SparseTensor, axis: Any = None, name: str | None = None) -> SparseTensor:
    """A new axis of size 1, at the end by default."""
    sp_input = sparse(sp_input)
    rank = len(sp_input._sizes)
    axis = -1 if axis is None else int(axis)
    if not -rank - 1 <= axis <= rank:
        raise ValueError(f"axis {axis} is out of range [{-rank - 1}, {rank}]")
    axis %= rank + 1
    return SparseTensor(
        np.insert(sp_input._places, axis, 0, 1),
        sp_input.values,
        np.insert(np.array(sp_input._sizes, np.int64), axis, 1),
    )


def reset_shape(sp_input: SparseTensor, new_shape: Any = None) -> SparseTensor:
    """The same entries in a larger shape; by default in the smallest that holds them.

    Raises:
      InvalidArgumentError: the shape is smaller than the present one.
      ValueError: it has another rank.
    """
    sp_input = sparse(sp_input)
    if new_shape is None:
        sizes = sp_input._places.max(0, initial=-1) + 1
        return SparseTensor(sp_input.indices, sp_input.values, sizes)
    sizes = np.asarray(convert_to_tensor(new_shape).numpy(), np.int64)
    if len(sizes) != len(sp_input._sizes):
        raise ValueError(f"new_shape must have rank {len(sp_input._sizes)}, got {sizes.tolist()}")
    if (sizes < np.array(sp_input._sizes)).any():
        raise invalid(
            "tf.sparse.reset_shape: new_shape must not be smaller in any axis",
            given=f"{sizes.tolist()} for shape {list(sp_input._sizes)}",
        )
    return SparseTensor(sp_input.indices, sp_input.values, sizes)


def retain(sp_input: SparseTensor, to_retain: Any) -> SparseTensor:
    """Those entries for which `to_retain`, bools of shape `[count]`, is true."""
    sp_input = sparse(sp_input)
    kept = np.flatnonzero(convert_to_tensor(to_retain, "bool").numpy())
    return picked(sp_input, kept, sp_input._places[kept], sp_input._sizes)


def sparse_slice(
    sp_input: SparseTensor, start: Any, size: Any, name: str | None = None
) -> SparseTensor:
    """The part that begins at `start` and has the given sizes, as far as there is so much.

    >>> import tapeflow as tf
    >>> s = tf.SparseTensor([[0, 1], [1, 0]], [5, 6], [2, 2])
    >>> tf.sparse.slice(s, [0, 1], [2, 1]).indices.numpy()
    array([[0, 0]])
    """
    sp_input = sparse(sp_input)
    low = np.asarray(convert_to_tensor(start).numpy(), np.int64)
    sizes = np.asarray(convert_to_tensor(size).numpy(), np.int64)
    sizes = np.clip(np.minimum(sizes, np.array(sp_input._sizes) - low), 0, None)
    places = sp_input._places - low
    kept = np.flatnonzero(((places >= 0) & (places < sizes)).all(1))
    return picked(sp_input, kept, places[kept], sizes)


def sparse_split(
    sp_input: SparseTensor | None = None,
    num_split: Any = None,
    axis: Any = None,
    name: str | None = None,
) -> list[SparseTensor]:
    """Pieces along an axis; the first ones are one larger where it can't be shared evenly."""
    if sp_input is None or num_split is None or axis is None:
        raise ValueError("sp_input, num_split and axis are required")
    sp_input = sparse(sp_input)
    axis, count = int(axis) % len(sp_input._sizes), int(num_split)
    each, more = divmod(sp_input._sizes[axis], count)
    pieces, at = [], 0
    for number in range(count):
        length = each + (number < more)
        start, sizes = [0] * len(sp_input._sizes), list(sp_input._sizes)
        start[axis], sizes[axis] = at, length
        pieces.append(sparse_slice(sp_input, start, sizes))
        at += length
    return pieces


def sparse_concat(
    axis: Any, sp_inputs: Sequence, expand_nonconcat_dims: bool = False, name: str | None = None
) -> SparseTensor:
    """Sparse tensors one after the other along an axis.

    Args:
      axis: the axis.
      sp_inputs: sparse tensors of one rank.
      expand_nonconcat_dims: whether other sizes may differ; then the largest counts.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: other sizes differ.
    """
    parts = [sparse(part) for part in sp_inputs]
    shapes = np.array([part._sizes for part in parts])
    axis = int(axis) % shapes.shape[1]
    others = np.delete(shapes, axis, 1)
    if not expand_nonconcat_dims and (others != others[0]).any():
        raise invalid(
            "tf.sparse.concat: Input shapes must match in all other dimensions",
            given=f"shapes {shapes.tolist()}, axis {axis}",
            fix="expand_nonconcat_dims=True",
        )
    offsets = np.cumsum([0, *shapes[:-1, axis]])
    places = [part._places.copy() for part in parts]
    for part, offset in zip(places, offsets, strict=True):
        part[:, axis] += offset
    sizes = shapes.max(0)
    sizes[axis] = shapes[:, axis].sum()
    return in_order(np.concatenate(places), array.concat([p.values for p in parts], 0), sizes)


def fill_empty_rows(
    sp_input: SparseTensor, default_value: Any, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """A default in the first column of each row without entries, and which rows those were."""
    sp_input = sparse(sp_input)
    present = np.bincount(sp_input._places[:, 0], minlength=sp_input._sizes[0]) > 0
    rows = np.flatnonzero(~present)
    added = np.zeros((len(rows), len(sp_input._sizes)), np.int64)
    added[:, 0] = rows
    default = convert_to_tensor(default_value, sp_input.dtype)
    values = array.concat([sp_input.values, array.fill([len(rows)], default)], 0)
    filled = in_order(np.concatenate([sp_input._places, added]), values, sp_input._sizes)
    return filled, convert_to_tensor(~present)


def mask(a: IndexedSlices, mask_indices: Any, name: str | None = None) -> IndexedSlices:
    """Some rows without those whose indices are given."""
    kept = np.flatnonzero(~np.isin(a.indices.numpy(), np.asarray(mask_indices)))
    return IndexedSlices(gather(a.values, kept), gather(a.indices, kept), a.dense_shape)


def to_indicator(sp_input: SparseTensor, vocab_size: Any, name: str | None = None) -> Tensor:
    """Bools that tell which numbers are among the values of each row (of the last axis).

    Args:
      sp_input: a sparse tensor of integers.
      vocab_size: how many numbers there are: the size of the new last axis.
      name: accepted for compatibility, not used.
    """
    sp_input = sparse(sp_input)
    if not sp_input.dtype.is_integer:
        raise TypeError(f"tf.sparse.to_indicator takes integers, not {sp_input.dtype.name}")
    values = sp_input.values.numpy()
    if values.size and (values.min() < 0 or values.max() >= int(vocab_size)):
        raise invalid(f"tf.sparse.to_indicator: values must be in [0, {int(vocab_size)})")
    dense = np.zeros((*sp_input._sizes[:-1], int(vocab_size)), bool)
    dense[(*sp_input._places[:, :-1].T, values)] = True
    return convert_to_tensor(dense)
