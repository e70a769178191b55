"""Different elements, found on the host."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid
from tapeflow.engine.dtypes import int32


class Unique(NamedTuple):
    """The different elements, and for each element its position among them."""

    y: Tensor
    idx: Tensor


class UniqueWithCounts(NamedTuple):
    """The same, and how often each occurs."""

    y: Tensor
    idx: Tensor
    count: Tensor


def unique(x: Any, out_idx: Any = int32, name: str | None = None) -> Unique:
    """The different elements of a vector in order of their first occurrence; read at once.

    Args:
      x: a vector of numbers or strings.
      out_idx: dtype of the positions.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: `x` is no vector.

    >>> import tapeflow as tf
    >>> y, idx = tf.unique([5, 3, 5])
    >>> y.numpy(), idx.numpy()
    (array([5, 3], dtype=int32), array([0, 1, 0], dtype=int32))
    """
    return Unique(*_found(x, out_idx)[:2])


def unique_with_counts(x: Any, out_idx: Any = int32, name: str | None = None) -> UniqueWithCounts:
    """`unique`, and how often each element occurs.

    Args:
      x: a vector of numbers or strings.
      out_idx: dtype of positions and counts.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.unique_with_counts([5, 3, 5]).count.numpy()
    array([2, 1], dtype=int32)
    """
    return UniqueWithCounts(*_found(x, out_idx))


def _found(x: Any, out_idx: Any) -> tuple[Tensor, Tensor, Tensor]:
    x = convert_to_tensor(x)
    if x.ndim != 1:
        raise invalid(
            "tf.unique: unique expects a 1D vector",
            given=f"shape {x.shape}",
            fix="tf.reshape(x, [-1])",
        )
    array = np.asarray(x.numpy())
    kind = as_dtype(out_idx).np
    _, first, inverse, counts = np.unique(
        array, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    values = convert_to_tensor(array[first[order]], x.dtype)
    return (
        values,
        convert_to_tensor(rank[inverse].astype(kind)),
        convert_to_tensor(counts[order].astype(kind)),
    )
