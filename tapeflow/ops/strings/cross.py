"""Crossed features: one bin for the values of several columns together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.engine.dtypes import string
from tapeflow.ops.strings.farmhash import fingerprint64
from tapeflow.ops.strings.host import bytes_of

DEFAULT_KEY = 0xDECAFCAFFE  # TensorFlow's, where none is given
_FACTOR = np.uint64(0xC6A4A7935BD1E995)
_SHIFT = np.uint64(47)


def cross_hashed(inputs: Sequence[Any], num_buckets: int) -> Tensor:
    """The bin of each row of several columns: what `tf.sparse.cross_hashed` gives one value a row.

    Args:
      inputs: string or integer tensors of one shape.
      num_buckets: the number of bins.

    Returns:
      int64 of that shape, in `[0, num_buckets)`.
    """
    tensors = [convert_to_tensor(each) for each in inputs]
    hashed = np.full(tuple(tensors[0].shape), DEFAULT_KEY, np.uint64)
    with np.errstate(over="ignore"):
        for tensor in tensors:
            if tensor.dtype is string:
                texts = bytes_of(tensor)
                numbers = [fingerprint64(text) for text in texts.ravel().tolist()]
                column = np.array(numbers, np.uint64).reshape(texts.shape)
            else:
                column = np.asarray(tensor.numpy()).astype(np.int64).view(np.uint64)
            hashed = concatenated(hashed, column)
    return convert_to_tensor((hashed % np.uint64(num_buckets)).astype(np.int64))


def concatenated(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The fingerprint of two values of which these are the fingerprints."""
    result = first ^ _FACTOR
    result = (result ^ (_mixed(second * _FACTOR) * _FACTOR)) * _FACTOR
    return _mixed(_mixed(result) * _FACTOR)


def _mixed(value: np.ndarray) -> np.ndarray:
    return value ^ (value >> _SHIFT)
