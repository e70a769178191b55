"""Convolutions channel by channel: `tf.nn.depthwise_conv2d`, `tf.nn.separable_conv2d`."""

from __future__ import annotations

from typing import Any

import jax

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.nn.conv2d import conv2d
from tapeflow.ops.nn.convolution import fused_convolution
from tapeflow.ops.nn.dense import RECORDED_APART
from tapeflow.ops.nn.window import (
    Axis,
    axes,
    channels_first,
    check_format,
    per_axis,
    spatial_padding,
)


def depthwise_convolution(
    inputs: Any,
    kernel: Any,
    bias: Any = None,
    strides: Any = 1,
    padding: Any = "VALID",
    dilations: Any = 1,
    data_format: str | None = None,
    activation: Any = None,
) -> Tensor:
    """`activation(inputs * kernel + bias)`, where each channel has kernels of its own.

    Args:
      inputs: `[batch, ..., channels]`, or channels at axis 1, with one to three spatial axes.
      kernel: `[..., channels, multiplier]`, of the same dtype.
      bias: `[channels * multiplier]`, or None.
      strides: one number, or one per spatial axis.
      padding: "SAME", "VALID", or a pair per spatial axis.
      dilations: one number, or one per spatial axis.
      data_format: "NHWC" (default) or "NCHW", and the like for one or three spatial axes.
      activation: the pure function of an op, or None.

    Returns:
      `[batch, ..., channels * multiplier]`, a channel's results side by side.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn.depthwise import depthwise_convolution
    >>> depthwise_convolution(tf.ones([1, 3, 3, 2]), tf.ones([2, 2, 2, 3])).shape
    TensorShape([1, 2, 2, 6])
    """
    split = None if channels_first(data_format) else RECORDED_APART.get(activation)
    options = (strides, padding, dilations, data_format)
    if split is not None:
        return split(_depthwise(inputs, kernel, bias, *options, None))
    return _depthwise(inputs, kernel, bias, *options, activation)


@op("nn.depthwise_conv", costly=True)
def _depthwise(
    inputs: jax.Array,
    kernel: jax.Array,
    bias: jax.Array | None,
    strides=1,
    padding="VALID",
    dilations=1,
    data_format=None,
    activation=None,
) -> jax.Array:
    name = "tf.nn.depthwise_conv2d"
    window = _window(name, inputs, kernel, strides, padding, dilations, data_format)
    return _by_channel(window, data_format, activation, inputs, kernel, bias)


def separable_convolution(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    bias: Any = None,
    strides: Any = 1,
    padding: Any = "VALID",
    dilations: Any = 1,
    data_format: str | None = None,
    activation: Any = None,
) -> Tensor:
    """A depthwise convolution, then one of size 1 that mixes channels, bias and activation.

    Args:
      inputs: `[batch, ..., channels]`, or channels at axis 1, with one to three spatial axes.
      depthwise_kernel: `[..., channels, multiplier]`, of the same dtype.
      pointwise_kernel: `[1, ..., channels * multiplier, filters]`.
      bias: `[filters]`, or None.
      strides: one number, or one per spatial axis.
      padding: "SAME", "VALID", or a pair per spatial axis.
      dilations: one number, or one per spatial axis.
      data_format: "NHWC" (default) or "NCHW", and the like for one or three spatial axes.
      activation: the pure function of an op, or None.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn.depthwise import separable_convolution
    >>> kernels = tf.ones([2, 2, 2, 3]), tf.ones([1, 1, 6, 4])
    >>> separable_convolution(tf.ones([1, 3, 3, 2]), *kernels).shape
    TensorShape([1, 2, 2, 4])
    """
    split = None if channels_first(data_format) else RECORDED_APART.get(activation)
    operands = (inputs, depthwise_kernel, pointwise_kernel, bias)
    options = (strides, padding, dilations, data_format)
    if split is not None:
        return split(_separable(*operands, *options, None))
    return _separable(*operands, *options, activation)


@op("nn.separable_conv", costly=True)
def _separable(
    inputs: jax.Array,
    depthwise_kernel: jax.Array,
    pointwise_kernel: jax.Array,
    bias: jax.Array | None,
    strides=1,
    padding="VALID",
    dilations=1,
    data_format=None,
    activation=None,
) -> jax.Array:
    name = "tf.nn.separable_conv2d"
    window = _window(name, inputs, depthwise_kernel, strides, padding, dilations, data_format)
    channels = depthwise_kernel.shape[-2] * depthwise_kernel.shape[-1]
    mixes = pointwise_kernel.ndim == depthwise_kernel.ndim
    if not mixes or any(n != 1 for n in pointwise_kernel.shape[:-2]):
        raise invalid(
            f"{name}: the pointwise kernel must be of size 1",
            given=f"{pointwise_kernel.shape}",
            expected=f"[{'1, ' * len(window)}{channels}, filters]",
        )
    if pointwise_kernel.shape[-2] != channels:
        raise invalid(
            f"{name}: the pointwise kernel needs {channels} input channels",
            given=f"depthwise kernel {depthwise_kernel.shape}, pointwise {pointwise_kernel.shape}",
        )
    between = _by_channel(window, data_format, None, inputs, depthwise_kernel, None)
    one = tuple(Axis(axis.outputs, 1, 1, 1, 0, 0) for axis in window)
    return fused_convolution(one, 1, data_format, activation, between, pointwise_kernel, bias)


def _by_channel(window, data_format, activation, inputs, kernel, bias):
    channels, multiplier = kernel.shape[-2:]
    kernel = kernel.reshape(*kernel.shape[:-2], 1, channels * multiplier)
    return fused_convolution(window, channels, data_format, activation, inputs, kernel, bias)


def _window(name, inputs, kernel, strides, padding, dilations, data_format):
    rank = kernel.ndim - 2
    if inputs.ndim != kernel.ndim or not 1 <= rank <= 3:
        raise invalid(
            f"{name}: input and filter need as many spatial axes, one to three",
            given=f"input {inputs.shape}, filter {kernel.shape}",
        )
    check_format(name, data_format, rank)
    channels = inputs.shape[1 if channels_first(data_format) else -1]
    if channels != kernel.shape[-2]:
        raise invalid(
            f"{name}: input and filter must have the same depth: {channels} vs {kernel.shape[-2]}",
            given=f"input {inputs.shape}, filter {kernel.shape}",
        )
    return axes(
        name,
        inputs.shape[2:] if channels_first(data_format) else inputs.shape[1:-1],
        kernel.shape[:-2],
        per_axis(name, strides, rank, data_format, "strides"),
        per_axis(name, dilations, rank, data_format, "dilations"),
        spatial_padding(padding, rank, data_format),
    )


def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A 2-D convolution of each channel by kernels of its own.

    Args:
      input: `[batch, height, width, channels]`, or `[batch, channels, height, width]`.
      filter: `[height, width, channels, multiplier]`.
      strides: 4 numbers, or 1 or 2.
      padding: "SAME", "VALID", or four pairs (before, after).
      data_format: "NHWC" or "NCHW".
      dilations: 1 or 2 numbers; 1 by default.
      name: accepted for compatibility, not used.

    Returns:
      `[batch, height, width, channels * multiplier]`.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> x, kernel = tf.ones([1, 3, 3, 2]), tf.ones([2, 2, 2, 3])
    >>> tf.nn.depthwise_conv2d(x, kernel, [1, 1, 1, 1], "SAME").shape
    TensorShape([1, 3, 3, 6])
    """
    dilations = 1 if dilations is None else dilations
    return _depthwise(input, filter, None, strides, padding, dilations, data_format)


def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A depthwise 2-D convolution, then one of size 1 that mixes channels.

    Args:
      input: `[batch, height, width, channels]`, or `[batch, channels, height, width]`.
      depthwise_filter: `[height, width, channels, multiplier]`.
      pointwise_filter: `[1, 1, channels * multiplier, filters]`.
      strides: 4 numbers, or 1 or 2.
      padding: "SAME", "VALID", or four pairs (before, after).
      data_format: "NHWC" or "NCHW".
      dilations: 1 or 2 numbers; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> x, kernel = tf.ones([1, 3, 3, 2]), tf.ones([2, 2, 2, 3])
    >>> tf.nn.separable_conv2d(x, kernel, tf.ones([1, 1, 6, 4]), [1, 1, 1, 1], "SAME").shape
    TensorShape([1, 3, 3, 4])
    """
    return _separable(
        input,
        depthwise_filter,
        pointwise_filter,
        None,
        strides,
        padding,
        1 if dilations is None else dilations,
        data_format,
    )


def atrous_conv2d(
    value: Any, filters: Any, rate: Any, padding: Any, name: str | None = None
) -> Tensor:
    """A 2-D convolution with a dilated kernel.

    Args:
      value: `[batch, height, width, channels]`.
      filters: `[height, width, channels, filters]`.
      rate: the distance between neighbors in the kernel.
      padding: "SAME" or "VALID".
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.nn.atrous_conv2d(tf.ones([1, 5, 5, 1]), tf.ones([2, 2, 1, 3]), 2, "VALID").shape
    TensorShape([1, 3, 3, 3])
    """
    return conv2d(value, filters, 1, padding, dilations=rate)


__all__ = [
    "atrous_conv2d",
    "depthwise_conv2d",
    "depthwise_convolution",
    "separable_conv2d",
    "separable_convolution",
]
