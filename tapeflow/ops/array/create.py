"""Tensors of one value, and the identity matrix.

A small one is made on the host, so that nothing is compiled for it; a large one by the program
that uses it.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import DType, Tensor, as_dtype, convert_to_tensor, dispatched, invalid, op
from tapeflow.engine.dtypes import float32, string
from tapeflow.engine.op import static
from tapeflow.engine.spec import Spec, spec

# Elements. Below this, copying them costs less than the smallest program.
_SMALL = 4096


@lru_cache(maxsize=512)
def _constant(shape: tuple[int, ...], dtype: DType, value: int) -> tuple[np.ndarray, Spec]:
    return np.full(shape, value, dtype.np), spec(shape, dtype)


def _filled(shape: Any, dtype: Any, value: int) -> Tensor:
    shape = sizes(shape)
    dtype = as_dtype(dtype)
    if dtype is string:
        if value:
            raise TypeError("tf.ones: a string has no 1")
        return convert_to_tensor(np.full(shape, b"", object), string)
    if prod(shape) <= _SMALL:
        return Tensor(*_constant(shape, dtype, value))
    return _full(shape, dtype, value)


@op("fill", differentiable=False)
def _full(shape, dtype, value=0) -> jax.Array:
    return jnp.full(shape, value, dtype.np)


def sizes(shape: Any) -> tuple[int, ...]:
    """A shape given in any of the ways users give it, as a tuple."""
    if shape.__class__ is not tuple or not all(size.__class__ is int for size in shape):
        shape = static("shape", shape)
        if not isinstance(shape, tuple):
            shape = (shape,)
    for size in shape:
        if size.__class__ is not int:
            raise TypeError(
                f"a shape must hold integers, not {size!r} (None is allowed in "
                "tf.TensorShape alone)"
            )
        if size < 0:
            raise invalid(f"Dimension {size} must be >= 0", given=f"shape {list(shape)}")
    return shape


def zeros(shape: Any, dtype: Any = float32, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor of zeros (of empty strings for `tf.string`).

    Args:
      shape: a list of sizes, or an int tensor of shape `[rank]`.
      dtype: float32 by default.
      name: accepted for compatibility, not used.
      layout: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: a size is negative.

    >>> import tapeflow as tf
    >>> tf.zeros([2, 2]).numpy()
    array([[0., 0.],
           [0., 0.]], dtype=float32)
    """
    return _filled(shape, dtype, 0)


def ones(shape: Any, dtype: Any = float32, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor of ones.

    Args:
      shape: a list of sizes, or an int tensor of shape `[rank]`.
      dtype: float32 by default.
      name: accepted for compatibility, not used.
      layout: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: a size is negative.

    >>> import tapeflow as tf
    >>> tf.ones([2], tf.int32).numpy()
    array([1, 1], dtype=int32)
    """
    return _filled(shape, dtype, 1)


def _described(input: Any, dtype: Any) -> tuple[tuple[int, ...], Any]:
    described = input if input.__class__ is Tensor else convert_to_tensor(input)
    return described._spec.shape, described._spec.dtype if dtype is None else dtype


@dispatched("zeros_like")
def zeros_like(
    input: Any, dtype: Any = None, name: str | None = None, layout: Any = None
) -> Tensor:
    """Zeros in the shape of `input`, and in its dtype unless another is given.

    >>> import tapeflow as tf
    >>> tf.zeros_like([1.5, 2.5]).numpy()
    array([0., 0.], dtype=float32)
    """
    return _filled(*_described(input, dtype), 0)


@dispatched("ones_like")
def ones_like(input: Any, dtype: Any = None, name: str | None = None, layout: Any = None) -> Tensor:
    """Ones in the shape of `input`, and in its dtype unless another is given.

    >>> import tapeflow as tf
    >>> tf.ones_like([1.5, 2.5]).numpy()
    array([1., 1.], dtype=float32)
    """
    return _filled(*_described(input, dtype), 1)


def fill(dims: Any, value: Any, name: str | None = None, layout: Any = None) -> Tensor:
    """A tensor in which every element is `value`.

    Args:
      dims: its shape.
      value: a scalar, which gives the dtype.
      name: accepted for compatibility, not used.
      layout: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: `value` is no scalar, or a size is negative.

    >>> import tapeflow as tf
    >>> tf.fill([2], 9).numpy()
    array([9, 9], dtype=int32)
    """
    value = convert_to_tensor(value)
    shape = sizes(dims)
    if value.ndim:
        raise invalid("tf.fill: value must be a scalar", given=f"shape {value.shape}")
    if value.dtype is string:
        return convert_to_tensor(np.full(shape, value.numpy(), object))
    return _fill(value, shape)


@op("fill")
def _fill(value: jax.Array, shape=()) -> jax.Array:
    return jnp.broadcast_to(value, shape)


def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = float32,
    name: str | None = None,
) -> Tensor:
    """The identity matrix, or a batch of it; ones on the diagonal, zeros elsewhere.

    Args:
      num_rows: number of rows.
      num_columns: number of columns, as many as rows by default.
      batch_shape: the leading axes of the result.
      dtype: of the result.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.eye(2).numpy()
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """
    rows = int(num_rows)
    columns = rows if num_columns is None else int(num_columns)
    batch = () if batch_shape is None else sizes(batch_shape)
    dtype = as_dtype(dtype)
    if rows * columns * prod(batch) <= _SMALL:
        matrix = np.eye(rows, columns, dtype=dtype.np)
        return Tensor(
            np.broadcast_to(matrix, (*batch, rows, columns)).copy(),
            spec((*batch, rows, columns), dtype),
        )
    return _eye(rows, columns, batch, dtype)


@op("eye", differentiable=False)
def _eye(rows, columns, batch, dtype) -> jax.Array:
    return jnp.broadcast_to(jnp.eye(rows, columns, dtype=dtype.np), (*batch, rows, columns))
