"""`tf.io`: files, records and parsing."""

from tapeflow.io import gfile as gfile
from tapeflow.ops.io import FixedLenFeature as FixedLenFeature
from tapeflow.ops.io import FixedLenSequenceFeature as FixedLenSequenceFeature
from tapeflow.ops.io import RaggedFeature as RaggedFeature
from tapeflow.ops.io import SparseFeature as SparseFeature
from tapeflow.ops.io import TFRecordOptions as TFRecordOptions
from tapeflow.ops.io import TFRecordWriter as TFRecordWriter
from tapeflow.ops.io import VarLenFeature as VarLenFeature
from tapeflow.ops.io import decode_base64 as decode_base64
from tapeflow.ops.io import decode_compressed as decode_compressed
from tapeflow.ops.io import decode_csv as decode_csv
from tapeflow.ops.io import decode_raw as decode_raw
from tapeflow.ops.io import deserialize_many_sparse as deserialize_many_sparse
from tapeflow.ops.io import encode_base64 as encode_base64
from tapeflow.ops.io import matching_files as matching_files
from tapeflow.ops.io import parse_example as parse_example
from tapeflow.ops.io import parse_single_example as parse_single_example
from tapeflow.ops.io import parse_single_sequence_example as parse_single_sequence_example
from tapeflow.ops.io import parse_tensor as parse_tensor
from tapeflow.ops.io import read_file as read_file
from tapeflow.ops.io import serialize_many_sparse as serialize_many_sparse
from tapeflow.ops.io import serialize_sparse as serialize_sparse
from tapeflow.ops.io import serialize_tensor as serialize_tensor
from tapeflow.ops.io import write_file as write_file
