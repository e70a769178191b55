"""`Window` and `Batch`: data on its way to a step, many batches or one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Spec, Tensor, convert_to_tensor
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.engine.spec import spec


class Batch:
    """One batch.

    Args:
      structure: the form of its data; None stands for what it does not have.
      leaves: the arrays or tensors of it, from left to right.
    """

    steps = 1
    is_passing = True

    def __init__(self, structure: Any, leaves: Sequence[Any]):
        self.structure = structure
        self._tensors = [convert_to_tensor(leaf) for leaf in leaves]
        self.specs = tuple([tensor._spec for tensor in self._tensors])

    def tensors(self) -> list[Tensor]:
        return self._tensors

    def data(self) -> Any:
        """What a step is called with."""
        rest = iter(self._tensors)
        leaves = [None if leaf is None else next(rest) for leaf in flatten(self.structure)]
        return pack_like(self.structure, leaves)


class Window:
    """Arrays that hold many batches.

    Args:
      structure: the form of a batch.
      arrays: `[samples, ...]`.
      size: how many samples a batch has.
      steps: how many batches there are.
      rows: int32 `[steps, size]`, which samples are in which batch; None if they come in order.
      is_passing: whether others like it follow, to be made while this one is worked on.
    """

    def __init__(
        self,
        structure: Any,
        arrays: Sequence[Tensor],
        size: int,
        steps: int,
        rows: Tensor | None,
        is_passing: bool = False,
    ):
        self.structure, self.arrays, self.rows = structure, list(arrays), rows
        self.size, self.steps, self.is_passing = size, steps, is_passing
        self.batch_specs = tuple(
            [spec((size, *array._spec.shape[1:]), array._spec.dtype) for array in arrays]
        )

    def batch(self, step: int) -> Batch:
        """One of the batches by itself."""
        if self.rows is None:
            part: Any = slice(step * self.size, (step + 1) * self.size)
        else:
            part = np.asarray(self.rows.value())[step]
        leaves = [np.asarray(array.value())[part] for array in self.arrays]
        return Batch(self.structure, leaves)
