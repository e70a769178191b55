"""Transposed convolutions: a convolution's gradient as an op of its own."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, invalid, op, problem
from tapeflow.ops.nn.activated import activated, activated_backward, activated_forward
from tapeflow.ops.nn.bias_add import sum_to_channels
from tapeflow.ops.nn.convolution import ONE_ROW
from tapeflow.ops.nn.convolve import convolve, input_gradient, kernel_gradient
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


def convolution_transpose(
    inputs: Any,
    kernel: Any,
    bias: Any = None,
    output_sizes: Any = None,
    strides: Any = 1,
    padding: Any = "SAME",
    dilations: Any = 1,
    data_format: str | None = None,
    activation: Any = None,
) -> Tensor:
    """`activation(transposed convolution of inputs + bias)`.

    Args:
      inputs: `[batch, ..., channels]`, or channels at axis 1, with one to three spatial axes.
      kernel: `[..., filters, channels]`, of the same dtype.
      bias: `[filters]`, or None.
      output_sizes: the result's spatial sizes: such that a convolution with the same strides and
        padding would make the inputs' sizes of them.
      strides: one number, or one per spatial axis.
      padding: "SAME", "VALID", or a pair per spatial axis.
      dilations: one number, or one per spatial axis.
      data_format: "NHWC" (default) or "NCHW", and the like for one or three spatial axes.
      activation: the pure function of an op, or None.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> from tapeflow.ops.nn.convolution_transpose import convolution_transpose
    >>> convolution_transpose(tf.ones([1, 2, 2, 1]), tf.ones([2, 2, 3, 1]), None, [4, 4], 2).shape
    TensorShape([1, 4, 4, 3])
    """
    split = None if channels_first(data_format) else RECORDED_APART.get(activation)
    options = (output_sizes, strides, padding, dilations, data_format)
    if split is not None:
        return split(_convolution_transpose(inputs, kernel, bias, *options, None))
    return _convolution_transpose(inputs, kernel, bias, *options, activation)


@op("nn.conv_transpose", costly=True)
def _convolution_transpose(
    inputs: jax.Array,
    kernel: jax.Array,
    bias: jax.Array | None,
    output_sizes,
    strides=1,
    padding="SAME",
    dilations=1,
    data_format=None,
    activation=None,
) -> jax.Array:
    name = "tf.nn.conv_transpose"
    rank = kernel.ndim - 2
    if inputs.ndim != kernel.ndim or not 1 <= rank <= 3:
        raise invalid(
            f"{name}: input and filters need as many spatial axes, one to three",
            given=f"input {inputs.shape}, filters {kernel.shape}",
        )
    check_format(name, data_format, rank)
    channels = inputs.shape[1 if channels_first(data_format) else -1]
    if channels != kernel.shape[-1]:
        raise invalid(
            f"{name}: the input's channels must be the filters' last axis",
            given=f"input {inputs.shape}, filters {kernel.shape}",
            expected="filters [..., output channels, input channels]",
        )
    window = axes(
        name,
        output_sizes,
        kernel.shape[:-2],
        per_axis(name, strides, rank, data_format, "strides"),
        per_axis(name, dilations, rank, data_format, "dilations"),
        spatial_padding(padding, rank, data_format),
    )
    sizes = inputs.shape[2:] if channels_first(data_format) else inputs.shape[1:-1]
    expected = tuple(axis.outputs for axis in window)
    if sizes != expected:
        raise invalid(
            f"{name}: Size of out_backprop doesn't match computed",
            given=f"input sizes {sizes}, output sizes {tuple(output_sizes)}, padding {padding!r}",
            expected=f"input sizes {expected}, from which a convolution makes such outputs",
        )
    return fused_transpose(window, data_format, activation, inputs, kernel, bias)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2))
def fused_transpose(window, data_format, activation, inputs, kernel, bias):
    """The op on arrays."""
    return activated(activation, _affine(window, data_format, inputs, kernel, bias))


def _affine(window, data_format, inputs, kernel, bias):
    outputs = transpose_any_rank(window, to_last(inputs, data_format), kernel)
    return from_last(outputs if bias is None else outputs + bias, data_format)


def transpose_any_rank(window: tuple[Axis, ...], inputs: jax.Array, kernel: jax.Array) -> jax.Array:
    """`transpose`, with one spatial axis as a picture of one row."""
    if len(window) > 1:
        return transpose(window, inputs, kernel)
    return transpose((ONE_ROW, *window), inputs[:, None], kernel[None])[:, 0]


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def transpose(window: tuple[Axis, ...], inputs: jax.Array, kernel: jax.Array) -> jax.Array:
    """The adjoint of `convolve` with the same window and kernel, channels last."""
    sizes = [axis.size for axis in window]
    like = jnp.zeros((inputs.shape[0], *sizes, kernel.shape[-2]), inputs.dtype)
    return input_gradient(window, 1, like, kernel, inputs)


def _transpose_forward(window, inputs, kernel):
    return transpose(window, inputs, kernel), (inputs, kernel)


def _transpose_backward(window, saved, cotangent):
    inputs, kernel = saved
    return (
        convolve(window, 1, cotangent, kernel),
        kernel_gradient(window, 1, cotangent, kernel, inputs),
    )


transpose.defvjp(_transpose_forward, _transpose_backward)


def _forward(window, data_format, activation, inputs, kernel, bias):
    outputs = _affine(window, data_format, inputs, kernel, bias)
    outputs, pullback = activated_forward(activation, outputs)
    return outputs, (inputs, kernel, None if bias is None else (), pullback)


def _backward(window, data_format, _, saved, cotangent):
    inputs, kernel, no_bias, pullback = saved
    cotangent = activated_backward(pullback, cotangent)
    channels = 1 if channels_first(data_format) else cotangent.ndim - 1
    product = functools.partial(_affine, window, data_format, bias=None)
    to_inputs, to_kernel = jax.vjp(product, inputs, kernel)[1](cotangent)
    to_bias = None if no_bias is None else sum_to_channels(channels, cotangent)
    return to_inputs, to_kernel, to_bias


fused_transpose.defvjp(_forward, _backward)


def conv2d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose (gradient) of `tf.nn.conv2d`, which makes pictures larger.

    Args:
      input: `[batch, height, width, channels]`, or `[batch, channels, height, width]`.
      filters: `[height, width, output channels, channels]`.
      output_shape: the result's shape, all four axes.
      strides: 1, 2 or 4 numbers.
      padding: "SAME", "VALID", or four pairs (before, after).
      data_format: "NHWC" or "NCHW".
      dilations: 1, 2 or 4 numbers; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.nn.conv2d_transpose(tf.ones([1, 2, 2, 1]), tf.ones([2, 2, 3, 1]), [1, 4, 4, 3], 2).shape
    TensorShape([1, 4, 4, 3])
    """
    return _transposed(
        "tf.nn.conv2d_transpose",
        2,
        input,
        filters,
        output_shape,
        strides,
        padding,
        data_format,
        dilations,
    )


def conv1d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose (gradient) of `tf.nn.conv1d`, which makes sequences longer.

    Args:
      input: `[batch, width, channels]`, or `[batch, channels, width]`.
      filters: `[width, output channels, channels]`.
      output_shape: the result's shape, all three axes.
      strides: 1 or 3 numbers.
      padding: "SAME" or "VALID".
      data_format: "NWC" or "NCW".
      dilations: 1 or 3 numbers; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.nn.conv1d_transpose(tf.ones([1, 2, 1]), tf.ones([2, 3, 1]), [1, 4, 3], 2).shape
    TensorShape([1, 4, 3])
    """
    return _transposed(
        "tf.nn.conv1d_transpose",
        1,
        input,
        filters,
        output_shape,
        strides,
        padding,
        data_format,
        dilations,
    )


def conv3d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = "NDHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose (gradient) of `tf.nn.conv3d`, which makes volumes larger.

    Args:
      input: `[batch, depth, height, width, channels]`, or with channels at axis 1.
      filters: `[depth, height, width, output channels, channels]`.
      output_shape: the result's shape, all five axes.
      strides: 1, 3 or 5 numbers.
      padding: "SAME" or "VALID".
      data_format: "NDHWC" or "NCDHW".
      dilations: 1, 3 or 5 numbers; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> volume, kernel = tf.ones([1, 2, 2, 2, 1]), tf.ones([2, 2, 2, 3, 1])
    >>> tf.nn.conv3d_transpose(volume, kernel, [1, 4, 4, 4, 3], 2).shape
    TensorShape([1, 4, 4, 4, 3])
    """
    return _transposed(
        "tf.nn.conv3d_transpose",
        3,
        input,
        filters,
        output_shape,
        strides,
        padding,
        data_format,
        dilations,
    )


def conv_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of a convolution with one to three spatial axes.

    Args:
      input: `[batch, ..., channels]`, or with channels at axis 1.
      filters: `[..., output channels, channels]`.
      output_shape: the result's shape, all axes.
      strides: one number, or one per spatial axis.
      padding: "SAME" or "VALID".
      data_format: None, or as of the op with that many axes.
      dilations: one number, or one per spatial axis; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.nn.conv_transpose(tf.ones([1, 2, 1]), tf.ones([2, 3, 1]), [1, 4, 3], 2).shape
    TensorShape([1, 4, 3])
    """
    rank = len(_listed(output_shape)) - 2
    return _transposed(
        "tf.nn.conv_transpose",
        rank,
        input,
        filters,
        output_shape,
        strides,
        padding,
        data_format,
        dilations,
    )


def _transposed(
    name: str,
    rank: int,
    inputs: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    dilations: Any,
) -> Tensor:
    sizes = _listed(output_shape)
    if len(sizes) != rank + 2:
        raise ValueError(
            problem(f"{name}: output_shape needs {rank + 2} numbers", given=f"output_shape={sizes}")
        )
    first = channels_first(data_format)
    result = convolution_transpose(
        inputs,
        filters,
        None,
        sizes[2:] if first else sizes[1:-1],
        per_axis(name, strides, rank, data_format, "strides"),
        padding,
        1 if dilations is None else per_axis(name, dilations, rank, data_format, "dilations"),
        data_format,
    )
    if result._spec.shape != tuple(sizes):
        raise invalid(
            f"{name}: output_shape does not fit",
            given=f"output_shape {tuple(sizes)}",
            expected=f"{result._spec.shape}",
        )
    return result


def _listed(output_shape: Any) -> list[int]:
    if hasattr(output_shape, "numpy"):
        output_shape = output_shape.numpy()
    return [int(n) for n in output_shape]


__all__ = [
    "conv1d_transpose",
    "conv2d_transpose",
    "conv3d_transpose",
    "conv_transpose",
    "convolution_transpose",
    "fused_transpose",
]
