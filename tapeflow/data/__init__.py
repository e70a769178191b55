"""`tf.data`: input pipelines."""

from tapeflow.data import experimental as experimental
from tapeflow.data.cardinality import AUTOTUNE as AUTOTUNE
from tapeflow.data.cardinality import INFINITE_CARDINALITY as INFINITE_CARDINALITY
from tapeflow.data.cardinality import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
from tapeflow.data.dataset import Dataset as Dataset
from tapeflow.data.dataset import DatasetSpec as DatasetSpec
from tapeflow.data.file_datasets import FixedLengthRecordDataset as FixedLengthRecordDataset
from tapeflow.data.file_datasets import TextLineDataset as TextLineDataset
from tapeflow.data.file_datasets import TFRecordDataset as TFRecordDataset
from tapeflow.data.iterator import Iterator as Iterator
from tapeflow.data.iterator import IteratorSpec as IteratorSpec
from tapeflow.data.iterator import NumpyIterator as NumpyIterator
from tapeflow.data.options import Options as Options
from tapeflow.data.options import ThreadingOptions as ThreadingOptions
