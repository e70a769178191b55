"""Lookup tables of data sets."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.data.dataset import Dataset
from tapeflow.engine import as_dtype, convert_to_tensor
from tapeflow.ops.lookup import (
    KeyValueTensorInitializer,
    StaticHashTable,
    StaticVocabularyTable,
)


class DatasetInitializer(KeyValueTensorInitializer):
    """Keys and values of a data set of pairs, which is read at once.

    Args:
      dataset: finite.

    Raises:
      ValueError: its elements are no pairs of scalars.

    >>> import tapeflow as tf
    >>> pairs = tf.data.Dataset.from_tensor_slices((["a", "b"], [10, 20]))
    >>> table = tf.lookup.StaticHashTable(tf.data.experimental.DatasetInitializer(pairs), -1)
    >>> table.lookup(tf.constant(["b", "c"])).numpy().tolist()
    [20, -1]
    """

    def __init__(self, dataset: Dataset):
        spec = dataset.element_spec
        if not isinstance(spec, tuple) or len(spec) != 2:
            raise ValueError(f"The dataset must have pairs of key and value, it has {spec}")
        rows = [[part.numpy() for part in pair] for pair in dataset]
        keys, values = (
            convert_to_tensor(_array([row[i] for row in rows], spec[i].dtype), spec[i].dtype)
            for i in range(2)
        )
        super().__init__(keys, values)


def table_from_dataset(
    dataset: Dataset | None = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: Any = None,
    hasher_spec: Any = None,
    key_dtype: Any = "string",
    name: str | None = None,
) -> Any:
    """A lookup table of a data set's pairs.

    Args:
      dataset: pairs of a key and a value.
      num_oov_buckets: how many further numbers unknown keys share; 0 for `default_value`.
      vocab_size: how many pairs are read; all by default.
      default_value: of unknown keys; -1 or "" by default.
      hasher_spec: only the default.
      key_dtype: of the keys.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `vocab_size` is below 1, or `num_oov_buckets` negative.
      TypeError: the keys are of another dtype.
    """
    _check(num_oov_buckets, vocab_size, hasher_spec)
    spec = dataset.element_spec
    if spec[0].dtype is not as_dtype(key_dtype):
        raise TypeError(f"Keys must be {key_dtype}, the dataset has {spec[0].dtype.name}")
    pairs = dataset if vocab_size is None else dataset.take(vocab_size)
    initializer = DatasetInitializer(pairs)
    if num_oov_buckets:
        return StaticVocabularyTable(initializer, num_oov_buckets)
    if default_value is None:
        default_value = "" if initializer.value_dtype.name == "string" else -1
    return StaticHashTable(initializer, default_value)


def index_table_from_dataset(
    dataset: Dataset | None = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: Any = None,
    key_dtype: Any = "string",
    name: str | None = None,
) -> Any:
    """A lookup table from a data set's elements to their numbers; see `table_from_dataset`."""
    numbered = dataset.enumerate().map(lambda number, key: (key, number))
    return table_from_dataset(
        numbered, num_oov_buckets, vocab_size, default_value, hasher_spec, key_dtype
    )


def _check(num_oov_buckets: int, vocab_size: int | None, hasher_spec: Any) -> None:
    if num_oov_buckets < 0:
        raise ValueError(f"`num_oov_buckets` must be >= 0, got {num_oov_buckets}.")
    if vocab_size is not None and vocab_size < 1:
        raise ValueError(f"`vocab_size` must be >= 1, got {vocab_size}.")
    if hasher_spec is not None:
        raise NotImplementedError("hasher_spec: only the default, farmhash, is built")


def _array(values: list, dtype: Any) -> np.ndarray:
    return np.array(values, object if dtype.name == "string" else dtype.np)
