"""`split_dataset`: the elements of a data set as two."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from tapeflow.data import AUTOTUNE, Dataset
from tapeflow.engine import problem
from tapeflow.engine.nest import flatten, pack_like


def split_dataset(
    dataset, left_size=None, right_size=None, shuffle=False, seed=None, preferred_backend=None
):
    """The elements of a data set as two data sets, whose rows are held in memory.

    Args:
      dataset: a `tf.data.Dataset`, an array, or a list or tuple of arrays of one length.
      left_size: how many elements the first gets; a float is a share.
      right_size: the same for the second. One of the two is enough.
      shuffle: whether the elements are shuffled before.
      seed: for the shuffling.
      preferred_backend: `"tensorflow"` or None.

    Returns:
      Two data sets.

    Raises:
      TypeError: `dataset` is something else.
      ValueError: no size is given, or one that does not fit.

    >>> import tapeflow as tf
    >>> left, right = tf.keras.utils.split_dataset(tf.data.Dataset.range(10), left_size=0.8)
    >>> len(left), len(right)
    (8, 2)
    """
    if preferred_backend not in (None, "tensorflow"):
        raise NotImplementedError(
            problem(
                "keras.utils.split_dataset: only tf.data is built",
                given=f"preferred_backend={preferred_backend!r}",
            )
        )
    if left_size is None and right_size is None:
        raise ValueError("At least one of the `left_size` or `right_size` must be specified.")
    elements, structure = _elements(dataset)
    if shuffle:
        random.Random(random.randint(0, int(1e6)) if seed is None else seed).shuffle(elements)
    left, right = _sizes(left_size, right_size, len(elements))
    return _dataset(elements[:left], structure), _dataset(elements[-right:], structure)


def _elements(dataset: Any) -> tuple[list, Any]:
    """The flattened elements, and their structure."""
    if isinstance(dataset, Dataset):
        elements = list(dataset.as_numpy_iterator())
        return [flatten(element) for element in elements], elements[0] if elements else None
    if isinstance(dataset, np.ndarray):
        return [[row] for row in dataset], 0
    if isinstance(dataset, (list, tuple)):
        return [list(row) for row in zip(*dataset, strict=True)], tuple(dataset)
    raise TypeError(
        problem(
            "The `dataset` argument must be either a `tf.data.Dataset` object, or a list/tuple of "
            "arrays.",
            given=type(dataset).__name__,
        )
    )


def _dataset(elements: list, structure: Any) -> Dataset:
    columns = [np.array(column) for column in zip(*elements, strict=True)]
    return Dataset.from_tensor_slices(pack_like(structure, columns)).prefetch(AUTOTUNE)


def _sizes(left: Any, right: Any, total: int) -> tuple[int, int]:
    counts = [_count("left_size", left, total), _count("right_size", right, total)]
    if type(left) is type(right) is float and left + right > 1:
        raise ValueError("The sum of `left_size` and `right_size` is greater than 1.")
    first, second = counts
    first = total - second if first is None else first
    second = total - first if second is None else second
    if first + second > total or not first or not second:
        raise ValueError(
            problem(
                "split_dataset: both parts must have elements, and no more than there are",
                given=f"left {first}, right {second} of {total}",
            )
        )
    return first, second


def _count(name: str, size: Any, total: int) -> int | None:
    if size is None:
        return None
    if type(size) not in (int, float):
        raise TypeError(f"Invalid `{name}` Type. Expected: int or float or None, got {type(size)}.")
    if not 0 < size < (total if type(size) is int else 1):
        raise ValueError(
            f"`{name}` should be either a positive integer smaller than {total}, or a float within "
            f"the range `[0, 1]`. Received: {name}={size}"
        )
    return round(size * total) if type(size) is float else size
