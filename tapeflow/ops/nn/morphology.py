"""Grayscale morphology: `tf.nn.dilation2d` and `tf.nn.erosion2d`."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, op
from tapeflow.ops.nn.window import axes, check_format, padded, per_axis, tap


def dilation2d(
    input: Any,
    filters: Any,
    strides: Any,
    padding: str,
    data_format: str,
    dilations: Any,
    name: str | None = None,
) -> Tensor:
    """The largest sum of the input and the filter in each window, channel by channel.

    Args:
      input: `[batch, height, width, channels]`.
      filters: `[height, width, channels]`, of the same dtype.
      strides: the window's steps, one number for each axis of `input`.
      padding: "SAME" or "VALID".
      data_format: only "NHWC".
      dilations: the distance of neighbors in the window, for each axis of `input`.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: another data format.
      InvalidArgumentError: the shapes do not fit.
    """
    _check("dilation2d", data_format)
    options = [per_axis("tf.nn.dilation2d", o, 2, data_format, "") for o in (strides, dilations)]
    return _dilation(input, filters, *map(tuple, options), padding)


def erosion2d(
    value: Any,
    filters: Any,
    strides: Any,
    padding: str,
    data_format: str,
    dilations: Any,
    name: str | None = None,
) -> Tensor:
    """The smallest difference of the value and the flipped filter; see `dilation2d`."""
    _check("erosion2d", data_format)
    return -dilation2d(-value, filters[::-1, ::-1], strides, padding, data_format, dilations)


def _check(name: str, data_format: str) -> None:
    if data_format != "NHWC":
        raise ValueError(f"tf.nn.{name}: data_format must be 'NHWC', got {data_format!r}")


@op("nn.dilation2d", costly=True)
def _dilation(
    input: jax.Array, filters: jax.Array, strides=(), dilations=(), padding="VALID"
) -> jax.Array:
    check_format("tf.nn.dilation2d", "NHWC", input.ndim - 2)
    size = filters.shape[:2]
    window = axes("tf.nn.dilation2d", input.shape[1:3], size, strides, dilations, padding)
    lowest = jnp.finfo(input.dtype).min if jnp.issubdtype(input.dtype, jnp.floating) else None
    lowest = jnp.iinfo(input.dtype).min // 2 if lowest is None else lowest
    wide = padded(input, window, lowest)
    taps = [
        tap(wide, window, (i, j)) + filters[i, j] for i in range(size[0]) for j in range(size[1])
    ]
    found = taps[0]
    for other in taps[1:]:
        found = jnp.where(other > found, other, found)  # the first of equal ones, as in pooling
    return found
