"""Descriptions of features."""

from tapeflow.ops.feature_columns.make import bucketized_column as bucketized_column
from tapeflow.ops.feature_columns.make import (
    categorical_column_with_hash_bucket as categorical_column_with_hash_bucket,
)
from tapeflow.ops.feature_columns.make import (
    categorical_column_with_identity as categorical_column_with_identity,
)
from tapeflow.ops.feature_columns.make import (
    categorical_column_with_vocabulary_file as categorical_column_with_vocabulary_file,
)
from tapeflow.ops.feature_columns.make import (
    categorical_column_with_vocabulary_list as categorical_column_with_vocabulary_list,
)
from tapeflow.ops.feature_columns.make import crossed_column as crossed_column
from tapeflow.ops.feature_columns.make import embedding_column as embedding_column
from tapeflow.ops.feature_columns.make import indicator_column as indicator_column
from tapeflow.ops.feature_columns.make import make_parse_example_spec as make_parse_example_spec
from tapeflow.ops.feature_columns.make import numeric_column as numeric_column
from tapeflow.ops.feature_columns.make import (
    sequence_categorical_column_with_hash_bucket as sequence_categorical_column_with_hash_bucket,
)
from tapeflow.ops.feature_columns.make import (
    sequence_categorical_column_with_identity as sequence_categorical_column_with_identity,
)
from tapeflow.ops.feature_columns.make import (
    sequence_categorical_column_with_vocabulary_file as sequence_categorical_column_with_vocabulary_file,  # noqa: E501 - one name
)
from tapeflow.ops.feature_columns.make import (
    sequence_categorical_column_with_vocabulary_list as sequence_categorical_column_with_vocabulary_list,  # noqa: E501 - one name
)
from tapeflow.ops.feature_columns.make import sequence_numeric_column as sequence_numeric_column
from tapeflow.ops.feature_columns.make import shared_embeddings as shared_embeddings
from tapeflow.ops.feature_columns.make import (
    weighted_categorical_column as weighted_categorical_column,
)
