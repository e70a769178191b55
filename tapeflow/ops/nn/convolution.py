"""`convolution`: kernel, bias and activation of a convolution layer as one op."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.nn.activated import activated, activated_backward, activated_forward
from tapeflow.ops.nn.bias_add import sum_to_channels
from tapeflow.ops.nn.convolve import convolve, kept
from tapeflow.ops.nn.dense import RECORDED_APART
from tapeflow.ops.nn.window import (
    Axis,
    axes,
    channels_first,
    check_format,
    from_last,
    per_axis,
    spatial_padding,
    to_last,
)


def convolution(
    inputs: Any,
    kernel: Any,
    bias: Any = None,
    strides: Any = 1,
    padding: Any = "VALID",
    dilations: Any = 1,
    data_format: str | None = None,
    activation: Any = None,
    groups: int | None = None,
) -> Tensor:
    """`activation(inputs * kernel + bias)`, where `*` slides the kernel over the inputs.

    Args:
      inputs: `[batch, ..., channels]`, or channels at axis 1, with one to three spatial axes.
      kernel: `[..., channels / groups, filters]`, of the same dtype.
      bias: `[filters]`, or None.
      strides: one number, or one per spatial axis.
      padding: "SAME", "VALID", or a pair per spatial axis.
      dilations: one number, or one per spatial axis.
      data_format: "NHWC" (default) or "NCHW", and the like for one or three spatial axes.
      activation: the pure function of an op, or None.
      groups: told by the shapes; not needed.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn.convolution import convolution
    >>> convolution(tf.ones([1, 3, 3, 1]), tf.ones([2, 2, 1, 1]), [0.5]).numpy().ravel().tolist()
    [4.5, 4.5, 4.5, 4.5]
    """
    split = None if channels_first(data_format) else RECORDED_APART.get(activation)
    if split is not None:
        return split(
            _convolution(inputs, kernel, bias, strides, padding, dilations, data_format, None)
        )
    return _convolution(inputs, kernel, bias, strides, padding, dilations, data_format, activation)


@op("nn.convolution", costly=True, samplewise=True)
def _convolution(
    inputs: jax.Array,
    kernel: jax.Array,
    bias: jax.Array | None,
    strides=1,
    padding="VALID",
    dilations=1,
    data_format=None,
    activation=None,
) -> jax.Array:
    name = "tf.nn.convolution"
    rank = kernel.ndim - 2
    if inputs.ndim != kernel.ndim or not 1 <= rank <= 3:
        raise invalid(
            f"{name}: inputs and kernel need as many spatial axes, one to three",
            given=f"inputs {inputs.shape}, kernel {kernel.shape}",
            fix="add a batch axis: inputs[tf.newaxis]" if inputs.ndim == kernel.ndim - 1 else None,
        )
    check_format(name, data_format, rank)
    channels = inputs.shape[1 if channels_first(data_format) else -1]
    depth, filters = kernel.shape[-2:]
    if not depth or channels % depth or (filters % max(channels // depth, 1)):
        raise invalid(
            f"input depth must be evenly divisible by filter depth: {channels} vs {depth}",
            given=f"inputs {inputs.shape}, kernel {kernel.shape}, data_format {data_format}",
            expected="kernel [..., channels / groups, filters], filters divisible by groups",
        )
    sizes = inputs.shape[2:] if channels_first(data_format) else inputs.shape[1:-1]
    window = axes(
        name,
        sizes,
        kernel.shape[:-2],
        per_axis(name, strides, rank, data_format, "strides"),
        per_axis(name, dilations, rank, data_format, "dilations"),
        spatial_padding(padding, rank, data_format),
    )
    groups = max(channels // depth, 1)
    return fused_convolution(window, groups, data_format, activation, inputs, kernel, bias)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2, 3))
def fused_convolution(window, groups, data_format, activation, inputs, kernel, bias):
    """The op on arrays."""
    outputs = _affine(window, groups, data_format, inputs, kernel, bias)
    return activated(activation, outputs)


def _affine(window, groups, data_format, inputs, kernel, bias):
    outputs = any_rank(window, groups, to_last(inputs, data_format), kernel)
    return from_last(outputs if bias is None else outputs + bias, data_format)


def any_rank(
    window: tuple[Axis, ...], groups: int, inputs: jax.Array, kernel: jax.Array
) -> jax.Array:
    """`convolve`, with one spatial axis as a picture of one row."""
    if not all(axis.outputs for axis in window):
        return empty(window, inputs, kernel.shape[-1])
    if len(window) > 1:
        return convolve(window, groups, inputs, kernel)
    return convolve((ONE_ROW, *window), groups, inputs[:, None], kernel[None])[:, 0]


def empty(window: tuple[Axis, ...], inputs: jax.Array, channels: int) -> jax.Array:
    """The result of a window that does not fit even once."""
    return jnp.zeros((inputs.shape[0], *(axis.outputs for axis in window), channels), inputs.dtype)


ONE_ROW = Axis(size=1, window=1, stride=1, dilation=1, before=0, after=0)


def _forward(window, groups, data_format, activation, inputs, kernel, bias):
    if not channels_first(data_format):
        inputs = kept(window, groups, inputs)
    outputs = _affine(window, groups, data_format, inputs, kernel, bias)
    outputs, pullback = activated_forward(activation, outputs)
    return outputs, (inputs, kernel, None if bias is None else (), pullback)


def _backward(window, groups, data_format, _, saved, cotangent):
    inputs, kernel, no_bias, pullback = saved
    cotangent = activated_backward(pullback, cotangent)
    channels = 1 if channels_first(data_format) else cotangent.ndim - 1
    product = functools.partial(_affine, window, groups, data_format, bias=None)
    to_inputs, to_kernel = jax.vjp(product, inputs, kernel)[1](cotangent)
    to_bias = None if no_bias is None else sum_to_channels(channels, cotangent)
    return to_inputs, to_kernel, to_bias


fused_convolution.defvjp(_forward, _backward)

__all__ = ["any_rank", "convolution", "empty", "fused_convolution"]
