"""Specs of tensor arrays, rows by index, and nothing."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import TensorShape, TypeSpec, as_dtype
from tapeflow.ops.array import IndexedSlices
from tapeflow.ops.control_flow.tensor_array import TensorArray


class TensorArraySpec(TypeSpec):
    """What the elements of a `tf.TensorArray` look like.

    Args:
      element_shape: their shape; None if nothing is known.
      dtype: their dtype.
      dynamic_size: whether writing makes it longer.
      infer_shape: whether all have the shape of the first.

    >>> import tapeflow as tf
    >>> tf.TensorArraySpec([2], tf.int32).value_type.__name__
    'TensorArray'
    """

    def __init__(
        self,
        element_shape: Any = None,
        dtype: Any = "float32",
        dynamic_size: bool = False,
        infer_shape: bool = True,
    ):
        self._element_shape, self._dtype = TensorShape(element_shape), as_dtype(dtype)
        self._dynamic_size, self._infer_shape = dynamic_size, infer_shape

    @classmethod
    def from_value(cls, value: TensorArray) -> TensorArraySpec:
        """An array's spec."""
        return cls(value.element_shape, value.dtype, value._dynamic_size, value._infer_shape)

    @property
    def value_type(self) -> type:
        return TensorArray

    def _serialize(self) -> tuple:
        return (self._element_shape, self._dtype, self._dynamic_size, self._infer_shape)


class IndexedSlicesSpec(TypeSpec):
    """What a `tf.IndexedSlices` looks like.

    Args:
      shape: of the tensor it stands for.
      dtype: of its values.
      indices_dtype: of its indices.
      dense_shape_dtype: of `dense_shape`; None if that is not known.
      indices_shape: of its indices.
    """

    def __init__(
        self,
        shape: Any = None,
        dtype: Any = "float32",
        indices_dtype: Any = "int64",
        dense_shape_dtype: Any = None,
        indices_shape: Any = None,
    ):
        self._shape = TensorShape(shape)
        self._values_dtype, self._indices_dtype = as_dtype(dtype), as_dtype(indices_dtype)
        known = dense_shape_dtype is not None
        self._dense_shape_dtype = as_dtype(dense_shape_dtype) if known else None
        rank = [None] if indices_shape is None else indices_shape
        self._indices_shape = TensorShape(rank)

    @classmethod
    def from_value(cls, value: IndexedSlices) -> IndexedSlicesSpec:
        """The spec of some rows."""
        dense = None if value.dense_shape is None else value.dense_shape.dtype
        return cls(value.shape, value.dtype, value.indices.dtype, dense, value.indices.shape)

    @property
    def value_type(self) -> type:
        return IndexedSlices

    def _serialize(self) -> tuple:
        return (
            self._shape,
            self._values_dtype,
            self._indices_dtype,
            self._dense_shape_dtype,
            self._indices_shape,
        )


class NoneTensorSpec(TypeSpec):
    """The spec of None."""

    @classmethod
    def from_value(cls, value: None) -> NoneTensorSpec:
        """The spec."""
        return cls()

    @property
    def value_type(self) -> type:
        return type(None)

    def _serialize(self) -> tuple:
        return ()
