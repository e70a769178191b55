"""`tf.sets`: the rows of the last axis as sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.engine.dtypes import string
from tapeflow.ops.sparse.sparse_tensor import SparseTensor


def intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What is in both rows.

    Args:
      a: a tensor or sparse tensor; the last axis holds the sets.
      b: the same, of the same dtype and other sizes.
      validate_indices: accepted for compatibility.

    >>> import tapeflow as tf
    >>> tf.sets.intersection([[1, 2]], [[2, 3]]).values.numpy()
    array([2], dtype=int32)
    """
    return _combined(a, b, lambda x, y: x & y)


def union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What is in one of the rows or in both; arguments are those of `intersection`.

    >>> import tapeflow as tf
    >>> tf.sets.union([[1, 2]], [[2, 3]]).values.numpy()
    array([1, 2, 3], dtype=int32)
    """
    return _combined(a, b, lambda x, y: x | y)


def difference(a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True) -> SparseTensor:
    """What is in the first row and not in the second (or, without `aminusb`, the other way).

    >>> import tapeflow as tf
    >>> tf.sets.difference([[1, 2]], [[2, 3]]).values.numpy()
    array([1], dtype=int32)
    """
    return _combined(a, b, (lambda x, y: x - y) if aminusb else (lambda x, y: y - x))


def size(a: Any, validate_indices: bool = True) -> Tensor:
    """How many different elements each row of a sparse tensor has, int32."""
    if not isinstance(a, SparseTensor):
        raise TypeError(f"Expected `SparseTensor`, got {a}.")
    sets, outer = _sets(a)
    counts = [len(sets.get(place, ())) for place in np.ndindex(*outer)]
    return convert_to_tensor(np.array(counts, np.int32).reshape(outer))


def _combined(a: Any, b: Any, function: Callable) -> SparseTensor:
    a, b = (v if isinstance(v, SparseTensor) else convert_to_tensor(v) for v in (a, b))
    if a.dtype is not b.dtype:
        raise TypeError(f"Types don't match: {a.dtype.name} vs {b.dtype.name}.")
    (left, outer), (right, other) = _sets(a), _sets(b)
    if outer != other:
        raise ValueError(f"the outer shapes of the sets differ: {outer} and {other}")
    places, values, longest = [], [], 0
    for place in np.ndindex(*outer):
        found = sorted(function(left.get(place, set()), right.get(place, set())))
        longest = max(longest, len(found))
        places += [(*place, position) for position in range(len(found))]
        values += found
    array = np.array(values, object if a.dtype is string else a.dtype.np)
    indices = np.array(places, np.int64).reshape(len(places), len(outer) + 1)
    return SparseTensor(
        indices, convert_to_tensor(array, a.dtype), np.array([*outer, longest], np.int64)
    )


def _sets(value: Any) -> tuple[dict[tuple, set], tuple[int, ...]]:
    sets: dict[tuple, set] = {}
    if isinstance(value, SparseTensor):
        for place, item in zip(value._places.tolist(), value.values.numpy().tolist(), strict=True):
            sets.setdefault(tuple(place[:-1]), set()).add(item)
        return sets, value._sizes[:-1]
    array = np.asarray(value.numpy())
    for place in np.ndindex(*array.shape[:-1]):
        sets[place] = set(array[place].tolist())
    return sets, array.shape[:-1]
