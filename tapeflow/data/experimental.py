"""`tf.data.experimental`."""

from tapeflow.data.cardinality import AUTOTUNE as AUTOTUNE
from tapeflow.data.cardinality import INFINITE_CARDINALITY as INFINITE_CARDINALITY
from tapeflow.data.cardinality import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
from tapeflow.data.csv_dataset import CsvDataset as CsvDataset
from tapeflow.data.csv_dataset import make_csv_dataset as make_csv_dataset
from tapeflow.data.iterator import Optional as Optional
from tapeflow.data.options import AutoShardPolicy as AutoShardPolicy
from tapeflow.data.options import AutotuneAlgorithm as AutotuneAlgorithm
from tapeflow.data.options import AutotuneOptions as AutotuneOptions
from tapeflow.data.options import DistributeOptions as DistributeOptions
from tapeflow.data.options import ExternalStatePolicy as ExternalStatePolicy
from tapeflow.data.options import OptimizationOptions as OptimizationOptions
from tapeflow.data.options import ServiceOptions as ServiceOptions
from tapeflow.data.options import ThreadingOptions as ThreadingOptions
from tapeflow.data.transformations import RandomDataset as RandomDataset
from tapeflow.data.transformations import assert_cardinality as assert_cardinality
from tapeflow.data.transformations import at as at
from tapeflow.data.transformations import bucket_by_sequence_length as bucket_by_sequence_length
from tapeflow.data.transformations import cardinality as cardinality
from tapeflow.data.transformations import choose_from_datasets as choose_from_datasets
from tapeflow.data.transformations import counter as Counter
from tapeflow.data.transformations import enumerate_dataset as enumerate_dataset
from tapeflow.data.transformations import from_list as from_list
from tapeflow.data.transformations import get_single_element as get_single_element
from tapeflow.data.transformations import get_structure as get_structure
from tapeflow.data.transformations import group_by_window as group_by_window
from tapeflow.data.transformations import ignore_errors as ignore_errors
from tapeflow.data.transformations import load as load
from tapeflow.data.transformations import map_and_batch as map_and_batch
from tapeflow.data.transformations import parallel_interleave as parallel_interleave
from tapeflow.data.transformations import prefetch_to_device as prefetch_to_device
from tapeflow.data.transformations import rejection_resample as rejection_resample
from tapeflow.data.transformations import sample_from_datasets as sample_from_datasets
from tapeflow.data.transformations import save as save
from tapeflow.data.transformations import scan as scan
from tapeflow.data.transformations import shuffle_and_repeat as shuffle_and_repeat
from tapeflow.data.transformations import snapshot as snapshot
from tapeflow.data.transformations import take_while as take_while
from tapeflow.data.transformations import unbatch as unbatch
from tapeflow.data.transformations import unique as unique
from tapeflow.data.transformations import copy_to_device as copy_to_device
from tapeflow.data.transformations import dense_to_ragged_batch as dense_to_ragged_batch
from tapeflow.data.transformations import dense_to_sparse_batch as dense_to_sparse_batch
from tapeflow.data.transformations import enable_debug_mode as enable_debug_mode
from tapeflow.data.transformations import get_next_as_optional as get_next_as_optional
from tapeflow.data.transformations import pad_to_cardinality as pad_to_cardinality
from tapeflow.data.reducers import Reducer as Reducer
from tapeflow.data.reducers import group_by_reducer as group_by_reducer
from tapeflow.data.example_datasets import TFRecordWriter as TFRecordWriter
from tapeflow.data.example_datasets import (
    make_batched_features_dataset as make_batched_features_dataset,
)
from tapeflow.data.example_datasets import parse_example_dataset as parse_example_dataset
from tapeflow.data.table_datasets import DatasetInitializer as DatasetInitializer
from tapeflow.data.table_datasets import index_table_from_dataset as index_table_from_dataset
from tapeflow.data.table_datasets import table_from_dataset as table_from_dataset

SHARD_HINT = -1
