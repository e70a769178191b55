"""Files, records, examples and other forms of data outside the program."""

from tapeflow.ops.io.csv import decode_csv as decode_csv
from tapeflow.ops.io.example import BytesList as BytesList
from tapeflow.ops.io.example import Example as Example
from tapeflow.ops.io.example import Feature as Feature
from tapeflow.ops.io.example import FeatureList as FeatureList
from tapeflow.ops.io.example import FeatureLists as FeatureLists
from tapeflow.ops.io.example import Features as Features
from tapeflow.ops.io.example import FloatList as FloatList
from tapeflow.ops.io.example import Int64List as Int64List
from tapeflow.ops.io.example import SequenceExample as SequenceExample
from tapeflow.ops.io.features import FixedLenFeature as FixedLenFeature
from tapeflow.ops.io.features import FixedLenSequenceFeature as FixedLenSequenceFeature
from tapeflow.ops.io.features import RaggedFeature as RaggedFeature
from tapeflow.ops.io.features import SparseFeature as SparseFeature
from tapeflow.ops.io.features import VarLenFeature as VarLenFeature
from tapeflow.ops.io.files import matching_files as matching_files
from tapeflow.ops.io.files import read_file as read_file
from tapeflow.ops.io.files import write_file as write_file
from tapeflow.ops.io.parse_example import parse_example as parse_example
from tapeflow.ops.io.parse_example import parse_single_example as parse_single_example
from tapeflow.ops.io.parse_example import (
    parse_single_sequence_example as parse_single_sequence_example,
)
from tapeflow.ops.io.raw import decode_base64 as decode_base64
from tapeflow.ops.io.raw import decode_compressed as decode_compressed
from tapeflow.ops.io.raw import decode_raw as decode_raw
from tapeflow.ops.io.raw import encode_base64 as encode_base64
from tapeflow.ops.io.tensor_proto import deserialize_many_sparse as deserialize_many_sparse
from tapeflow.ops.io.tensor_proto import parse_tensor as parse_tensor
from tapeflow.ops.io.tensor_proto import serialize_many_sparse as serialize_many_sparse
from tapeflow.ops.io.tensor_proto import serialize_sparse as serialize_sparse
from tapeflow.ops.io.tensor_proto import serialize_tensor as serialize_tensor
from tapeflow.ops.io.tf_record import TFRecordOptions as TFRecordOptions
from tapeflow.ops.io.tf_record import TFRecordWriter as TFRecordWriter
from tapeflow.ops.io.tf_record import tf_record_iterator as tf_record_iterator
