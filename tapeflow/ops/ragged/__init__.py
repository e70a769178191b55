"""Ragged tensors: rows of different lengths."""

from tapeflow.ops.ragged import conversions as conversions
from tapeflow.ops.ragged.constant import constant as constant
from tapeflow.ops.ragged.constant import ragged_range as range
from tapeflow.ops.ragged.elementwise import map_flat_values as map_flat_values
from tapeflow.ops.ragged.getitem import boolean_mask as boolean_mask
from tapeflow.ops.ragged.joining import ragged_stack as stack
from tapeflow.ops.ragged import keras_ops as keras_ops
from tapeflow.ops.ragged import map_rows as map_rows
from tapeflow.ops.ragged import reduce as reduce
from tapeflow.ops.ragged.ragged_tensor import RaggedTensor as RaggedTensor
from tapeflow.ops.ragged.ragged_tensor_spec import RaggedTensorSpec as RaggedTensorSpec
from tapeflow.ops.ragged.segments import row_splits_to_segment_ids as row_splits_to_segment_ids
from tapeflow.ops.ragged.segments import segment_ids_to_row_splits as segment_ids_to_row_splits
from tapeflow.ops.ragged.segments import stack_dynamic_partitions as stack_dynamic_partitions
