"""A tensor as it is: for a name of its own, to stop gradients, to check its shape."""

from __future__ import annotations

from typing import Any

import jax

from tapeflow.engine import Tensor, TensorShape, convert_to_tensor, op, problem
from tapeflow.engine.dtypes import string
from tapeflow.engine.errors import InvalidArgumentError
from tapeflow.ops.array.strings import moves_strings


@moves_strings("input")
@op("identity")
def identity(input: jax.Array) -> jax.Array:
    """A tensor of the same value that is another object.

    >>> import tapeflow as tf
    >>> tf.identity([1, 2]).numpy()
    array([1, 2], dtype=int32)
    """
    return input


def identity_n(input: Any, name: str | None = None) -> list[Tensor]:
    """A list of tensors of the same values.

    >>> import tapeflow as tf
    >>> [t.numpy() for t in tf.identity_n([1, 2.5])]
    [np.int32(1), np.float32(2.5)]
    """
    return [identity(item) for item in input]


@op("stop_gradient", differentiable=False)
def stop_gradient(input: jax.Array) -> jax.Array:
    """The same value, through which no gradient flows.

    >>> import tapeflow as tf
    >>> x = tf.Variable(2.0)
    >>> with tf.GradientTape() as tape:
    ...     y = x * tf.stop_gradient(x)
    >>> tape.gradient(y, x).numpy()
    np.float32(2.0)
    """
    return input


def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Tensor:
    """`x`, if it has that shape.

    Args:
      x: a tensor.
      shape: sizes, None where any will do.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: it does not.

    >>> import tapeflow as tf
    >>> tf.ensure_shape([[1, 2]], [None, 2]).shape
    TensorShape([1, 2])
    """
    x = convert_to_tensor(x)
    wanted = TensorShape(shape)
    if not x.shape.is_compatible_with(wanted):
        message = problem(
            f"tf.ensure_shape: Shape of tensor {x.shape} is not compatible with expected "
            f"shape {wanted}",
            fix="tf.reshape",
        )
        raise InvalidArgumentError(None, None, message)
    return x if x.dtype is string else identity(x)


def guarantee_const(input: Any, name: str | None = None) -> Tensor:
    """The same value.

    >>> import tapeflow as tf
    >>> tf.guarantee_const(3).numpy()
    np.int32(3)
    """
    return identity(input)


def is_tensor(x: Any) -> bool:
    """Whether it is a tensor or a variable.

    >>> import tapeflow as tf
    >>> tf.is_tensor(tf.constant(1)), tf.is_tensor(1)
    (True, False)
    """
    return isinstance(x, Tensor) or hasattr(x, "_tensor") or hasattr(x, "_type_spec")


def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The tensor's value as NumPy.

    >>> import tapeflow as tf
    >>> tf.get_static_value(tf.constant([1, 2]))
    array([1, 2], dtype=int32)
    """
    return tensor.numpy() if is_tensor(tensor) else None
