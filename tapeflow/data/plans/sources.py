"""Sources: rows of arrays, one element, numbers that count."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from tapeflow.data.cardinality import INFINITE_CARDINALITY
from tapeflow.data.plans.plan import Element, Plan, Reader, RowReader, Rows
from tapeflow.data.plans.stack import array_of
from tapeflow.data.structure import flatten, pack_like, specs_of
from tapeflow.engine import invalid, problem
from tapeflow.engine.host_arrays import aligned
from tapeflow.engine.dtypes import int64
from tapeflow.engine.type_spec import TensorSpec

_CHUNK_BYTES = 1 << 16


class ArrayRows(Rows):
    """The rows of arrays in memory."""

    def __init__(self, arrays: list[np.ndarray]):
        self.arrays = arrays
        row = sum(array.nbytes // max(len(array), 1) for array in arrays)
        self.chunk = max(1, min(256, _CHUNK_BYTES // max(row, 1)))

    def take(self, indices: np.ndarray) -> list:
        return [_take(array, indices) for array in self.arrays]


def _take(array: np.ndarray, indices: np.ndarray) -> np.ndarray:
    if array.dtype.kind == "O":
        return array[indices]
    out = aligned((len(indices), *array.shape[1:]), array.dtype)
    # "clip" writes straight into `out` ("raise" makes a copy first); no index is out of range.
    np.take(array, indices, axis=0, out=out, mode="clip")
    return out


class Counting(RowReader):
    """Rows 0 to `count`, in order; endlessly if `count` is None."""

    def __init__(self, rows: Rows, count: int | None):
        super().__init__(rows)
        self._next, self._stop = 0, count

    def indices(self, size: int) -> np.ndarray | None:
        start = self._next
        stop = start + size if self._stop is None else min(start + size, self._stop)
        if start >= stop:
            return None
        self._next = stop
        return np.arange(start, stop)


class Slices(Plan):
    """Elements along the first axis of a structure of tensors."""

    title = "TensorSlice"

    def __init__(self, structure: Any):
        super().__init__()
        self.structure = specs_of(structure)
        leaves = flatten(structure)
        if not leaves:
            raise ValueError("Invalid `tensors`. `tensors` must not be empty.")
        arrays = [array_of(leaf) for leaf in leaves]
        for array in arrays:
            if not array.ndim:
                raise ValueError(
                    "Unbatching a tensor is only supported for rank >= 1; from_tensor_slices was "
                    "given a scalar. For one element use from_tensors"
                )
        counts = [len(array) for array in arrays]
        if len(set(counts)) > 1:
            raise ValueError(
                problem(
                    f"Dimensions {counts[0]} and {next(n for n in counts if n != counts[0])} are "
                    "not compatible",
                    given=f"Dataset.from_tensor_slices: tensors of lengths {counts}",
                    expected="the same number of rows in each",
                )
            )
        self.count = counts[0]
        self._rows = ArrayRows(arrays)

    @cached_property
    def element_spec(self) -> Any:
        specs = [TensorSpec(leaf.shape[1:], leaf.dtype) for leaf in flatten(self.structure)]
        return pack_like(self.structure, specs)

    @property
    def rows(self) -> Rows:
        return self._rows

    def cardinality(self) -> int:
        return self.count

    def reader(self) -> Reader:
        return Counting(self._rows, self.count)


class Single(Plan):
    """One element."""

    title = "Tensor"

    def __init__(self, structure: Any):
        super().__init__()
        self.element = tuple(flatten(structure))
        self.structure = structure

    @cached_property
    def element_spec(self) -> Any:
        return specs_of(self.structure)

    def cardinality(self) -> int:
        return 1

    def reader(self) -> Reader:
        return Listed([self.element])


class Listed(Reader):
    """Elements out of a list."""

    def __init__(self, elements: Any):
        self._elements = iter(elements)

    def element(self) -> Element | None:
        return next(self._elements, None)


class _Progression(Rows):
    """Row i is `start + i * step`."""

    chunk = 256

    def __init__(self, start: int, step: int, dtype: np.dtype):
        self.start, self.step, self.dtype = start, step, dtype

    def take(self, indices: np.ndarray) -> list:
        return [(indices * self.step + self.start).astype(self.dtype)]


class Count(Plan):
    """The numbers of a `range`; without an end if `stop` is None."""

    title = "Range"

    def __init__(self, start: int, stop: int | None, step: int, dtype: Any = int64):
        super().__init__()
        if step == 0 and stop is not None:
            raise invalid("Dataset.range: step cannot be 0", given=f"range({start}, {stop}, 0)")
        self._count = None if stop is None else len(range(start, stop, step))
        self._rows = _Progression(start, step, dtype.np)
        self._spec = TensorSpec([], dtype)

    @property
    def element_spec(self) -> Any:
        return self._spec

    @property
    def rows(self) -> Rows:
        return self._rows

    def cardinality(self) -> int:
        return INFINITE_CARDINALITY if self._count is None else self._count

    def reader(self) -> Reader:
        return Counting(self._rows, self._count)


def range_bounds(arguments: tuple) -> tuple[int, int, int]:
    """Start, stop and step of `range`'s arguments.

    Raises:
      ValueError: not one, two or three of them.
    """
    numbers = [int(argument) for argument in arguments]
    if len(numbers) == 1:
        return 0, numbers[0], 1
    if len(numbers) == 2:
        return numbers[0], numbers[1], 1
    if len(numbers) == 3:
        return numbers[0], numbers[1], numbers[2]
    raise ValueError(
        problem(
            "Invalid `args`. The length of `args` should be between 1 and 3 but was "
            f"{len(numbers)}.",
            expected="range(stop), range(start, stop) or range(start, stop, step)",
        )
    )
