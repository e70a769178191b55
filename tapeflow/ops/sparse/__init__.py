"""Sparse tensors."""

from tapeflow.ops.sparse.sparse_tensor import SparseTensor as SparseTensor
from tapeflow.ops.sparse.sparse_tensor import SparseTensorSpec as SparseTensorSpec
from tapeflow.ops.sparse.arithmetic import add as add
from tapeflow.ops.sparse.arithmetic import map_values as map_values
from tapeflow.ops.sparse.arithmetic import maximum as maximum
from tapeflow.ops.sparse.arithmetic import minimum as minimum
from tapeflow.ops.sparse.arithmetic import reduce_max as reduce_max
from tapeflow.ops.sparse.arithmetic import reduce_sum as reduce_sum
from tapeflow.ops.sparse.arithmetic import sparse_dense_matmul as sparse_dense_matmul
from tapeflow.ops.sparse.arithmetic import sparse_softmax as softmax
from tapeflow.ops.sparse.create import from_dense as from_dense
from tapeflow.ops.sparse.create import sparse_eye as eye
from tapeflow.ops.sparse.create import to_dense as to_dense
from tapeflow.ops.sparse.embedding import embedding_lookup_sparse as embedding_lookup_sparse
from tapeflow.ops.sparse.embedding import (
    safe_embedding_lookup_sparse as safe_embedding_lookup_sparse,
)
from tapeflow.ops.sparse import operands as operands
from tapeflow.ops.sparse.rearrange import expand_dims as expand_dims
from tapeflow.ops.sparse.rearrange import fill_empty_rows as fill_empty_rows
from tapeflow.ops.sparse.rearrange import mask as mask
from tapeflow.ops.sparse.rearrange import reorder as reorder
from tapeflow.ops.sparse.rearrange import reset_shape as reset_shape
from tapeflow.ops.sparse.rearrange import retain as retain
from tapeflow.ops.sparse.rearrange import sparse_concat as concat
from tapeflow.ops.sparse.rearrange import sparse_reshape as reshape
from tapeflow.ops.sparse.rearrange import sparse_slice as slice
from tapeflow.ops.sparse.rearrange import sparse_split as split
from tapeflow.ops.sparse.rearrange import to_indicator as to_indicator
from tapeflow.ops.sparse.rearrange import transpose as transpose
from tapeflow.ops.sparse.segments import segment_mean as segment_mean
from tapeflow.ops.sparse.segments import segment_sqrt_n as segment_sqrt_n
from tapeflow.ops.sparse.segments import segment_sum as segment_sum
from tapeflow.ops.sparse.segments import sparse_bincount as bincount
