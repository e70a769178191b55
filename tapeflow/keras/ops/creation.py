"""Arrays of given numbers. Without a dtype they are `floatx`, or what the arguments are."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor
from tapeflow.keras import backend
from tapeflow.ops.array.create import ones as ones_of
from tapeflow.ops.array.create import ones_like as ones_like_of
from tapeflow.ops.array.create import zeros as zeros_of
from tapeflow.ops.array.create import zeros_like as zeros_like_of
from tapeflow.ops.array.range import linspace as linspace_of
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.binary import power
from tapeflow.ops.numpy.promotion import result_type
from tapeflow.ops.numpy.shapes import broadcast_to


def array(x: Any, dtype: Any = None) -> Tensor:
    """`x` as a tensor."""
    value = convert_to_tensor(x)
    return value if dtype is None else cast(value, dtype)


def zeros(shape: Any, dtype: Any = None) -> Tensor:
    """Zeros of a shape.

    >>> import tapeflow as tf
    >>> print(tf.keras.ops.zeros(2))
    tf.Tensor([0. 0.], shape=(2,), dtype=float32)
    """
    return zeros_of(_shape(shape), dtype or backend.floatx())


def ones(shape: Any, dtype: Any = None) -> Tensor:
    """Ones of a shape."""
    return ones_of(_shape(shape), dtype or backend.floatx())


def empty(shape: Any, dtype: Any = None) -> Tensor:
    """Zeros of a shape: nothing is ever left unset."""
    return zeros(shape, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """`fill_value`, which broadcasts, in a shape."""
    return broadcast_to(cast(fill_value, dtype or backend.floatx()), _shape(shape))


def zeros_like(x: Any, dtype: Any = None) -> Tensor:
    """Zeros of the shape of `x`, and its dtype unless another is given."""
    return zeros_like_of(x, dtype)


def ones_like(x: Any, dtype: Any = None) -> Tensor:
    """Ones of the shape of `x`, and its dtype unless another is given."""
    return ones_like_of(x, dtype)


def empty_like(x: Any, dtype: Any = None) -> Tensor:
    """Zeros of the shape of `x`, and its dtype unless another is given."""
    return zeros_like_of(x, dtype)


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """`fill_value` in the shape of `x`, and its dtype unless another is given."""
    like = zeros_like_of(x, dtype)
    return like + cast(fill_value, like.dtype)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:
    """A matrix with ones on its k-th diagonal, and zeros elsewhere."""
    return _host(np.eye(N, M, k), dtype)


def identity(n: int, dtype: Any = None) -> Tensor:
    """A square matrix with ones on its diagonal, and zeros elsewhere."""
    return _host(np.eye(n), dtype)


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:
    """A matrix with ones on and below its k-th diagonal, and zeros elsewhere."""
    return _host(np.tri(N, M, k), dtype)


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Tensor:
    """Numbers from `start`, by `step`, before `stop`; from 0 with one argument.

    >>> import tapeflow as tf
    >>> tf.keras.ops.arange(3).numpy()
    array([0, 1, 2], dtype=int32)
    """
    given = [value for value in (start, stop, step) if value is not None]
    if dtype is None:
        kinds = [type(v) if type(v) in (int, float) else np.asarray(v).dtype.name for v in given]
        dtype = result_type(*kinds)
        if all(isinstance(kind, type) for kind in kinds):
            dtype = {"int64": "int32", "float64": "float32"}.get(dtype, dtype)
    if stop is None:
        start, stop = 0, start
    numbers = np.arange(*[np.asarray(v).item() for v in (start, stop, 1 if step is None else step)])
    return _host(numbers, dtype)


def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`num` numbers from `start` to `stop`, evenly spaced.

    Args:
      start: a number, or an array of any shape.
      stop: the same.
      num: how many.
      endpoint: whether `stop` is the last of them.
      retstep: whether the space between two is given too.
      dtype: float by default.
      axis: the new axis.
    """
    first, last = _floats(start, stop)
    if not endpoint:
        last = first + (last - first) * ((num - 1) / num) if num else last
    values = linspace_of(first, last, num, axis=axis)
    values = values if dtype is None else cast(values, dtype)
    step = (last - first) / (num - 1) if num > 1 else first * float("nan")
    return (values, step) if retstep else values


def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """`base` to the power of `num` numbers from `start` to `stop`; arguments as in `linspace`."""
    values = power(base, linspace(start, stop, num, endpoint, axis=axis))
    return values if dtype is None else cast(values, dtype)


def geomspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """`num` numbers from `start` to `stop`, each the same multiple of the one before it."""
    values = np.geomspace(np.asarray(start), np.asarray(stop), num, endpoint, axis=axis)
    return _host(values, dtype)


def _floats(*values: Any) -> list[Tensor]:
    tensors = [convert_to_tensor(value) for value in values]
    dtype = result_type(*[tensor.dtype.name for tensor in tensors])
    return [cast(t, dtype if as_dtype(dtype).is_floating else "float32") for t in tensors]


def _shape(shape: Any) -> Any:
    return (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape)


def _host(values: np.ndarray, dtype: Any) -> Tensor:
    return convert_to_tensor(values.astype(as_dtype(dtype or backend.floatx()).np))
