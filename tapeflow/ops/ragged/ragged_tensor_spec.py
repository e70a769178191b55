"""`tf.RaggedTensorSpec`: what a ragged tensor looks like from outside."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import DType, TensorShape, TypeSpec, as_dtype
from tapeflow.engine.dtypes import float32, int64


class RaggedTensorSpec(TypeSpec):
    """A ragged tensor's shape, dtype and number of ragged axes.

    Args:
      shape: a shape, None for ragged axes.
      dtype: of the values; float32 by default.
      ragged_rank: how many axes are ragged; by default all but the first.
      row_splits_dtype: int64 by default.
      flat_values_spec: not supported; only None.

    >>> import tapeflow as tf
    >>> tf.RaggedTensorSpec([None, None], tf.int32)
    RaggedTensorSpec(TensorShape([None, None]), tf.int32, 1, tf.int64)
    """

    __slots__ = ("dtype", "ragged_rank", "row_splits_dtype", "shape")

    def __init__(
        self,
        shape: Any = None,
        dtype: Any = float32,
        ragged_rank: int | None = None,
        row_splits_dtype: Any = int64,
        flat_values_spec: Any = None,
    ):
        if flat_values_spec is not None:
            raise NotImplementedError("tf.RaggedTensorSpec: flat_values_spec; give dtype instead")
        self.shape = TensorShape(shape)
        self.dtype: DType = as_dtype(dtype)
        self.row_splits_dtype = as_dtype(row_splits_dtype)
        rank = self.shape.rank
        if ragged_rank is None:
            if rank is None:
                raise ValueError("Must specify ragged_rank or a shape with a known rank.")
            ragged_rank = rank - 1
        self.ragged_rank = ragged_rank
        if rank is not None and ragged_rank >= rank:
            raise ValueError(
                f"Argument `ragged_rank` ({ragged_rank}) must be less than rank ({rank})"
            )

    @classmethod
    def from_value(cls, value: Any) -> RaggedTensorSpec:
        """A ragged tensor's spec."""
        return cls(value.shape, value.dtype, value.ragged_rank, value.row_splits.dtype)

    # Set to the class by its module, which imports this one.
    value_type: type = object

    def _serialize(self) -> tuple:
        return (self.shape, self.dtype, self.ragged_rank, self.row_splits_dtype)

    def __repr__(self) -> str:
        parts = f"{self.shape!r}, {self.dtype!r}, {self.ragged_rank}, {self.row_splits_dtype!r}"
        return f"RaggedTensorSpec({parts})"
