"""How the features of an `Example` are to be read."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from tapeflow.engine.dtypes import int32


class VarLenFeature(namedtuple("VarLenFeature", ["dtype"])):
    """Any number of values: a sparse tensor.

    Args:
      dtype: float32, int64 or string.
    """


class FixedLenFeature(namedtuple("FixedLenFeature", ["shape", "dtype", "default_value"])):
    """Values of one shape: a tensor.

    Args:
      shape: the shape in each example.
      dtype: float32, int64 or string.
      default_value: what an example without the feature has; without a default that is an error.
    """

    def __new__(cls, shape: Any, dtype: Any, default_value: Any = None):
        return super().__new__(cls, shape, dtype, default_value)


class FixedLenSequenceFeature(
    namedtuple("FixedLenSequenceFeature", ["shape", "dtype", "allow_missing", "default_value"])
):
    """Any number of values of one shape: a tensor, padded to the longest example.

    Args:
      shape: the shape of each entry.
      dtype: float32, int64 or string.
      allow_missing: whether an example may lack the feature; then it has no entries.
      default_value: what examples are padded with; 0 or "" by default.
    """

    def __new__(
        cls, shape: Any, dtype: Any, allow_missing: bool = False, default_value: Any = None
    ):
        return super().__new__(cls, shape, dtype, allow_missing, default_value)


class SparseFeature(
    namedtuple("SparseFeature", ["index_key", "value_key", "dtype", "size", "already_sorted"])
):
    """Values of one feature at places that other features tell: a sparse tensor.

    Args:
      index_key: the feature of places, or a list of them, one an axis.
      value_key: the feature of values.
      dtype: float32, int64 or string.
      size: the size of the axis, or a list of sizes.
      already_sorted: whether the places are in order.
    """

    def __new__(
        cls, index_key: Any, value_key: str, dtype: Any, size: Any, already_sorted: bool = False
    ):
        return super().__new__(cls, index_key, value_key, dtype, size, already_sorted)


class RaggedFeature(
    namedtuple(
        "RaggedFeature", ["dtype", "value_key", "partitions", "row_splits_dtype", "validate"]
    )
):
    """Any number of values: a ragged tensor (a tensor, for a single example).

    Args:
      dtype: float32, int64 or string.
      value_key: the feature's name; by default its key.
      partitions: not supported; only ().
      row_splits_dtype: int32 by default, or int64.
      validate: accepted for compatibility.
    """

    def __new__(
        cls,
        dtype: Any,
        value_key: str | None = None,
        partitions: Any = (),
        row_splits_dtype: Any = int32,
        validate: bool = False,
    ):
        if partitions:
            raise NotImplementedError(
                "tf.io.RaggedFeature: partitions; read them as features of their own and use "
                "tf.RaggedTensor.from_row_splits or the like"
            )
        return super().__new__(cls, dtype, value_key, tuple(partitions), row_splits_dtype, validate)
