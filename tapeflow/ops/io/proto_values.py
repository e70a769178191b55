"""`tf.make_tensor_proto` and `tf.make_ndarray`: arrays as TensorFlow's `TensorProto` messages."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, TensorShape, as_dtype, convert_to_tensor
from tapeflow.ops.array import broadcast_to, reshape
from tapeflow.ops.io.tensor_proto import tensor_bytes, tensor_of


class TensorProto:
    """A tensor as a message, which TensorFlow and its serving programs read.

    Attributes:
      dtype: the dtype's number.
      tensor_shape: its shape.

    Args:
      content: the message.
    """

    def __init__(self, content: bytes = b""):
        self._content = bytes(content)

    @property
    def dtype(self) -> int:
        return tensor_of(self._content).dtype.enum

    @property
    def tensor_shape(self) -> TensorShape:
        return tensor_of(self._content).shape

    def SerializeToString(self, deterministic: bool | None = None) -> bytes:
        """The message."""
        return self._content

    @classmethod
    def FromString(cls, serialized: bytes) -> TensorProto:
        """Reads a message."""
        return cls(serialized)

    def ParseFromString(self, serialized: bytes) -> int:
        """Becomes what a message says."""
        self._content = bytes(serialized)
        return len(serialized)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TensorProto) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)


def make_tensor_proto(
    values: Any,
    dtype: Any = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> TensorProto:
    """Values as a message.

    Args:
      values: numbers, strings, lists of them, an array or a tensor.
      dtype: what they are converted to.
      shape: what they are reshaped to; one value fills it.
      verify_shape: whether they must have that shape already.
      allow_broadcast: whether they may be broadcast to it.

    Raises:
      TypeError: `verify_shape`, and they have another shape.
      ValueError: they do not fit the shape.

    >>> import tapeflow as tf
    >>> tf.make_ndarray(tf.make_tensor_proto([1.0, 2.0]))
    array([1., 2.], dtype=float32)
    """
    tensor = convert_to_tensor(values, None if dtype is None else as_dtype(dtype))
    if shape is not None:
        wanted = TensorShape(shape).as_list()
        if verify_shape and tensor.shape.as_list() != wanted:
            raise TypeError(f"Expected Tensor's shape: {tuple(wanted)}, got {tensor.shape}.")
        fits = allow_broadcast or tensor._spec.size == 1
        tensor = broadcast_to(tensor, wanted) if fits else reshape(tensor, wanted)
    return TensorProto(tensor_bytes(tensor))


def make_ndarray(tensor: Any) -> np.ndarray:
    """The array that a message describes.

    Args:
      tensor: a `TensorProto`, also TensorFlow's own.
    """
    found: Tensor = tensor_of(tensor.SerializeToString())
    return np.asarray(found.numpy())
