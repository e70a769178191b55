"""Making, shaping, indexing and rearranging tensors."""

from tapeflow.ops.array import operators as operators
from tapeflow.ops.array.boolean_mask import boolean_mask as boolean_mask
from tapeflow.ops.array.stack import stack as stack
