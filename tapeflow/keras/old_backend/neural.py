"""Keras 2's `K` functions of networks: convolutions, pooling, crossentropies."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras import backend, ops
from tapeflow.keras.ops.neural import FORMATS
from tapeflow.keras.random import draws
from tapeflow.ops.array.reshape import squeeze
from tapeflow.ops.keras_math.focal import binary_focal_crossentropy as binary_focal_of
from tapeflow.ops.keras_math.focal import categorical_focal_crossentropy as categorical_focal_of
from tapeflow.ops.nn.ctc import ctc
from tapeflow.ops.nn.convolution_transpose import convolution_transpose
from tapeflow.ops.nn.keras_crossentropy import keras_sparse_categorical_crossentropy


def batch_normalization(
    x: Any, mean: Any, var: Any, beta: Any, gamma: Any, axis: int = -1, epsilon: float = 1e-3
) -> Tensor:
    """`(x - mean) / sqrt(var + epsilon) * gamma + beta`, along an axis."""
    return ops.batch_normalization(x, mean, var, axis, beta, gamma, epsilon)


def bias_add(x: Any, bias: Any, data_format: str | None = None) -> Tensor:
    """`x + bias`, along the channels."""
    if backend.standardize_data_format(data_format) == "channels_last" or len(bias.shape) > 1:
        return ops.add(x, bias)
    return ops.add(x, ops.reshape(bias, (1, -1, *[1] * (len(x.shape) - 2))))


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Tensor:
    """`-target * log(output) - (1 - target) * log(1 - output)`, elementwise."""
    return ops.binary_crossentropy(target, output, from_logits)


def binary_focal_crossentropy(
    target: Any,
    output: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
) -> Tensor:
    """Binary crossentropy in which easy examples count less."""
    expanded = ops.expand_dims(target, -1), ops.expand_dims(output, -1)
    return binary_focal_of(*expanded, apply_class_balancing, alpha, gamma, from_logits)


def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """`-sum(target * log(output))` over the classes' axis."""
    return ops.categorical_crossentropy(target, output, from_logits, axis)


def categorical_focal_crossentropy(
    target: Any,
    output: Any,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    axis: int = -1,
) -> Tensor:
    """Crossentropy in which easy examples count less."""
    return categorical_focal_of(target, output, alpha, gamma, from_logits, 0.0, axis)


def sparse_categorical_crossentropy(
    target: Any,
    output: Any,
    from_logits: bool = False,
    axis: int = -1,
    ignore_class: int | None = None,
) -> Tensor:
    """`-log(p)` of the probability p of the true class, a class number."""
    return keras_sparse_categorical_crossentropy(
        target, output, from_logits, axis, ignore_class, backend.epsilon()
    )


def ctc_batch_cost(y_true: Any, y_pred: Any, input_length: Any, label_length: Any) -> Tensor:
    """The CTC loss, with the last class as the blank.

    Args:
      y_true: class numbers `[batch, max_length]`.
      y_pred: probabilities `[batch, time, classes]`.
      input_length: `[batch, 1]`, how many steps count.
      label_length: `[batch, 1]`, how many labels count.

    Returns:
      Losses `[batch, 1]`.
    """
    lengths = [squeeze(ops.cast(n, "int32"), axis=-1) for n in (label_length, input_length)]
    logits = ops.log(ops.add(y_pred, backend.epsilon()))
    return ops.expand_dims(ctc(y_true, logits, *lengths, -1), 1)


def conv1d(
    x: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """A convolution over time; "causal" padding looks at earlier steps only."""
    if padding == "causal":
        before = dilation_rate * (int(kernel.shape[0]) - 1)
        x, padding = ops.pad(x, ((0, 0), (before, 0), (0, 0))), "valid"
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def conv2d(
    x: Any,
    kernel: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = (1, 1),
) -> Tensor:
    """A convolution of pictures."""
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def conv3d(
    x: Any,
    kernel: Any,
    strides: Any = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = (1, 1, 1),
) -> Tensor:
    """A convolution of volumes."""
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def conv2d_transpose(
    x: Any,
    kernel: Any,
    output_shape: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = (1, 1),
) -> Tensor:
    """The adjoint of a convolution of pictures, of a given output shape."""
    data_format = backend.standardize_data_format(data_format)
    last = data_format == "channels_last"
    sizes = tuple(output_shape)[1:-1] if last else tuple(output_shape)[2:]
    letters = FORMATS[data_format][1]
    return convolution_transpose(
        x, kernel, None, sizes, strides, padding.upper(), dilation_rate, letters
    )


def depthwise_conv2d(
    x: Any,
    depthwise_kernel: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = (1, 1),
) -> Tensor:
    """A convolution of pictures, each channel for itself."""
    return ops.depthwise_conv(x, depthwise_kernel, strides, padding, data_format, dilation_rate)


def separable_conv2d(
    x: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = (1, 1),
) -> Tensor:
    """A convolution of each channel for itself, then one of all channels at each point."""
    return ops.separable_conv(
        x, depthwise_kernel, pointwise_kernel, strides, padding, data_format, dilation_rate
    )


def pool2d(
    x: Any,
    pool_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    pool_mode: str = "max",
) -> Tensor:
    """The largest ("max") or the mean ("avg") of each window of pictures."""
    return _pool(x, pool_size, strides, padding, data_format, pool_mode)


def pool3d(
    x: Any,
    pool_size: Any,
    strides: Any = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    pool_mode: str = "max",
) -> Tensor:
    """The largest ("max") or the mean ("avg") of each window of volumes."""
    return _pool(x, pool_size, strides, padding, data_format, pool_mode)


def _pool(x, pool_size, strides, padding, data_format, pool_mode) -> Tensor:
    if pool_mode not in ("max", "avg"):
        raise ValueError(f"Invalid pooling mode: {pool_mode}")
    function = ops.max_pool if pool_mode == "max" else ops.average_pool
    return function(x, tuple(pool_size), tuple(strides), padding, data_format)


def dropout(x: Any, level: float, noise_shape: Any = None, seed: Any = None) -> Tensor:
    """`x` with a share of elements set to 0, and the others divided by the rest."""
    return draws.dropout(x, level, noise_shape, seed)


def in_top_k(predictions: Any, targets: Any, k: int) -> Tensor:
    """Whether a class is among the k largest predictions."""
    return ops.in_top_k(targets, predictions, k)
