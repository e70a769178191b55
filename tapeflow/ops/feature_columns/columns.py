"""Descriptions of features, `tf.feature_column`'s: what a column is called and how it is parsed.

Keras 3 has no layer that takes them; they say how examples are parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tapeflow.engine import DType
from tapeflow.engine.dtypes import int64, string
from tapeflow.ops.io import FixedLenFeature, VarLenFeature


class FeatureColumn:
    """The base of the columns.

    A subclass has `name`, `parents` (the features' names or columns it is made of) and
    `parse_example_spec`, what `tf.io.parse_example` must read for it.
    """

    @property
    def name(self) -> str:
        return self.key

    @property
    def parents(self) -> list:
        return [self.key]

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return {self.key: VarLenFeature(self.dtype)}


class CategoricalColumn(FeatureColumn):
    """A column of numbers of categories; it has `num_buckets`, how many there are."""


@dataclass(frozen=True)
class NumericColumn(FeatureColumn):
    """Numbers as they are; made by `tf.feature_column.numeric_column`."""

    key: str
    shape: tuple[int, ...]
    default_value: Any
    dtype: DType
    normalizer_fn: Any

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return {self.key: FixedLenFeature(self.shape, self.dtype, self.default_value)}


@dataclass(frozen=True)
class BucketizedColumn(CategoricalColumn):
    """In which of several ranges numbers lie; made by `tf.feature_column.bucketized_column`."""

    source_column: NumericColumn
    boundaries: tuple

    @property
    def name(self) -> str:
        return f"{self.source_column.name}_bucketized"

    @property
    def num_buckets(self) -> int:
        size = 1
        for n in self.source_column.shape:
            size *= n
        return (len(self.boundaries) + 1) * size

    @property
    def parents(self) -> list:
        return [self.source_column]

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return self.source_column.parse_example_spec


@dataclass(frozen=True)
class HashedCategoricalColumn(CategoricalColumn):
    """Categories by hashes."""

    key: str
    hash_bucket_size: int
    dtype: DType

    @property
    def num_buckets(self) -> int:
        return self.hash_bucket_size


@dataclass(frozen=True)
class IdentityCategoricalColumn(CategoricalColumn):
    """Categories that are numbers already."""

    key: str
    number_buckets: int
    default_value: int | None

    @property
    def num_buckets(self) -> int:
        return self.number_buckets

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return {self.key: VarLenFeature(int64)}


@dataclass(frozen=True)
class VocabularyListCategoricalColumn(CategoricalColumn):
    """Categories by their place in a list."""

    key: str
    vocabulary_list: tuple
    dtype: DType
    default_value: int
    num_oov_buckets: int

    @property
    def num_buckets(self) -> int:
        return len(self.vocabulary_list) + self.num_oov_buckets


@dataclass(frozen=True)
class VocabularyFileCategoricalColumn(CategoricalColumn):
    """Categories by their line in a file."""

    key: str
    vocabulary_file: str
    vocabulary_size: int
    num_oov_buckets: int
    dtype: DType
    default_value: int
    file_format: str | None

    @property
    def num_buckets(self) -> int:
        return self.vocabulary_size + self.num_oov_buckets


@dataclass(frozen=True)
class CrossedColumn(CategoricalColumn):
    """Categories of several columns together, by hashes."""

    keys: tuple
    hash_bucket_size: int
    hash_key: int | None

    @property
    def name(self) -> str:
        return "_X_".join(sorted(_leaf_names(self)))

    @property
    def num_buckets(self) -> int:
        return self.hash_bucket_size

    @property
    def parents(self) -> list:
        return list(self.keys)

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in self.keys:
            found |= (
                {key: VarLenFeature(string)} if isinstance(key, str) else key.parse_example_spec
            )
        return found


@dataclass(frozen=True)
class WeightedCategoricalColumn(CategoricalColumn):
    """Categories with weights from another feature."""

    categorical_column: CategoricalColumn
    weight_feature_key: str
    dtype: DType

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_weighted_by_{self.weight_feature_key}"

    @property
    def num_buckets(self) -> int:
        return self.categorical_column.num_buckets

    @property
    def parents(self) -> list:
        return [self.categorical_column, self.weight_feature_key]

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        weights = {self.weight_feature_key: VarLenFeature(self.dtype)}
        return self.categorical_column.parse_example_spec | weights


@dataclass(frozen=True)
class _OfCategories(FeatureColumn):
    categorical_column: CategoricalColumn

    @property
    def parents(self) -> list:
        return [self.categorical_column]

    @property
    def parse_example_spec(self) -> dict[str, Any]:
        return self.categorical_column.parse_example_spec


@dataclass(frozen=True)
class SequenceCategoricalColumn(_OfCategories):
    """Categories over time."""

    @property
    def name(self) -> str:
        return self.categorical_column.name

    @property
    def num_buckets(self) -> int:
        return self.categorical_column.num_buckets


@dataclass(frozen=True)
class IndicatorColumn(_OfCategories):
    """Categories as vectors of 0 and 1."""

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_indicator"


@dataclass(frozen=True)
class EmbeddingColumn(_OfCategories):
    """Categories as learned vectors."""

    dimension: int
    combiner: str
    initializer: Any
    ckpt_to_load_from: str | None
    tensor_name_in_ckpt: str | None
    max_norm: float | None
    trainable: bool
    use_safe_embedding_lookup: bool

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_embedding"


@dataclass(frozen=True)
class SharedEmbeddingColumn(EmbeddingColumn):
    """Categories as learned vectors that several columns share."""

    shared_embedding_collection_name: str = ""

    @property
    def name(self) -> str:
        return f"{self.categorical_column.name}_shared_embedding"


@dataclass(frozen=True)
class SequenceNumericColumn(FeatureColumn):
    """Numbers over time."""

    key: str
    shape: tuple[int, ...]
    default_value: float
    dtype: DType
    normalizer_fn: Any


def _leaf_names(column: CrossedColumn) -> list[str]:
    found = []
    for key in column.keys:
        if isinstance(key, CrossedColumn):
            found += _leaf_names(key)
        else:
            found.append(key if isinstance(key, str) else key.name)
    return found
