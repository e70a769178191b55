"""`tf.nn.bias_add`."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp

from tapeflow.engine import invalid, op, problem
from tapeflow.ops.linalg.sum_rows import sum_stored_rows


@op("nn.bias_add")
def bias_add(value: jax.Array, bias: jax.Array, data_format=None) -> jax.Array:
    """`value + bias` along the channels.

    Args:
      value: tensor of at least two axes.
      bias: `[channels]`, of the same dtype.
      data_format: whether channels are last ("NHWC", the default, or "N...C") or at axis 1
        ("NCHW", "NC...").

    Raises:
      ValueError: an unknown `data_format`.
      InvalidArgumentError: `bias` is not a vector with one entry per channel.

    >>> import tapeflow as tf
    >>> tf.nn.bias_add([[1.0, 2.0]], [10.0, 20.0]).numpy().tolist()
    [[11.0, 22.0]]
    """
    first = False
    if data_format is not None:
        if not (data_format.startswith("NC") or (data_format[0] == "N" and data_format[-1] == "C")):
            raise ValueError(
                problem(
                    "`data_format` must be of the form `N...C` or `NC...`",
                    given=f"tf.nn.bias_add with data_format={data_format!r}",
                )
            )
        first = data_format.startswith("NC")
    if value.ndim < 2 or bias.ndim != 1:
        raise invalid(
            "tf.nn.bias_add: Input tensor must be at least 2D and Biases must be 1D",
            given=f"value {value.shape}, bias {bias.shape}",
        )
    axis = 1 if first else value.ndim - 1
    if value.shape[axis] != bias.shape[0]:
        raise invalid(
            "Must provide as many biases as the last dimension of the input tensor: "
            f"[{bias.shape[0]}] vs. {list(value.shape)}",
        )
    return add_bias(axis, value, bias)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def add_bias(axis: int, value: jax.Array, bias: jax.Array) -> jax.Array:
    """`value + bias`, whose gradient sums over rows: one long axis is what XLA:CPU reduces best."""
    shape = [1] * value.ndim
    shape[axis] = bias.shape[0]
    return value + bias.reshape(shape)


def _forward(axis: int, value: jax.Array, bias: jax.Array) -> tuple:
    return add_bias(axis, value, bias), None


def _backward(axis: int, _, cotangent: jax.Array) -> tuple:
    return cotangent, sum_to_channels(axis, cotangent)


def sum_to_channels(axis: int, array: jax.Array) -> jax.Array:
    """The sum over all axes but one."""
    if axis == array.ndim - 1:
        return sum_stored_rows(array)
    return jnp.sum(array, [i for i in range(array.ndim) if i != axis])


add_bias.defvjp(_forward, _backward)

__all__ = ["add_bias", "bias_add", "sum_to_channels"]
