"""`tf.debugging.assert_rank`, `assert_type` and their kin: conditions on ranks and dtypes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tapeflow.engine import DType, Tensor, Variable, as_dtype, convert_to_tensor, problem


def assert_rank(x, rank, message=None, name=None) -> None:
    """Tests that a tensor has `rank` axes.

    Args:
      x: a tensor.
      rank: the number of axes.
      message: put before the error's text.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: it has another number of axes.

    >>> import tapeflow as tf
    >>> tf.debugging.assert_rank(tf.ones([2, 3]), 2)
    """
    _check_rank(x, f"rank {int(rank)}", lambda found: found == int(rank), message)


def assert_rank_at_least(x, rank, message=None, name=None) -> None:
    """Tests that a tensor has `rank` axes or more; arguments and errors of `assert_rank`."""
    _check_rank(x, f"rank at least {int(rank)}", lambda found: found >= int(rank), message)


def assert_rank_in(x, ranks, message=None, name=None) -> None:
    """Tests that a tensor has one of several numbers of axes; errors of `assert_rank`."""
    allowed = tuple(int(rank) for rank in ranks)
    _check_rank(x, f"rank in {allowed}", lambda found: found in allowed, message)


def assert_scalar(tensor, message=None, name=None) -> None:
    """Tests that a tensor has no axes.

    Args:
      tensor: a tensor.
      message: put before the error's text.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: it has axes.
    """
    tensor = convert_to_tensor(tensor)
    if tensor.ndim:
        raise ValueError(_told(message, f"Expected scalar shape, saw shape: {tensor.shape}."))


def assert_type(tensor, tf_type, message=None, name=None) -> None:
    """Tests that a tensor has a dtype.

    Args:
      tensor: a tensor.
      tf_type: the dtype.
      message: put before the error's text.
      name: accepted for compatibility, not used.

    Raises:
      TypeError: it has another one.
    """
    found, wanted = convert_to_tensor(tensor).dtype, as_dtype(tf_type)
    if found is not wanted:
        raise TypeError(_told(message, f"tensor must be of type {wanted!r}; got {found!r}"))


def assert_integer(x, message=None, name=None) -> None:
    """Tests that a tensor holds integers.

    Args:
      x: a tensor.
      message: put before the error's text.
      name: accepted for compatibility, not used.

    Raises:
      TypeError: its dtype is another.
    """
    dtype = convert_to_tensor(x).dtype
    if not dtype.is_integer:
        raise TypeError(
            _told(message, f'Expected "x" to be integer type.  Found: tensor of dtype {dtype!r}')
        )


def assert_same_float_dtype(tensors: Sequence | None = None, dtype: Any = None) -> DType:
    """Tests that tensors share a float dtype, and returns it; float32 if there is none to go by.

    Args:
      tensors: the tensors; None among them count for nothing.
      dtype: the dtype they must have.

    Raises:
      ValueError: two of them differ, or the dtype is no float one.
    """
    wanted = None if dtype is None else as_dtype(dtype)
    for tensor in tensors or []:
        if tensor is None:
            continue
        found = convert_to_tensor(tensor).dtype
        if wanted is not None and found is not wanted:
            raise ValueError(
                problem(
                    "tf.debugging.assert_same_float_dtype: dtypes differ", found.name, wanted.name
                )
            )
        wanted = found
    wanted = wanted or as_dtype("float32")
    if not wanted.is_floating:
        raise ValueError(f"Expected floating point type, got {wanted}.")
    return wanted


def assert_proper_iterable(values) -> None:
    """Tests that something is a list, tuple or the like, and neither a tensor nor a string.

    Args:
      values: anything.

    Raises:
      TypeError: it is not.
    """
    if isinstance(values, (Tensor, Variable, str, bytes)) or hasattr(values, "__array__"):
        raise TypeError(
            f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}'
        )
    if not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be iterable.  Found: {type(values)}')


def is_numeric_tensor(tensor) -> bool:
    """Whether something is a tensor of integers, floats or complex numbers.

    Args:
      tensor: anything.

    >>> import tapeflow as tf
    >>> tf.debugging.is_numeric_tensor(tf.constant(1)), tf.debugging.is_numeric_tensor(1)
    (True, False)
    """
    return isinstance(tensor, (Tensor, Variable)) and tensor.dtype.is_numeric


def _check_rank(x: Any, wanted: str, holds: Any, message: str | None) -> None:
    shape = convert_to_tensor(x).shape
    if not holds(len(shape)):
        raise ValueError(
            _told(
                message, f"Tensor  must have {wanted}.  Received rank {len(shape)}, shape {shape}"
            )
        )


def _told(message: str | None, text: str) -> str:
    return f"{message}.  {text}" if message else text
