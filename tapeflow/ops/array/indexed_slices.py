"""`tf.IndexedSlices`: some rows of a tensor, by their indices."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import CONVERTERS, DType, Tensor, TensorShape, convert_to_tensor
from tapeflow.ops.array.create import sizes
from tapeflow.ops.array.reshape import expand_dims
from tapeflow.ops.array.scatter import scatter_nd


class IndexedSlices:
    """Row i of `values` stands for row `indices[i]` of a larger tensor.

    It converts to that tensor where one is wanted, if `dense_shape` is known; rows that come
    several times are added. TapeFlow's own gradients are dense.

    Args:
      values: a tensor of shape `[n, ...]`.
      indices: integers of shape `[n]`.
      dense_shape: the shape of the larger tensor, if it is known.

    >>> import tapeflow as tf
    >>> rows = tf.IndexedSlices(tf.constant([1.0, 2.0]), tf.constant([2, 0]), dense_shape=[3])
    >>> tf.convert_to_tensor(rows).numpy()
    array([2., 0., 1.], dtype=float32)
    """

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None):
        self.values = convert_to_tensor(values)
        self.indices = convert_to_tensor(indices)
        self.dense_shape = None if dense_shape is None else convert_to_tensor(dense_shape)

    @property
    def dtype(self) -> DType:
        return self.values.dtype

    @property
    def shape(self) -> TensorShape:
        if self.dense_shape is None:
            return TensorShape([None, *self.values.shape[1:]])
        return TensorShape(sizes(self.dense_shape))

    @property
    def device(self) -> str:
        return self.values.device

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self.values, self.indices, self.dense_shape)

    def __repr__(self) -> str:
        return (
            f"IndexedSlices(indices={self.indices}, values={self.values}, "
            f"dense_shape={self.dense_shape})"
        )


def _dense(slices: IndexedSlices, dtype: DType | None) -> Tensor:
    if slices.dense_shape is None:
        raise ValueError("Tensor conversion requested for IndexedSlices without dense_shape")
    dense = scatter_nd(expand_dims(slices.indices, -1), slices.values, slices.dense_shape)
    return convert_to_tensor(dense, dtype)


CONVERTERS[IndexedSlices] = _dense
