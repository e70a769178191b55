"""Booleans, and the bits of whole numbers, elementwise."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op
from tapeflow.ops.math.operands import booleans, broadcast, integers


@op("math.logical_and", differentiable=False)
def logical_and(x: jax.Array, y: jax.Array) -> jax.Array:
    """Whether both are true, elementwise.

    >>> import tapeflow as tf
    >>> tf.logical_and([True, False], True).numpy()
    array([ True, False])
    """
    booleans("math.logical_and", x, y)
    broadcast("math.logical_and", x, y)
    return x & y


@op("math.logical_or", differentiable=False)
def logical_or(x: jax.Array, y: jax.Array) -> jax.Array:
    """Whether at least one is true, elementwise.

    >>> import tapeflow as tf
    >>> tf.logical_or([True, False], False).numpy()
    array([ True, False])
    """
    booleans("math.logical_or", x, y)
    broadcast("math.logical_or", x, y)
    return x | y


@op("math.logical_xor", differentiable=False)
def logical_xor(x: jax.Array, y: jax.Array) -> jax.Array:
    """Whether exactly one is true, elementwise.

    >>> import tapeflow as tf
    >>> tf.math.logical_xor([True, False], True).numpy()
    array([False,  True])
    """
    booleans("math.logical_xor", x, y)
    broadcast("math.logical_xor", x, y)
    return x ^ y


@op("math.logical_not", differentiable=False)
def logical_not(x: jax.Array) -> jax.Array:
    """Whether it is false, elementwise.

    >>> import tapeflow as tf
    >>> tf.logical_not([True, False]).numpy()
    array([False,  True])
    """
    booleans("math.logical_not", x)
    return ~x


@op("bitwise.bitwise_and", differentiable=False)
def bitwise_and(x: jax.Array, y: jax.Array) -> jax.Array:
    """The bits set in both, of integers of one dtype.

    >>> import tapeflow as tf
    >>> tf.bitwise.bitwise_and(6, 3).numpy()
    np.int32(2)
    """
    integers("bitwise.bitwise_and", x, y)
    broadcast("bitwise.bitwise_and", x, y)
    return x & y


@op("bitwise.bitwise_or", differentiable=False)
def bitwise_or(x: jax.Array, y: jax.Array) -> jax.Array:
    """The bits set in either.

    >>> import tapeflow as tf
    >>> tf.bitwise.bitwise_or(6, 3).numpy()
    np.int32(7)
    """
    integers("bitwise.bitwise_or", x, y)
    broadcast("bitwise.bitwise_or", x, y)
    return x | y


@op("bitwise.bitwise_xor", differentiable=False)
def bitwise_xor(x: jax.Array, y: jax.Array) -> jax.Array:
    """The bits set in exactly one.

    >>> import tapeflow as tf
    >>> tf.bitwise.bitwise_xor(6, 3).numpy()
    np.int32(5)
    """
    integers("bitwise.bitwise_xor", x, y)
    broadcast("bitwise.bitwise_xor", x, y)
    return x ^ y


@op("bitwise.invert", differentiable=False)
def invert(x: jax.Array) -> jax.Array:
    """All bits turned over.

    >>> import tapeflow as tf
    >>> tf.bitwise.invert(6).numpy()
    np.int32(-7)
    """
    integers("bitwise.invert", x)
    return ~x


@op("bitwise.left_shift", differentiable=False)
def left_shift(x: jax.Array, y: jax.Array) -> jax.Array:
    """The bits of `x` moved up by `y` places.

    >>> import tapeflow as tf
    >>> tf.bitwise.left_shift(3, 2).numpy()
    np.int32(12)
    """
    integers("bitwise.left_shift", x, y)
    return lax.shift_left(*jnp.broadcast_arrays(x, y))


@op("bitwise.right_shift", differentiable=False)
def right_shift(x: jax.Array, y: jax.Array) -> jax.Array:
    """The bits of `x` moved down by `y` places; the sign stays.

    >>> import tapeflow as tf
    >>> tf.bitwise.right_shift(-12, 2).numpy()
    np.int32(-3)
    """
    integers("bitwise.right_shift", x, y)
    return jnp.right_shift(x, y)
