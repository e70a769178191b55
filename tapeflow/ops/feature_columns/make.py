"""The functions of `tf.feature_column`, which check what columns are made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tapeflow.engine import DType, as_dtype, problem
from tapeflow.engine.dtypes import int64, string
from tapeflow.ops.feature_columns.columns import (
    BucketizedColumn,
    CategoricalColumn,
    CrossedColumn,
    EmbeddingColumn,
    FeatureColumn,
    HashedCategoricalColumn,
    IdentityCategoricalColumn,
    IndicatorColumn,
    NumericColumn,
    SequenceCategoricalColumn,
    SequenceNumericColumn,
    SharedEmbeddingColumn,
    VocabularyFileCategoricalColumn,
    VocabularyListCategoricalColumn,
    WeightedCategoricalColumn,
)


def numeric_column(
    key: str,
    shape: Any = (1,),
    default_value: Any = None,
    dtype: Any = "float32",
    normalizer_fn: Any = None,
) -> NumericColumn:
    """Numbers of a feature.

    Keras 3 has no layer that takes feature columns: `tf.keras.layers.Normalization` and its kin do
    their work.

    Args:
      key: the feature's name.
      shape: how many numbers an example has.
      default_value: for examples that lack the feature.
      dtype: a float or an integer one.
      normalizer_fn: what is done with the numbers.

    Raises:
      TypeError: `key` is no string, or `shape` no integers.
      ValueError: a size below 1, or another dtype.

    >>> import tapeflow as tf
    >>> tf.feature_column.numeric_column("age").parse_example_spec
    {'age': FixedLenFeature(shape=(1,), dtype=tf.float32, default_value=None)}
    """
    _check_key(key)
    shape, dtype = _shape(shape), _number(dtype, key)
    if normalizer_fn is not None and not callable(normalizer_fn):
        raise TypeError(f"normalizer_fn must be a callable. Given: {normalizer_fn}")
    if default_value is not None:
        filled = np.broadcast_to(np.asarray(default_value, dtype.np), shape)
        default_value = tuple(filled.tolist()) if filled.ndim else filled.item()
    return NumericColumn(key, shape, default_value, dtype, normalizer_fn)


def bucketized_column(source_column: NumericColumn, boundaries: Sequence) -> BucketizedColumn:
    """In which of several ranges a number lies.

    Args:
      source_column: the numbers.
      boundaries: the ranges' limits, rising.

    Raises:
      ValueError: not one number each, or limits that do not rise.
    """
    if not isinstance(source_column, NumericColumn):
        raise ValueError(f"source_column must be a numeric_column. Given: {source_column}")
    if len(source_column.shape) > 1:
        raise ValueError(f"source_column must be one-dimensional. Given: {source_column}")
    limits = list(boundaries) if isinstance(boundaries, (list, tuple)) else None
    if not limits or any(a >= b for a, b in pairwise(limits)):
        raise ValueError(f"boundaries must be a sorted list. Given: {boundaries}")
    return BucketizedColumn(source_column, tuple(limits))


def categorical_column_with_hash_bucket(
    key: str, hash_bucket_size: int, dtype: Any = "string"
) -> HashedCategoricalColumn:
    """Categories by hashes.

    Args:
      key: the feature's name.
      hash_bucket_size: how many categories there are.
      dtype: strings or integers.

    Raises:
      ValueError: no size, or one below 1, or another dtype.
    """
    _check_key(key)
    if hash_bucket_size is None or hash_bucket_size < 1:
        raise ValueError(
            f"hash_bucket_size must be at least 1. hash_bucket_size: {hash_bucket_size}, key: {key}"
        )
    return HashedCategoricalColumn(key, hash_bucket_size, _category(dtype, key))


def categorical_column_with_identity(
    key: str, num_buckets: int, default_value: int | None = None
) -> IdentityCategoricalColumn:
    """Categories that are numbers from 0 on.

    Args:
      key: the feature's name.
      num_buckets: how many there are.
      default_value: for numbers out of range.

    Raises:
      ValueError: `num_buckets` below 1, or a default out of range.
    """
    _check_key(key)
    if num_buckets < 1:
        raise ValueError(f"num_buckets {num_buckets} < 1, column_name {key}")
    if default_value is not None and not 0 <= default_value < num_buckets:
        raise ValueError(
            f"default_value {default_value} not in range [0, {num_buckets}), column_name {key}"
        )
    return IdentityCategoricalColumn(key, num_buckets, default_value)


def categorical_column_with_vocabulary_list(
    key: str,
    vocabulary_list: Sequence,
    dtype: Any = None,
    default_value: int = -1,
    num_oov_buckets: int = 0,
) -> VocabularyListCategoricalColumn:
    """Categories by their place in a list.

    Args:
      key: the feature's name.
      vocabulary_list: the values, each once.
      dtype: by default that of the list.
      default_value: for other values.
      num_oov_buckets: how many further categories other values share, by hashes.

    Raises:
      ValueError: no values, or one twice, or both ways for other values.
    """
    _check_key(key)
    if vocabulary_list is None or len(vocabulary_list) < 1:
        raise ValueError(f"vocabulary_list {vocabulary_list} must be non-empty, column_name: {key}")
    values = tuple(vocabulary_list)
    if len(set(values)) != len(values):
        raise ValueError(f"Duplicate keys in vocabulary_list {vocabulary_list}, column_name: {key}")
    _check_others(key, default_value, -1, num_oov_buckets)
    own = as_dtype(np.asarray(values).dtype)
    kind = _category(dtype or (string if own is string else int64), key)
    return VocabularyListCategoricalColumn(key, values, kind, default_value, num_oov_buckets)


def categorical_column_with_vocabulary_file(
    key: str,
    vocabulary_file: str,
    vocabulary_size: int | None = None,
    dtype: Any = "string",
    default_value: int | None = None,
    num_oov_buckets: int = 0,
    file_format: str | None = None,
) -> VocabularyFileCategoricalColumn:
    """Categories by their line in a file.

    Args:
      key: the feature's name.
      vocabulary_file: its path.
      vocabulary_size: how many lines count; all by default.
      dtype: strings or integers.
      default_value: for other values; -1 by default.
      num_oov_buckets: how many further categories other values share, by hashes.
      file_format: only None or "text".

    Raises:
      ValueError: no path, a size below 1, or both ways for other values.
    """
    _check_key(key)
    if not vocabulary_file:
        raise ValueError(f"Missing vocabulary_file in {key}.")
    if vocabulary_size is None:
        with open(vocabulary_file, "rb") as file:
            vocabulary_size = sum(1 for _ in file)
    if vocabulary_size < 1:
        raise ValueError(f"Invalid vocabulary_size in {key}.")
    _check_others(key, default_value, None, num_oov_buckets)
    default = -1 if default_value is None else default_value
    kind = _category(dtype, key)
    return VocabularyFileCategoricalColumn(
        key, vocabulary_file, vocabulary_size, num_oov_buckets, kind, default, file_format
    )


def crossed_column(
    keys: Sequence, hash_bucket_size: int, hash_key: int | None = None
) -> CrossedColumn:
    """Categories of several columns together, by hashes.

    Args:
      keys: at least two features' names or categorical columns, but hashed ones.
      hash_bucket_size: how many categories there are.
      hash_key: begins the hash.

    Raises:
      ValueError: fewer than two, a size below 1, or a column that can't be crossed.
    """
    if not hash_bucket_size or hash_bucket_size < 1:
        raise ValueError(f"hash_bucket_size must be > 1. hash_bucket_size: {hash_bucket_size}")
    if not keys or len(keys) < 2:
        raise ValueError(f"keys must be a list with length > 1. Given: {keys}")
    for key in keys:
        if isinstance(key, HashedCategoricalColumn):
            raise ValueError(
                "categorical_column_with_hash_bucket is not supported for crossing; use its "
                f"feature's name. Given: {key}"
            )
        if not isinstance(key, (str, CategoricalColumn)):
            raise ValueError(f"Unsupported key type: {key}")
    return CrossedColumn(tuple(keys), hash_bucket_size, hash_key)


def weighted_categorical_column(
    categorical_column: CategoricalColumn, weight_feature_key: str, dtype: Any = "float32"
) -> WeightedCategoricalColumn:
    """Categories with weights from another feature.

    Args:
      categorical_column: the categories.
      weight_feature_key: the weights' feature.
      dtype: of the weights.

    Raises:
      ValueError: `dtype` is not one of numbers.
    """
    return WeightedCategoricalColumn(
        categorical_column, weight_feature_key, _number(dtype, weight_feature_key)
    )


def indicator_column(categorical_column: CategoricalColumn) -> IndicatorColumn:
    """Categories as vectors of 0 and 1, added up over an example's values.

    Args:
      categorical_column: the categories.

    Raises:
      ValueError: it is no categorical column.
    """
    _check_categories(categorical_column)
    return IndicatorColumn(categorical_column)


def embedding_column(
    categorical_column: CategoricalColumn,
    dimension: int,
    combiner: str = "mean",
    initializer: Any = None,
    ckpt_to_load_from: str | None = None,
    tensor_name_in_ckpt: str | None = None,
    max_norm: float | None = None,
    trainable: bool = True,
    use_safe_embedding_lookup: bool = True,
) -> EmbeddingColumn:
    """Categories as learned vectors.

    Args:
      categorical_column: the categories.
      dimension: the vectors' length, at least 1.
      combiner: how an example's vectors become one: "mean", "sqrtn" or "sum".
      initializer: what they are at first.
      ckpt_to_load_from: a checkpoint that has them.
      tensor_name_in_ckpt: their name in it.
      max_norm: the longest they may be.
      trainable: whether they are trained.
      use_safe_embedding_lookup: whether examples without a category get zeros.

    Raises:
      ValueError: `dimension` below 1, another initializer or half of a checkpoint's name.
    """
    options = (combiner, initializer, ckpt_to_load_from, tensor_name_in_ckpt, max_norm)
    _check_embedding(dimension, *options[1:4])
    _check_categories(categorical_column)
    return EmbeddingColumn(
        categorical_column, dimension, *options, trainable, use_safe_embedding_lookup
    )


def shared_embeddings(
    categorical_columns: Sequence,
    dimension: int,
    combiner: str = "mean",
    initializer: Any = None,
    shared_embedding_collection_name: str | None = None,
    ckpt_to_load_from: str | None = None,
    tensor_name_in_ckpt: str | None = None,
    max_norm: float | None = None,
    trainable: bool = True,
    use_safe_embedding_lookup: bool = True,
) -> list[SharedEmbeddingColumn]:
    """Categories of several columns as learned vectors that they share.

    Args:
      categorical_columns: columns of one kind and number of categories.
      dimension: see `embedding_column`, like the following.
      combiner: see there.
      initializer: see there.
      shared_embedding_collection_name: made of the columns' names by default.
      ckpt_to_load_from: see there.
      tensor_name_in_ckpt: see there.
      max_norm: see there.
      trainable: see there.
      use_safe_embedding_lookup: see there.

    Raises:
      ValueError: the columns differ in kind or size.
    """
    options = (combiner, initializer, ckpt_to_load_from, tensor_name_in_ckpt, max_norm)
    _check_embedding(dimension, *options[1:4])
    columns = sorted(categorical_columns, key=lambda column: column.name)
    if len({type(column) for column in columns}) > 1:
        raise ValueError("All categorical_columns must have the same type")
    if len({column.num_buckets for column in columns}) > 1:
        raise ValueError("To use shared_embeddings, all columns must have the same num_buckets")
    name = shared_embedding_collection_name
    if not name:
        name = "_".join(column.name for column in columns) + "_shared_embedding"
    return [
        SharedEmbeddingColumn(
            column, dimension, *options, trainable, use_safe_embedding_lookup, name
        )
        for column in categorical_columns
    ]


def sequence_numeric_column(
    key: str,
    shape: Any = (1,),
    default_value: float = 0.0,
    dtype: Any = "float32",
    normalizer_fn: Any = None,
) -> SequenceNumericColumn:
    """Numbers over time; the arguments and errors are those of `numeric_column`."""
    _check_key(key)
    if normalizer_fn is not None and not callable(normalizer_fn):
        raise TypeError(f"normalizer_fn must be a callable. Given: {normalizer_fn}")
    return SequenceNumericColumn(
        key, _shape(shape), default_value, _number(dtype, key), normalizer_fn
    )


def sequence_categorical_column_with_hash_bucket(
    key: str, hash_bucket_size: int, dtype: Any = "string"
) -> SequenceCategoricalColumn:
    """`categorical_column_with_hash_bucket` over time."""
    made = categorical_column_with_hash_bucket(key, hash_bucket_size, dtype)
    return SequenceCategoricalColumn(made)


def sequence_categorical_column_with_identity(
    key: str, num_buckets: int, default_value: int | None = None
) -> SequenceCategoricalColumn:
    """`categorical_column_with_identity` over time."""
    made = categorical_column_with_identity(key, num_buckets, default_value)
    return SequenceCategoricalColumn(made)


def sequence_categorical_column_with_vocabulary_list(
    key: str,
    vocabulary_list: Sequence,
    dtype: Any = None,
    default_value: int = -1,
    num_oov_buckets: int = 0,
) -> SequenceCategoricalColumn:
    """`categorical_column_with_vocabulary_list` over time."""
    made = categorical_column_with_vocabulary_list(
        key, vocabulary_list, dtype, default_value, num_oov_buckets
    )
    return SequenceCategoricalColumn(made)


def sequence_categorical_column_with_vocabulary_file(
    key: str,
    vocabulary_file: str,
    vocabulary_size: int | None = None,
    num_oov_buckets: int = 0,
    default_value: int | None = None,
    dtype: Any = "string",
) -> SequenceCategoricalColumn:
    """`categorical_column_with_vocabulary_file` over time."""
    made = categorical_column_with_vocabulary_file(
        key, vocabulary_file, vocabulary_size, dtype, default_value, num_oov_buckets
    )
    return SequenceCategoricalColumn(made)


def make_parse_example_spec(feature_columns: Sequence) -> dict[str, Any]:
    """What `tf.io.parse_example` must read for columns.

    Args:
      feature_columns: the columns.

    Raises:
      ValueError: one is no column, or two want the same feature otherwise.
    """
    found: dict[str, Any] = {}
    for column in feature_columns:
        if not isinstance(column, FeatureColumn):
            raise ValueError(f"All feature_columns must be FeatureColumn instances: {column}")
        for key, how in column.parse_example_spec.items():
            if found.setdefault(key, how) != how:
                raise ValueError(
                    problem(f"feature_columns contain different parse_spec for key {key}", how)
                )
    return found


def _check_key(key: Any) -> None:
    if not isinstance(key, str):
        raise ValueError(f"key must be a string. Got: type {type(key)}. Given key: {key}.")


def _check_categories(column: Any) -> None:
    if not isinstance(column, (CategoricalColumn, SequenceCategoricalColumn)):
        raise ValueError(
            f"Unsupported input type. Input must be a CategoricalColumn. Given: {column}"
        )


def _check_embedding(dimension: Any, initializer: Any, checkpoint: Any, tensor: Any) -> None:
    if dimension is None or dimension < 1:
        raise ValueError(f"Invalid dimension {dimension}.")
    if (checkpoint is None) != (tensor is None):
        raise ValueError("Must specify both `ckpt_to_load_from` and `tensor_name_in_ckpt` or none")
    if initializer is not None and not callable(initializer):
        raise ValueError("initializer must be callable if specified.")


def _check_others(key: str, default: Any, unsaid: Any, buckets: int) -> None:
    if buckets < 0:
        raise ValueError(f"Invalid num_oov_buckets {buckets} in {key}.")
    if buckets and default != unsaid:
        raise ValueError(f"Can't specify both num_oov_buckets and default_value in {key}.")


def _shape(shape: Any) -> tuple[int, ...]:
    sizes = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape)
    for size in sizes:
        if not isinstance(size, (int, np.integer)):
            raise TypeError(f"shape dimensions must be integer. shape: {shape}")
        if size < 1:
            raise ValueError(f"shape dimensions must be greater than 0. shape: {shape}")
    return sizes


def _number(dtype: Any, key: str) -> DType:
    kind = as_dtype(dtype)
    if not (kind.is_floating or kind.is_integer):
        raise ValueError(f"dtype must be convertible to float. dtype: {kind}, key: {key}")
    return kind


def _category(dtype: Any, key: str) -> DType:
    kind = as_dtype(dtype)
    if kind is not string and not kind.is_integer:
        raise ValueError(f"dtype must be string or integer. dtype: {kind}, column_name: {key}")
    return kind
