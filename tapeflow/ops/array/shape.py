"""Shapes, as tensors and as shapes."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import (
    Tensor,
    TensorShape,
    as_dtype,
    convert_to_tensor,
    dispatched,
    invalid,
    op,
)
from tapeflow.engine.convert import number
from tapeflow.engine.dtypes import int32
from tapeflow.engine.spec import spec
from tapeflow.ops.array.strings import moves_strings


@dispatched("shape")
def shape(input: Any, out_type: Any = None, name: str | None = None) -> Tensor:
    """The sizes of a tensor's axes, as an int32 tensor of shape `[rank]` that is known at once.

    >>> import tapeflow as tf
    >>> tf.shape([[1, 2, 3]]).numpy()
    array([1, 3], dtype=int32)
    """
    input = input if input.__class__ is Tensor else convert_to_tensor(input)
    dtype = int32 if out_type is None else as_dtype(out_type)
    sizes = input._spec.shape
    return Tensor(np.array(sizes, dtype.np), spec((len(sizes),), dtype))


def shape_n(input: Any, out_type: Any = int32, name: str | None = None) -> list[Tensor]:
    """The shapes of several tensors.

    >>> import tapeflow as tf
    >>> [s.numpy().tolist() for s in tf.shape_n([[1, 2], [[3]]])]
    [[2], [1, 1]]
    """
    return [shape(item, out_type) for item in input]


@dispatched("size")
def size(input: Any, out_type: Any = None, name: str | None = None) -> Tensor:
    """The number of elements.

    >>> import tapeflow as tf
    >>> tf.size([[1, 2, 3]]).numpy()
    np.int32(3)
    """
    input = input if input.__class__ is Tensor else convert_to_tensor(input)
    return number(input._spec.size, int32 if out_type is None else as_dtype(out_type))


@dispatched("rank")
def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of axes.

    >>> import tapeflow as tf
    >>> tf.rank([[1, 2, 3]]).numpy()
    np.int32(2)
    """
    return number(convert_to_tensor(input).ndim, int32)


def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """The shape of what comes of two tensors of those shapes.

    Raises:
      ValueError: they do not fit.

    >>> import tapeflow as tf
    >>> tf.broadcast_static_shape(tf.TensorShape([3, 1]), tf.TensorShape([2]))
    TensorShape([3, 2])
    """
    first, second = TensorShape(shape_x), TensorShape(shape_y)
    if first.rank is None or second.rank is None:
        return TensorShape(None)
    length = max(len(first), len(second))
    columns = zip(*([1] * (length - len(s)) + s.as_list() for s in (first, second)), strict=True)
    return TensorShape([_joined(a, b, first, second) for a, b in columns])


def _joined(a: int | None, b: int | None, first: TensorShape, second: TensorShape) -> int | None:
    if a == b or b == 1:
        return a
    if a == 1:
        return b
    if a is None or b is None:
        return b if a is None else a
    raise ValueError(f"Incompatible shapes for broadcasting: {first} and {second}")


def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Tensor:
    """`broadcast_static_shape` of int tensors, as an int tensor.

    >>> import tapeflow as tf
    >>> tf.broadcast_dynamic_shape([3, 1], [2]).numpy()
    array([3, 2], dtype=int32)
    """
    first, second = convert_to_tensor(shape_x), convert_to_tensor(shape_y)
    try:
        joined = np.broadcast_shapes(tuple(first.numpy().tolist()), tuple(second.numpy().tolist()))
    except ValueError as error:
        raise invalid(
            "Incompatible shapes for broadcasting", given=f"{first.numpy()} and {second.numpy()}"
        ) from error
    return convert_to_tensor(np.array(joined, first.dtype.np))


@moves_strings("input")
@op("broadcast_to")
def broadcast_to(input: jax.Array, shape=()) -> jax.Array:
    """`input` stretched to a shape: sizes of 1 and missing leading axes are repeated.

    Args:
      input: a tensor.
      shape: the shape of the result; -1 keeps a size.

    Raises:
      InvalidArgumentError: it does not stretch to that.

    >>> import tapeflow as tf
    >>> tf.broadcast_to([1, 2], [2, 2]).numpy()
    array([[1, 2],
           [1, 2]], dtype=int32)
    """
    shape = shape if isinstance(shape, tuple) else (shape,)
    own = (1,) * (len(shape) - input.ndim) + input.shape
    wanted = tuple(n if size == -1 else size for n, size in zip(own, shape, strict=False))
    try:
        return jnp.broadcast_to(input, wanted)
    except ValueError:
        raise invalid(
            "tf.broadcast_to: Incompatible shapes", given=f"{list(input.shape)} to {list(shape)}"
        ) from None
