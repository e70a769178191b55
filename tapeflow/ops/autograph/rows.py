"""What rewritten `for` loops run over instead of a Python iterable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import CONVERTERS, Spec, Tensor
from tapeflow.engine.convert import same_dtype
from tapeflow.engine.spec import spec
from tapeflow.ops.array import gather
from tapeflow.ops.control_flow.state import needs_python
from tapeflow.ops.math import greater, less, logical_and, logical_or


class Rows:
    """The rows of tensors that have as many.

    Args:
      tensors: the tensors.
      make: makes what the loop's name stands for of a row of each.
    """

    def __init__(self, tensors: Sequence[Tensor], make: Callable | None = None):
        if any(not tensor.ndim for tensor in tensors):
            raise TypeError("Cannot iterate over a scalar tensor.")
        self.tensors = list(tensors)
        self.count = min(tensor._spec.shape[0] for tensor in tensors)
        self.tensors = [
            t if t._spec.shape[0] == self.count else t[: self.count] for t in self.tensors
        ]
        self.make = make or (lambda row: row[0])

    def specs(self) -> list[Spec]:
        return [spec(tensor._spec.shape[1:], tensor.dtype) for tensor in self.tensors]

    def at(self, index: Tensor) -> Any:
        """The row at an index that only the program knows."""
        return self.make([gather(tensor, index) for tensor in self.tensors])


class Counting:
    """`tf.range` of numbers that only the program knows: it has no size, and can only be counted.

    Args:
      start: the first number, a tensor.
      limit: the end.
      step: what is added.
    """

    def __init__(self, start: Tensor, limit: Tensor, step: Tensor):
        self.start, self.limit, self.step = start, limit, step

    @classmethod
    def of(cls, start: Any, limit: Any, step: Any) -> Counting:
        """Of numbers and tensors, whose dtype they share."""
        return cls(*same_dtype("range", (start, limit, step)))

    def more(self, number: Tensor) -> Tensor:
        """Whether the number is one of them."""
        up = logical_and(greater(self.step, 0), less(number, self.limit))
        down = logical_and(less(self.step, 0), greater(number, self.limit))
        return logical_or(up, down)


def _no_tensor(value: Counting, dtype: Any) -> Tensor:
    raise needs_python("tf.range of a tensor, used as a tensor")


CONVERTERS[Counting] = _no_tensor
