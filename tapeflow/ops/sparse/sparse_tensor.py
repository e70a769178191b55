"""`tf.SparseTensor`: the entries of a tensor that is mostly zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import (
    CONVERTERS,
    SPECS,
    DType,
    NotDense,
    Tensor,
    TensorShape,
    TypeSpec,
    as_dtype,
    convert_to_tensor,
    host_value,
)
from tapeflow.engine.dtypes import float32, int64
from tapeflow.engine.spec import Spec, spec


class SparseTensor:
    """Some entries of a tensor, by their coordinates; all others are 0.

    Args:
      indices: int64 of shape `[count, rank]`, the coordinates, in row-major order.
      values: a tensor of shape `[count]`.
      dense_shape: int64 of shape `[rank]`.

    Raises:
      ValueError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> s = tf.SparseTensor([[0, 1], [1, 0]], [5.0, 7.0], [2, 2])
    >>> tf.sparse.to_dense(s).numpy()
    array([[0., 5.],
           [7., 0.]], dtype=float32)
    """

    __array_priority__ = 100

    def __init__(self, indices: Any, values: Any, dense_shape: Any):
        self.indices = _int64(indices, 2)
        self.values = convert_to_tensor(values)
        self.dense_shape = _int64(dense_shape, 1)
        count, rank = self.indices.shape.as_list()
        if self.values.shape.as_list() != [count]:
            given = self.values.shape[0] if self.values.ndim else ()
            raise ValueError(f"Dimensions {count} and {given} are not compatible")
        if self.dense_shape.shape[0] != rank:
            raise ValueError(
                f"Dimensions {rank} and {self.dense_shape.shape[0]} are not compatible"
            )

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """A sparse tensor of anything that has its three parts."""
        value = sparse_tensor_value
        return cls(value.indices, value.values, value.dense_shape)

    @property
    def dtype(self) -> DType:
        return self.values.dtype

    @property
    def shape(self) -> TensorShape:
        return TensorShape(self._sizes)

    def get_shape(self) -> TensorShape:
        """`shape`."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Checks that `shape` is compatible."""
        self.shape.assert_is_compatible_with(shape)

    def with_values(self, new_values: Any) -> SparseTensor:
        """The same coordinates with other values."""
        return SparseTensor(self.indices, new_values, self.dense_shape)

    def consumers(self) -> list:
        """An empty list: there is no graph."""
        return []

    @property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(int(size) for size in self.dense_shape.numpy())

    @property
    def _places(self) -> np.ndarray:
        known = host_value(self.indices)
        return self.indices.numpy() if known is None else known

    @property
    def _spec(self) -> Spec:
        return spec(self._sizes, self.dtype)

    @property
    def _type_spec(self) -> SparseTensorSpec:
        return SparseTensorSpec(self.shape, self.dtype)

    def __repr__(self) -> str:
        return (
            f"SparseTensor(indices={self.indices!s}, values={self.values!s}, "
            f"dense_shape={self.dense_shape!s})"
        )

    def __reduce__(self):
        return SparseTensor, (self.indices, self.values, self.dense_shape)


class SparseTensorSpec(TypeSpec):
    """A sparse tensor's shape and dtype.

    Args:
      shape: of the dense tensor; None where unknown.
      dtype: float32 by default.

    >>> import tapeflow as tf
    >>> tf.SparseTensorSpec([None, 10])
    SparseTensorSpec(TensorShape([None, 10]), tf.float32)
    """

    __slots__ = ("dtype", "shape")
    value_type = SparseTensor

    def __init__(self, shape: Any = None, dtype: Any = float32):
        self.shape = TensorShape(shape)
        self.dtype = as_dtype(dtype)

    @classmethod
    def from_value(cls, value: Any) -> SparseTensorSpec:
        """A sparse tensor's spec."""
        return cls(value.shape, value.dtype)

    @property
    def rank(self) -> int | None:
        return self.shape.rank

    def with_open_sizes(self) -> SparseTensorSpec:
        """The spec of sparse tensors of this rank and any sizes."""
        return SparseTensorSpec([None] * len(self.shape), self.dtype)

    def _serialize(self) -> tuple:
        return (self.shape, self.dtype)

    def __repr__(self) -> str:
        return f"SparseTensorSpec({self.shape!r}, {self.dtype!r})"


def _int64(value: Any, rank: int) -> Tensor:
    if not isinstance(value, Tensor):
        array = np.asarray(getattr(value, "numpy", lambda: value)())
        if rank == 2 and array.size == 0 and array.ndim != 2:
            array = array.reshape(0, array.shape[-1] if array.ndim else 0)
        value = convert_to_tensor(array.astype(np.int64) if not array.size else array)
    if value.dtype is not int64:
        if not value.dtype.is_integer:
            raise ValueError(f"a SparseTensor's indices and shape must be int64, not {value.dtype}")
        value = convert_to_tensor(value.numpy().astype(np.int64))
    if value.ndim != rank:
        raise ValueError(f"Shape {value.shape} must have rank {rank}")
    return value


def _refuse(sparse: SparseTensor, dtype: DType | None) -> Tensor:
    raise NotDense(sparse, "tf.sparse.to_dense(sparse), or an op of tf.sparse")


CONVERTERS[SparseTensor] = _refuse
SPECS[SparseTensor] = SparseTensorSpec.from_value
