"""`tf.RaggedTensor`: rows of different lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import CONVERTERS, SPECS, NotDense, Tensor, TensorShape, convert_to_tensor
from tapeflow.engine.dtypes import DType, as_dtype, int64
from tapeflow.engine.errors import invalid
from tapeflow.ops.array import gather
from tapeflow.ops.ragged import row_partition as rows
from tapeflow.ops.ragged.ragged_tensor_spec import RaggedTensorSpec


class RaggedTensor:
    """A tensor whose rows may have different lengths.

    It is a list of `values` (a tensor, or a ragged tensor for more ragged axes) cut into rows by
    `row_splits`: row i is `values[row_splits[i]:row_splits[i + 1]]`. The splits are on the host,
    the values wherever they were computed; gradients flow through the values.

    Made by `tf.ragged.constant` and the `from_...` methods.

    >>> import tapeflow as tf
    >>> rows = tf.RaggedTensor.from_row_splits([3, 1, 4, 1], [0, 2, 2, 4])
    >>> rows
    <tf.RaggedTensor [[3, 1], [], [4, 1]]>
    >>> tf.reduce_sum(rows, axis=1).numpy(), rows[0].numpy()
    (array([4, 0, 5], dtype=int32), array([3, 1], dtype=int32))
    """

    __array_priority__ = 100

    def __init__(self, values: Any, row_partition: Any, internal: bool = False):
        if not internal:
            raise ValueError(
                "RaggedTensor constructor is private; please use one of the factory methods "
                "instead (e.g., RaggedTensor.from_row_lengths())"
            )
        self._values = values
        self._splits, self._uniform, self._splits_dtype = row_partition

    @classmethod
    def _of(
        cls, values: Any, splits: np.ndarray, uniform: int | None = None, dtype: DType = int64
    ) -> RaggedTensor:
        """What all factories end in: values and int64 splits that are known to fit."""
        return cls(values, (splits, uniform, dtype), internal=True)

    @classmethod
    def from_row_splits(
        cls, values: Any, row_splits: Any, name: str | None = None, validate: bool = True
    ) -> RaggedTensor:
        """Row i is `values[row_splits[i]:row_splits[i + 1]]`.

        Args:
          values: a tensor or ragged tensor of shape `[count, ...]`.
          row_splits: integers of shape `[rows + 1]`, from 0 to count, never decreasing.
          name: accepted for compatibility, not used.
          validate: whether to check them.

        Raises:
          InvalidArgumentError: they don't fit.
        """
        values, splits = _values(values), rows.integers("from_row_splits", "row_splits", row_splits)
        if validate:
            rows.check_splits("from_row_splits", splits)
            _check_count("from_row_splits", values, splits[-1])
        return cls._of(values, splits, dtype=_splits_dtype(row_splits))

    @classmethod
    def from_row_lengths(
        cls, values: Any, row_lengths: Any, name: str | None = None, validate: bool = True
    ) -> RaggedTensor:
        """Row i has the next `row_lengths[i]` values; see `from_row_splits`."""
        values = _values(values)
        lengths = rows.integers("from_row_lengths", "row_lengths", row_lengths)
        if validate:
            if (lengths < 0).any():
                raise rows.malformed("from_row_lengths", "row_lengths >= 0", lengths)
            _check_count("from_row_lengths", values, lengths.sum())
        return cls._of(values, rows.splits_of_lengths(lengths), dtype=_splits_dtype(row_lengths))

    @classmethod
    def from_value_rowids(
        cls,
        values: Any,
        value_rowids: Any,
        nrows: Any = None,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """Value i is in row `value_rowids[i]`.

        Args:
          values: a tensor or ragged tensor of shape `[count, ...]`.
          value_rowids: integers of shape `[count]`, never decreasing.
          nrows: how many rows there are; by default one more than the last id.
          name: accepted for compatibility, not used.
          validate: whether to check them.

        Raises:
          InvalidArgumentError: they don't fit.
        """
        values = _values(values)
        ids = rows.integers("from_value_rowids", "value_rowids", value_rowids)
        count = (int(ids[-1]) + 1 if ids.size else 0) if nrows is None else int(nrows)
        if count < 0:
            raise ValueError(f"Expected nrows >= 0; got {count}")
        if validate:
            if (np.diff(ids) < 0).any() or (ids < 0).any():
                raise rows.malformed("from_value_rowids", "value_rowids never decreasing", ids)
            if ids.size and ids[-1] >= count:
                raise rows.malformed("from_value_rowids", f"value_rowids < nrows = {count}", ids)
            _check_count("from_value_rowids", values, len(ids))
        lengths = np.bincount(ids, minlength=count).astype(np.int64)
        return cls._of(values, rows.splits_of_lengths(lengths), dtype=_splits_dtype(value_rowids))

    @classmethod
    def from_row_starts(
        cls, values: Any, row_starts: Any, name: str | None = None, validate: bool = True
    ) -> RaggedTensor:
        """Row i starts at value `row_starts[i]` and ends where the next starts."""
        values = _values(values)
        starts = rows.integers("from_row_starts", "row_starts", row_starts)
        splits = np.append(starts, _count(values))
        return cls.from_row_splits(values, splits, validate=validate)

    @classmethod
    def from_row_limits(
        cls, values: Any, row_limits: Any, name: str | None = None, validate: bool = True
    ) -> RaggedTensor:
        """Row i ends before value `row_limits[i]`, where the next starts."""
        limits = rows.integers("from_row_limits", "row_limits", row_limits)
        return cls.from_row_splits(values, np.append(0, limits), validate=validate)

    @classmethod
    def from_uniform_row_length(
        cls,
        values: Any,
        uniform_row_length: Any,
        nrows: Any = None,
        validate: bool = True,
        name: str | None = None,
    ) -> RaggedTensor:
        """Every row has `uniform_row_length` values.

        Raises:
          ValueError: the number of values is no multiple of it (or not `nrows` times it).
        """
        values, length = _values(values), int(uniform_row_length)
        count = _count(values)
        number = int(nrows) if nrows is not None else (count // length if length else 0)
        if validate and number * length != count:
            raise ValueError(
                f"uniform_row_length={length} times nrows={number} must equal nvals={count}"
            )
        return cls._of(values, np.arange(number + 1, dtype=np.int64) * length, length)

    @classmethod
    def from_nested_row_splits(
        cls, flat_values: Any, nested_row_splits: Sequence, name=None, validate: bool = True
    ) -> RaggedTensor:
        """`from_row_splits` for each of the splits, the last first: the last is the innermost."""
        return _nested(cls.from_row_splits, flat_values, nested_row_splits, validate)

    @classmethod
    def from_nested_row_lengths(
        cls, flat_values: Any, nested_row_lengths: Sequence, name=None, validate: bool = True
    ) -> RaggedTensor:
        """`from_row_lengths` for each of the lengths, the last first."""
        return _nested(cls.from_row_lengths, flat_values, nested_row_lengths, validate)

    @classmethod
    def from_nested_value_rowids(
        cls,
        flat_values: Any,
        nested_value_rowids: Sequence,
        nested_nrows: Sequence | None = None,
        name: str | None = None,
        validate: bool = True,
    ) -> RaggedTensor:
        """`from_value_rowids` for each of the row ids, the last first."""
        counts = nested_nrows if nested_nrows is not None else [None] * len(nested_value_rowids)
        result = flat_values
        for ids, count in zip(reversed(nested_value_rowids), reversed(counts), strict=True):
            result = cls.from_value_rowids(result, ids, count, validate=validate)
        return result

    @property
    def dtype(self) -> DType:
        return self._values.dtype

    @property
    def shape(self) -> TensorShape:
        """The sizes, None for a ragged axis."""
        return TensorShape([self._rows, self._uniform]).concatenate(self._values.shape[1:])

    def get_shape(self) -> TensorShape:
        """`shape`."""
        return self.shape

    @property
    def ragged_rank(self) -> int:
        """How many axes are ragged."""
        return 1 + (self._values.ragged_rank if isinstance(self._values, RaggedTensor) else 0)

    @property
    def values(self) -> Any:
        """The rows of this tensor one after the other; ragged if more axes are."""
        return self._values

    @property
    def flat_values(self) -> Tensor:
        """The innermost values, a tensor."""
        inner = self._values
        return inner.flat_values if isinstance(inner, RaggedTensor) else inner

    @property
    def row_splits(self) -> Tensor:
        """Where the rows begin and end among the values."""
        return self._integers(self._splits)

    @property
    def uniform_row_length(self) -> Tensor | None:
        """The length of all rows, if it is known to be one."""
        return None if self._uniform is None else self._integers(np.int64(self._uniform))

    @property
    def nested_row_splits(self) -> tuple[Tensor, ...]:
        """The splits of all ragged axes, the outermost first."""
        return tuple(level.row_splits for level in self._levels())

    def nested_row_lengths(self, name: str | None = None) -> tuple[Tensor, ...]:
        """The row lengths of all ragged axes."""
        return tuple(level.row_lengths() for level in self._levels())

    def nested_value_rowids(self, name: str | None = None) -> tuple[Tensor, ...]:
        """The row ids of all ragged axes."""
        return tuple(level.value_rowids() for level in self._levels())

    def value_rowids(self, name: str | None = None) -> Tensor:
        """For each value the row it is in."""
        return self._integers(rows.rowids_of_splits(self._splits))

    def nrows(self, out_type: Any = None, name: str | None = None) -> Tensor:
        """How many rows there are."""
        return convert_to_tensor(self._rows, self._splits_dtype if out_type is None else out_type)

    def row_starts(self, name: str | None = None) -> Tensor:
        """Where each row starts among the values."""
        return self._integers(self._splits[:-1])

    def row_limits(self, name: str | None = None) -> Tensor:
        """Where each row ends among the values."""
        return self._integers(self._splits[1:])

    def row_lengths(self, axis: int = 1, name: str | None = None) -> Any:
        """How many values each row has.

        Args:
          axis: the axis whose lengths are told; beyond 1, a ragged tensor of them.
          name: accepted for compatibility, not used.
        """
        if axis == 0:
            return self.nrows()
        if axis == 1:
            return self._integers(np.diff(self._splits))
        if isinstance(self._values, RaggedTensor):
            return self.with_values(self._values.row_lengths(axis - 1))
        size = self._values.shape[axis - 1]
        return self.with_values(self._integers(np.full(_count(self._values), size)))

    def bounding_shape(self, axis: Any = None, name: str | None = None, out_type: Any = None):
        """The shape of the smallest dense tensor that holds all rows, or one size of it."""
        sizes = self._integers(np.array(self._bounds(), np.int64), out_type)
        return sizes if axis is None else gather(sizes, axis)

    def with_values(self, new_values: Any) -> RaggedTensor:
        """The same rows of other values.

        Raises:
          ValueError: there are more or fewer of them.
        """
        new_values = _values(new_values)
        if _count(new_values) != self._splits[-1]:
            raise ValueError(
                f"Shapes ({self._splits[-1]},) and {new_values.shape[:1]} are incompatible"
            )
        return self._of(new_values, self._splits, self._uniform, self._splits_dtype)

    def with_flat_values(self, new_values: Any) -> RaggedTensor:
        """The same rows on all ragged axes, of other innermost values."""
        if isinstance(self._values, RaggedTensor):
            return self.with_values(self._values.with_flat_values(new_values))
        return self.with_values(new_values)

    def with_row_splits_dtype(self, dtype: Any) -> RaggedTensor:
        """The same with splits of another dtype, int32 or int64."""
        dtype, values = as_dtype(dtype), self._values
        if dtype.name not in ("int32", "int64"):
            raise ValueError(f"Argument `row_splits` dtype must be int32 or int64, got {dtype}")
        if isinstance(values, RaggedTensor):
            values = values.with_row_splits_dtype(dtype)
        return self._of(values, self._splits, self._uniform, dtype)

    def to_list(self) -> list:
        """Nested Python lists."""
        inner = self._values
        values = inner.to_list() if isinstance(inner, RaggedTensor) else inner.numpy().tolist()
        pairs = zip(self._splits[:-1], self._splits[1:], strict=True)
        return [values[start:stop] for start, stop in pairs]

    def numpy(self) -> np.ndarray:
        """An array of arrays; of rows of one length, an array like any other."""
        values = self._values.numpy()
        if not self._rows:
            return np.zeros((0, 0, *values.shape[1:]), values.dtype)
        pairs = zip(self._splits[:-1], self._splits[1:], strict=True)
        listed = [values[start:stop] for start, stop in pairs]
        if len({len(row) for row in listed}) == 1:
            return np.array(listed)
        array = np.empty(len(listed), object)
        array[:] = listed
        return array

    def consumers(self) -> list:
        """An empty list: there is no graph."""
        return []

    @property
    def _spec(self) -> RaggedTensorSpec:
        return _spec(self)

    @property
    def _type_spec(self) -> RaggedTensorSpec:
        return _spec(self)

    @property
    def _rows(self) -> int:
        return len(self._splits) - 1

    def _levels(self) -> Iterator[RaggedTensor]:
        level = self
        while isinstance(level, RaggedTensor):
            yield level
            level = level._values

    def _bounds(self) -> list[int]:
        widest = int(np.diff(self._splits).max(initial=0))
        inner = self._values
        within = inner._bounds() if isinstance(inner, RaggedTensor) else inner.shape.as_list()
        return [self._rows, widest, *within[1:]]

    def _integers(self, array: np.ndarray, dtype: Any = None) -> Tensor:
        return convert_to_tensor(array, self._splits_dtype if dtype is None else dtype)

    def __iter__(self) -> Iterator[Any]:
        return (self[row] for row in range(self._rows))

    def __bool__(self) -> bool:
        raise TypeError("RaggedTensor may not be used as a boolean.")

    def __hash__(self):
        raise TypeError("RaggedTensor is unhashable.")

    def __repr__(self) -> str:
        array = self.numpy() if self._splits[-1] else _rows_apart(self)
        return f"<tf.RaggedTensor {_text(array)}>"

    def __reduce__(self):
        splits = [level._splits for level in self._levels()]
        return RaggedTensor.from_nested_row_splits, (self.flat_values, splits)


def _nested(factory: Any, flat_values: Any, partitions: Sequence, validate: bool) -> RaggedTensor:
    if isinstance(partitions, Tensor):
        raise TypeError(f"Argument `nested_row_splits` must be a list of Tensors, got {partitions}")
    result = flat_values
    for partition in reversed(partitions):
        result = factory(result, partition, validate=validate)
    return result


def _values(value: Any) -> Any:
    value = value if isinstance(value, RaggedTensor) else convert_to_tensor(value)
    if not len(value.shape):
        raise ValueError(f"values must have rank >= 1, got {value}")
    return value


def _count(values: Any) -> int:
    return int(values.shape[0])


def _check_count(name: str, values: Any, count: int) -> None:
    if _count(values) != count:
        raise invalid(
            f"Arguments to {name} do not form a valid RaggedTensor",
            given=f"{_count(values)} values",
            expected=f"{count}, by the row partition",
        )


def _splits_dtype(partition: Any) -> DType:
    dtype = getattr(partition, "dtype", None)
    return as_dtype("int32") if dtype is not None and dtype == "int32" else int64


def _rows_apart(ragged: RaggedTensor) -> np.ndarray:
    # NumPy prints an array without elements as [], however many rows it has.
    array = np.empty(ragged._rows, object)
    array[:] = [np.zeros(0)] * ragged._rows
    return array


def _text(array: np.ndarray) -> str:
    return np.array2string(array, separator=", ", formatter={"all": _item_text}).replace(
        "\0", "\n "
    )


def _item_text(item: Any) -> str:
    if isinstance(item, np.ndarray):
        return _text(item).replace("\n", "\0")
    return repr(item) if isinstance(item, bytes) else str(item)


def _refuse(ragged: RaggedTensor, dtype: DType | None) -> Tensor:
    raise NotDense(ragged, "ragged.to_tensor(), or an op of tf.ragged")


def _spec(ragged: RaggedTensor) -> RaggedTensorSpec:
    return RaggedTensorSpec(ragged.shape, ragged.dtype, ragged.ragged_rank, ragged._splits_dtype)


RaggedTensorSpec.value_type = RaggedTensor
CONVERTERS[RaggedTensor] = _refuse
SPECS[RaggedTensor] = _spec
