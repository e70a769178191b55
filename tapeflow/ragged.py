"""`tf.ragged`: tensors with rows of different lengths."""

from tapeflow.ops.ragged import boolean_mask as boolean_mask
from tapeflow.ops.ragged import constant as constant
from tapeflow.ops.ragged import map_flat_values as map_flat_values
from tapeflow.ops.ragged import range as range
from tapeflow.ops.ragged import row_splits_to_segment_ids as row_splits_to_segment_ids
from tapeflow.ops.ragged import segment_ids_to_row_splits as segment_ids_to_row_splits
from tapeflow.ops.ragged import stack as stack
from tapeflow.ops.ragged import stack_dynamic_partitions as stack_dynamic_partitions
from tapeflow.ops.strings.crossed_columns import ragged_cross as cross
from tapeflow.ops.strings.crossed_columns import ragged_cross_hashed as cross_hashed
