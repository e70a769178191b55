"""The batches of what a layer is adapted to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, problem
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor


def batches(data: Any, steps: int | None = None) -> Iterator[Any]:
    """An array or tensor as one batch; of a data set or iterable, its batches' inputs.

    Args:
      data: an array, tensor, list of plain values, `tf.data.Dataset`, or iterable of batches.
      steps: how many batches are taken; None takes all.

    Raises:
      ValueError: there is none.
    """
    whole = isinstance(data, (np.ndarray, Tensor, Variable, RaggedTensor, SparseTensor))
    if isinstance(data, (list, tuple)):
        whole = not data or not isinstance(data[0], (np.ndarray, Tensor, RaggedTensor))
    if whole:
        yield data
        return
    if (
        hasattr(data, "__getitem__")
        and hasattr(data, "__len__")
        and not hasattr(data, "element_spec")
    ):
        data = (data[i] for i in range(len(data)))  # a PyDataset
    empty = True
    for batch in itertools.islice(data, steps):
        empty = False
        yield batch[0] if isinstance(batch, tuple) else batch
    if empty:
        raise ValueError(
            problem(
                "adapt() received an empty iterable (no batches)",
                expected="at least one batch",
                fix="layer.adapt(array), or an iterable of arrays",
            )
        )
