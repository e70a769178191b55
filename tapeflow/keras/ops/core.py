"""Conversions, shapes, and what a gradient does not see."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype
from tapeflow.engine import convert_to_tensor as as_tensor
from tapeflow.keras.symbolic import is_keras_tensor
from tapeflow.ops.array.identity import stop_gradient as without_gradient
from tapeflow.ops.math.cast import cast as cast_to
from tapeflow.ops.math.cast import saturate_cast as saturate_cast_to
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor, to_dense


def cast(x: Any, dtype: Any) -> Any:
    """`x` in another dtype.

    >>> import tapeflow as tf
    >>> tf.keras.ops.cast([1, 0], "bool").numpy()
    array([ True, False])
    """
    return cast_to(x, dtype)


def saturate_cast(x: Any, dtype: Any) -> Any:
    """`x` in another dtype; what does not fit becomes the nearest number that does."""
    return saturate_cast_to(x, dtype)


def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Any:
    """`x` as a tensor, in a dtype if one is given.

    Args:
      x: a tensor, an array, numbers, or lists of them.
      dtype: the tensor's dtype.
      sparse: False makes a sparse tensor a dense one.
      ragged: likewise.
    """
    if isinstance(x, (SparseTensor, RaggedTensor)):
        return _composite(x, dtype, sparse, ragged)
    if is_keras_tensor(x):
        return x if dtype is None else cast_to(x, dtype)
    if isinstance(x, (Tensor, Variable)) or hasattr(x, "dtype"):
        tensor = as_tensor(x)
        same = dtype is None or tensor.dtype == as_dtype(dtype)
        return tensor if same else cast_to(tensor, dtype)
    return as_tensor(x, dtype)


def _composite(x: Any, dtype: Any, sparse: Any, ragged: Any) -> Any:
    if isinstance(x, SparseTensor):
        x = to_dense(x, None, False) if sparse is False else x
    elif ragged is False:
        x = x.to_tensor()
    return x if dtype is None or x.dtype == as_dtype(dtype) else cast_to(x, dtype)


def convert_to_numpy(x: Any) -> np.ndarray:
    """`x` as a NumPy array; sparse and ragged tensors with their zeros."""
    if isinstance(x, (SparseTensor, RaggedTensor)):
        x = _composite(x, None, False, False)
    return np.asarray(x)


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor; a variable is none."""
    return isinstance(x, (Tensor, SparseTensor, RaggedTensor))


def shape(x: Any) -> tuple:
    """The sizes of the axes of `x`, as a tuple; None where a symbolic tensor's is not known.

    >>> import tapeflow as tf
    >>> tf.keras.ops.shape([[1, 2, 3]])
    (1, 3)
    """
    return tuple(x.shape) if hasattr(x, "shape") else tuple(as_tensor(x).shape)


def dtype(x: Any) -> str:
    """The name of the dtype of `x`."""
    found = x.dtype if hasattr(x, "dtype") else as_tensor(x).dtype
    return as_dtype(found).name


def ndim(x: Any) -> int:
    """How many axes `x` has."""
    return len(shape(x))


def size(x: Any) -> int:
    """How many elements `x` has."""
    return int(np.prod(shape(x), dtype=np.int64))


def stop_gradient(variable: Any) -> Any:
    """`variable`, taken as a constant by gradients."""
    return without_gradient(variable)


def copy(x: Any) -> Any:
    """`x`: a tensor never changes."""
    return as_tensor(x) if not is_keras_tensor(x) else x
