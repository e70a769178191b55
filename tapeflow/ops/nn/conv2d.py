"""`tf.nn.conv2d` and the other convolutions with TensorFlow's arguments."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, invalid
from tapeflow.ops.nn import convolution as fused
from tapeflow.ops.nn.window import per_axis


def conv2d(
    input: Any,
    filters: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A 2-D convolution (cross-correlation) of pictures with a kernel.

    Args:
      input: `[batch, height, width, channels]`, or `[batch, channels, height, width]`.
      filters: `[height, width, channels / groups, filters]`; fewer channels than the input's mean
        a grouped convolution.
      strides: 1, 2 or 4 numbers.
      padding: "SAME", "VALID", or four pairs (before, after).
      data_format: "NHWC" or "NCHW".
      dilations: 1, 2 or 4 numbers; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.
      ValueError: an unknown padding or data format.

    >>> import tapeflow as tf
    >>> tf.nn.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([2, 2, 1, 3]), 2, "VALID").shape
    TensorShape([1, 2, 2, 3])
    """
    return _conv("tf.nn.conv2d", 2, input, filters, strides, padding, data_format, dilations)


def conv1d(
    input: Any,
    filters: Any,
    stride: Any,
    padding: Any,
    data_format: str | None = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A 1-D convolution (cross-correlation) of sequences with a kernel.

    Args:
      input: `[batch, width, channels]`, or `[batch, channels, width]`.
      filters: `[width, channels / groups, filters]`.
      stride: one number, or 1 or 3.
      padding: "SAME" or "VALID".
      data_format: "NWC" or "NCW".
      dilations: one number, or 1 or 3; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.
      ValueError: an unknown padding or data format.

    >>> import tapeflow as tf
    >>> tf.nn.conv1d(tf.ones([1, 4, 1]), tf.ones([2, 1, 3]), 2, "VALID").shape
    TensorShape([1, 2, 3])
    """
    return _conv("tf.nn.conv1d", 1, input, filters, stride, padding, data_format, dilations)


def conv3d(
    input: Any,
    filters: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A 3-D convolution (cross-correlation) of volumes with a kernel.

    Args:
      input: `[batch, depth, height, width, channels]`, or with channels at axis 1.
      filters: `[depth, height, width, channels / groups, filters]`.
      strides: 1, 3 or 5 numbers.
      padding: "SAME" or "VALID".
      data_format: "NDHWC" or "NCDHW".
      dilations: 1, 3 or 5 numbers; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.
      ValueError: an unknown padding or data format.

    >>> import tapeflow as tf
    >>> volume, kernel = tf.ones([1, 4, 4, 4, 1]), tf.ones([2, 2, 2, 1, 3])
    >>> tf.nn.conv3d(volume, kernel, [1, 2, 2, 2, 1], "SAME").shape
    TensorShape([1, 2, 2, 2, 3])
    """
    return _conv("tf.nn.conv3d", 3, input, filters, strides, padding, data_format, dilations)


def convolution(
    input: Any,
    filters: Any,
    strides: Any = None,
    padding: Any = "VALID",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A convolution with one to three spatial axes, as many as `filters` has.

    Args:
      input: `[batch, ..., channels]`, or with channels at axis 1.
      filters: `[..., channels / groups, filters]`.
      strides: one number, or one per spatial axis; 1 by default.
      padding: "SAME", "VALID", or a pair per axis of `input`.
      data_format: `None`, or as of the op with that many axes.
      dilations: one number, or one per spatial axis; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the shapes don't fit.

    >>> import tapeflow as tf
    >>> tf.nn.convolution(tf.ones([1, 4, 1]), tf.ones([2, 1, 3]), padding="SAME").shape
    TensorShape([1, 4, 3])
    """
    return fused.convolution(
        input,
        filters,
        None,
        1 if strides is None else strides,
        padding,
        1 if dilations is None else dilations,
        data_format,
    )


def _conv(
    name: str,
    rank: int,
    inputs: Any,
    filters: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    dilations: Any,
) -> Tensor:
    shape = getattr(filters, "shape", None)
    if shape is not None and len(shape) != rank + 2:
        raise invalid(
            f"{name}: filter must be {rank + 2}-dimensional: {list(shape)}",
            expected="[..., channels, filters]",
        )
    strides = per_axis(name, strides, rank, data_format, "strides")
    dilations = (
        1 if dilations is None else per_axis(name, dilations, rank, data_format, "dilations")
    )
    return fused.convolution(inputs, filters, None, strides, padding, dilations, data_format)


__all__ = ["conv1d", "conv2d", "conv3d", "convolution"]
