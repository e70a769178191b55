"""Derivatives of convolutions as functions of their own, and a transposed atrous convolution."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, op
from tapeflow.engine.op import static
from tapeflow.ops.nn.convolution_transpose import conv_transpose
from tapeflow.ops.nn.depthwise import _depthwise
from tapeflow.ops.nn.window import per_axis, spatial_padding

_NAME = "tf.nn.depthwise_conv2d"


def depthwise_conv2d_backprop_input(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The derivative of a depthwise convolution by its input.

    Args:
      input_sizes: the shape of the input.
      filter: `[height, width, channels, multiplier]`.
      out_backprop: the derivative by the result.
      strides: as of the convolution, like the following.
      padding: "SAME", "VALID" or pairs.
      data_format: "NHWC" or "NCHW".
      dilations: one number per axis.
      name: accepted for compatibility, not used.
    """
    options = _options(strides, padding, dilations, data_format)
    return _by_input(filter, out_backprop, static("input_sizes", input_sizes), *options)


def depthwise_conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The derivative of a depthwise convolution by its filter, of the shape `filter_sizes`.

    The other arguments are those of `depthwise_conv2d_backprop_input`.
    """
    options = _options(strides, padding, dilations, data_format)
    return _by_filter(input, out_backprop, static("filter_sizes", filter_sizes), *options)


def _options(strides: Any, padding: Any, dilations: Any, data_format: str) -> tuple:
    return (
        per_axis(_NAME, strides, 2, data_format, "strides"),
        spatial_padding(padding, 2, data_format),
        per_axis(_NAME, dilations, 2, data_format, "dilations"),
        data_format,
    )


@op("nn.depthwise_conv2d_backprop_input", costly=True)
def _by_input(
    filter: jax.Array,
    out_backprop: jax.Array,
    sizes=(),
    strides=1,
    padding="VALID",
    dilations=1,
    data_format=None,
) -> jax.Array:
    options = (None, strides, padding, dilations, data_format)
    zeros = jnp.zeros(sizes, filter.dtype)
    return jax.vjp(lambda x: _depthwise.op.function(x, filter, *options), zeros)[1](out_backprop)[0]


@op("nn.depthwise_conv2d_backprop_filter", costly=True)
def _by_filter(
    input: jax.Array,
    out_backprop: jax.Array,
    sizes=(),
    strides=1,
    padding="VALID",
    dilations=1,
    data_format=None,
) -> jax.Array:
    options = (None, strides, padding, dilations, data_format)
    zeros = jnp.zeros(sizes, input.dtype)
    return jax.vjp(lambda f: _depthwise.op.function(input, f, *options), zeros)[1](out_backprop)[0]


def atrous_conv2d_transpose(
    value: Any, filters: Any, output_shape: Any, rate: int, padding: str, name: str | None = None
) -> Tensor:
    """The transposed convolution of a filter with holes.

    Args:
      value: `[batch, height, width, channels]`.
      filters: `[height, width, output channels, channels]`.
      output_shape: of the result.
      rate: the distance of neighbors in the filter.
      padding: "SAME" or "VALID".
      name: accepted for compatibility, not used.
    """
    return conv_transpose(value, filters, output_shape, 1, padding, "NHWC", rate)
