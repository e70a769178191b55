"""`keras.ops.nn`: convolutions, pooling, normalization, attention, labels and crossentropies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.keras import activations, backend
from tapeflow.keras.ops.core import shape as shape_of
from tapeflow.ops.array.one_hot import one_hot as one_hot_of
from tapeflow.ops.math.cast import cast
from tapeflow.ops.math.reduce import reduce_max
from tapeflow.ops.nn import ctc as sequences
from tapeflow.ops.nn.adaptive_pool import adaptive_average_pool as adaptive_average_of
from tapeflow.ops.nn.adaptive_pool import adaptive_max_pool as adaptive_max_of
from tapeflow.ops.nn.convolution import convolution
from tapeflow.ops.nn.convolution_transpose import convolution_transpose
from tapeflow.ops.nn.depthwise import depthwise_convolution, separable_convolution
from tapeflow.ops.nn.keras_crossentropy import (
    keras_binary_crossentropy,
    keras_categorical_crossentropy,
    keras_sparse_categorical_crossentropy,
)
from tapeflow.ops.nn.pool import _avg_pool, _max_pool
from tapeflow.ops.numpy import nn as functions
from tapeflow.ops.numpy.reductions import mean, var
from tapeflow.ops.sparse import from_dense

FORMATS = {
    "channels_last": ("NWC", "NHWC", "NDHWC"),
    "channels_first": ("NCW", "NCHW", "NCDHW"),
}


def gelu(x: Any, approximate: bool = True) -> Tensor:
    """`x * P(X <= x)` of a standard normal X, elementwise, or tanh's approximation of it."""
    return activations.gelu(x, approximate)


def normalize(x: Any, axis: Any = -1, order: int = 2, epsilon: float | None = None) -> Tensor:
    """`x` divided by its norms along an axis.

    Args:
      x: numbers of any shape.
      axis: along which vectors lie.
      order: of the norm, at least 1.
      epsilon: the least norm; `keras.config.epsilon()` by default.

    Raises:
      ValueError: an order below 1.
    """
    if not isinstance(order, int) or order < 1:
        raise ValueError(f"Argument `order` must be an int >= 1. Received: order={order}")
    return functions.normalize(x, axis, order, backend.epsilon() if epsilon is None else epsilon)


def layer_normalization(
    x: Any,
    gamma: Any = None,
    beta: Any = None,
    axis: Any = -1,
    epsilon: float | None = None,
    **kwargs: Any,
) -> Tensor:
    """`(x - mean) / sqrt(variance + epsilon) * gamma + beta`, over an axis or several."""
    epsilon = backend.epsilon() if epsilon is None else epsilon
    return functions.layer_normalization(x, gamma, beta, axis, epsilon)


def rms_normalization(
    x: Any, scale: Any = None, axis: Any = -1, epsilon: float | None = None
) -> Tensor:
    """`x / sqrt(mean(x**2) + epsilon) * scale`, over an axis or several."""
    epsilon = backend.epsilon() if epsilon is None else epsilon
    return functions.rms_normalization(x, scale, axis, epsilon)


def moments(x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False) -> tuple:
    """The mean and the variance over axes.

    Args:
      x: numbers of any shape.
      axes: which axes.
      keepdims: whether they stay with size 1.
      synchronized: accepted for compatibility; there is one copy of `x`.
    """
    return mean(x, axes, keepdims), var(x, axes, keepdims)


def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: Any = None,
    attn_logits_soft_cap: float | None = None,
) -> Tensor:
    """`softmax(query @ key * scale + bias) @ value`, head by head.

    Args:
      query: `[batch, time, heads, size]`.
      key: `[batch, steps, heads, size]`; fewer heads are shared by equally many of the query's.
      value: of the shape of `key`.
      bias: `[batch, heads, time, steps]`, or what broadcasts to it.
      mask: booleans of that shape: what may be looked at.
      scale: `1 / sqrt(size)` by default.
      is_causal: whether only earlier steps may be looked at.
      flash_attention: accepted for compatibility; XLA chooses how it is computed.
      attn_logits_soft_cap: c, for `c * tanh(scores / c)` in place of the scores.
    """
    return functions.attention(
        query, key, value, bias, mask, scale, is_causal, attn_logits_soft_cap
    )


def one_hot(
    x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Any:
    """Class numbers as vectors that are 1 at the class and 0 elsewhere.

    Args:
      x: whole numbers of any shape; those that are no class give zeros.
      num_classes: how many classes there are.
      axis: the new axis.
      dtype: `floatx` by default.
      sparse: whether a `SparseTensor` is given.

    >>> import tapeflow as tf
    >>> print(tf.keras.ops.one_hot([1], 3))
    tf.Tensor([[0. 1. 0.]], shape=(1, 3), dtype=float32)
    """
    hot = one_hot_of(cast(x, "int32"), num_classes, axis=axis, dtype=dtype or backend.floatx())
    return from_dense(hot) if sparse else hot


def multi_hot(
    inputs: Any,
    num_classes: int | None = None,
    axis: int = -1,
    dtype: Any = None,
    sparse: bool = False,
    **kwargs: Any,
) -> Tensor:
    """Sets of class numbers as vectors that are 1 at each class of the set.

    Args:
      inputs: whole numbers `[..., n]`.
      num_classes: how many classes there are.
      axis: the classes' axis.
      dtype: `floatx` by default.
      sparse: whether a `SparseTensor` is given.
      **kwargs: `num_tokens`, an older name of `num_classes`.
    """
    classes = kwargs.pop("num_tokens", num_classes)
    if classes is None:
        raise ValueError("Argument `num_classes` must be specified.")
    reduced = 1 if len(shape_of(inputs)) > 1 else 0
    hot = one_hot(inputs, classes, axis, dtype)
    hot = reduce_max(hot, axis=reduced)
    return from_dense(hot) if sparse else hot


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Tensor:
    """`-target * log(output) - (1 - target) * log(1 - output)`, elementwise."""
    return keras_binary_crossentropy(target, output, from_logits, 0.0, backend.epsilon())


def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """`-sum(target * log(output))` over the classes' axis."""
    return keras_categorical_crossentropy(target, output, from_logits, axis, 0.0, backend.epsilon())


def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """`-log(p)` of the probability p of the true class, a class number."""
    return keras_sparse_categorical_crossentropy(
        target, output, from_logits, axis, None, backend.epsilon()
    )


def ctc_loss(
    target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int = 0
) -> Tensor:
    """The CTC loss of sequences.

    Args:
      target: class numbers `[batch, max_length]`.
      output: logits `[batch, time, classes]`.
      target_length: `[batch]`, how many labels count.
      output_length: `[batch]`, how many steps count.
      mask_index: the class that stands for no label.
    """
    return sequences.ctc(target, output, target_length, output_length, mask_index)


def _format(data_format: str | None, inputs: Any) -> str:
    spatial = len(shape_of(inputs)) - 2
    return FORMATS[backend.standardize_data_format(data_format)][spatial - 1]


def conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """A convolution over one to three spatial axes.

    Args:
      inputs: `[batch, ..., channels]`, or channels at axis 1.
      kernel: `[..., channels / groups, filters]`.
      strides: one number, or one for each spatial axis.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first".
      dilation_rate: one number, or one for each spatial axis.
    """
    letters = _format(data_format, inputs)
    return convolution(inputs, kernel, None, strides, padding.upper(), dilation_rate, letters)


def depthwise_conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """A convolution of each channel for itself, with a kernel `[..., channels, multiplier]`."""
    letters = _format(data_format, inputs)
    return depthwise_convolution(
        inputs, kernel, None, strides, padding.upper(), dilation_rate, letters
    )


def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """A convolution of each channel for itself, then one of all channels at each point."""
    return separable_convolution(
        inputs,
        depthwise_kernel,
        pointwise_kernel,
        None,
        strides,
        padding.upper(),
        dilation_rate,
        _format(data_format, inputs),
    )


def conv_transpose(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """The adjoint of a convolution, with a kernel `[..., filters, channels]`.

    Args:
      inputs: `[batch, ..., channels]`, or channels at axis 1.
      kernel: see above.
      strides: one number, or one for each spatial axis.
      padding: "valid" or "same".
      output_padding: how much longer the outputs are; told by the strides if None.
      data_format: "channels_last" or "channels_first".
      dilation_rate: one number, or one for each spatial axis.
    """
    letters = _format(data_format, inputs)
    sizes = shape_of(inputs)
    rank = len(sizes) - 2
    spatial = sizes[1:-1] if letters.endswith("C") else sizes[2:]
    windows = shape_of(kernel)[:rank]
    outputs = [
        _transposed_size(*axis, padding)
        for axis in zip(
            spatial,
            windows,
            _each(strides, rank),
            _each(dilation_rate, rank),
            _each(output_padding, rank),
            strict=True,
        )
    ]
    return convolution_transpose(
        inputs, kernel, None, outputs, strides, padding.upper(), dilation_rate, letters
    )


def _each(value: Any, rank: int) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else (value,) * rank


def _transposed_size(size, window, stride, dilation, extra, padding) -> int:
    reach = (window - 1) * dilation + 1
    if extra is None:
        longer = max(reach - stride, 0) if padding == "valid" else 0
        return size * stride + longer
    if padding == "same":
        return (size - 1) * stride + reach - 2 * (reach // 2) + extra
    return (size - 1) * stride + reach + extra


def max_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The largest element of each window.

    Args:
      inputs: `[batch, ..., channels]`, or channels at axis 1.
      pool_size: the window's size: one number, or one for each spatial axis.
      strides: the same; by default the window's size.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first".
    """
    letters = _format(data_format, inputs)
    return _max_pool(inputs, pool_size, strides or pool_size, padding.upper(), letters)


def average_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The mean of each window; arguments are those of `max_pool`."""
    letters = _format(data_format, inputs)
    return _avg_pool(inputs, pool_size, strides or pool_size, padding.upper(), letters)


def adaptive_average_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Tensor:
    """The means of so many windows as the output has elements."""
    return _adaptive(adaptive_average_of, inputs, output_size, data_format)


def adaptive_max_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Tensor:
    """The largest elements of so many windows as the output has elements."""
    return _adaptive(adaptive_max_of, inputs, output_size, data_format)


def _adaptive(function: Any, inputs: Any, output_size: Any, data_format: str | None) -> Tensor:
    inputs = convert_to_tensor(inputs) if isinstance(inputs, (list, tuple)) else inputs
    sizes = tuple(_each(output_size, len(shape_of(inputs)) - 2))
    first = 1 if backend.standardize_data_format(data_format) == "channels_last" else 2
    return function(inputs, sizes, first)
