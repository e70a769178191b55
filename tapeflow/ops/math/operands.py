"""What elementwise ops demand of their operands. Runs once for each signature, not each call."""

from __future__ import annotations

import numpy as np

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, host_value, invalid


def broadcast(name: str, *arrays: jax.Array) -> tuple[int, ...]:
    """The common shape of operands that are stretched to each other.

    Raises:
      InvalidArgumentError: there is none.
    """
    shapes = [array.shape for array in arrays]
    try:
        return jnp.broadcast_shapes(*shapes)
    except ValueError:
        raise invalid(
            f"tf.{name}: Incompatible shapes: {' vs. '.join(str(list(shape)) for shape in shapes)}",
            expected="sizes that are equal or 1, counted from the last axis",
            fix="add axes with tf.expand_dims or x[:, tf.newaxis], or tf.reshape",
        ) from None


def numeric(name: str, *arrays: jax.Array) -> None:
    """Refuses booleans, which arithmetic does not take."""
    for array in arrays:
        if array.dtype == np.bool_:
            raise invalid(
                f"tf.{name}: cannot compute with bool",
                given=f"bool {array.shape}",
                expected="integers, floats or complex numbers",
                fix="tf.cast(x, tf.int32), or tf.logical_and/or/xor",
            )


def floating(name: str, *arrays: jax.Array) -> None:
    """Refuses whole numbers, which have no square root or sine in TensorFlow."""
    for array in arrays:
        if not jnp.issubdtype(array.dtype, jnp.inexact):
            raise invalid(
                f"tf.{name}: cannot compute with {array.dtype.name}",
                given=f"{array.dtype.name} {array.shape}",
                expected="floats or complex numbers",
                fix="tf.cast(x, tf.float32)",
            )


def real(name: str, *arrays: jax.Array) -> None:
    """Refuses booleans and complex numbers, which have no order."""
    for array in arrays:
        if array.dtype == np.bool_ or jnp.issubdtype(array.dtype, jnp.complexfloating):
            raise invalid(
                f"tf.{name}: cannot compute with {array.dtype.name}",
                given=f"{array.dtype.name} {array.shape}",
                expected="real numbers",
            )


def integers(name: str, *arrays: jax.Array) -> None:
    """Refuses everything but whole numbers."""
    for array in arrays:
        if not jnp.issubdtype(array.dtype, jnp.integer):
            raise invalid(
                f"tf.{name}: cannot compute with {array.dtype.name}",
                given=f"{array.dtype.name} {array.shape}",
                expected="integers",
                fix="tf.cast(x, tf.int32)",
            )


def booleans(name: str, *arrays: jax.Array) -> None:
    """Refuses everything but booleans."""
    for array in arrays:
        if array.dtype != np.bool_:
            raise invalid(
                f"tf.{name}: was expected to be a bool tensor but is a {array.dtype.name} tensor",
                given=f"{array.dtype.name} {array.shape}",
                expected="bool",
                fix="tf.cast(x, tf.bool), or tf.bitwise for the bits of integers",
            )


def nonzero_divisor(y: Tensor, **_: object) -> None:
    """Refuses to divide whole numbers by a zero that is known on the host."""
    if y._spec.dtype.is_integer:
        value = host_value(y)
        if value is not None and not value.all():
            raise invalid(
                "Integer division by zero", given=f"a divisor {y.dtype.name} {y.shape} with a 0"
            )
