"""`tf.nn.max_pool`, `tf.nn.avg_pool` and their variants with a fixed number of spatial axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax

from tapeflow.engine import Tensor, invalid, op
from tapeflow.ops.nn.avg_pool import avg_pool_last
from tapeflow.ops.nn.convolution import empty
from tapeflow.ops.nn.max_pool import max_pool_last
from tapeflow.ops.nn.window import (
    axes,
    channels_first,
    check_format,
    from_last,
    per_axis,
    spatial_padding,
    to_last,
)


# Their results are small and what follows needs them, so they are kept rather than computed again.
@op("nn.max_pool", costly=True, samplewise=True)
def _max_pool(inputs: jax.Array, ksize, strides, padding, data_format=None, rank=None, dilations=1):
    return _pooled(
        "tf.nn.max_pool",
        max_pool_last,
        inputs,
        ksize,
        strides,
        padding,
        data_format,
        rank,
        dilations,
    )


@op("nn.avg_pool", costly=True, samplewise=True)
def _avg_pool(inputs: jax.Array, ksize, strides, padding, data_format=None, rank=None, dilations=1):
    return _pooled(
        "tf.nn.avg_pool",
        avg_pool_last,
        inputs,
        ksize,
        strides,
        padding,
        data_format,
        rank,
        dilations,
    )


def _pooled(
    name: str,
    pool_last: Callable,
    inputs: jax.Array,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    rank: int | None,
    dilations: Any,
) -> jax.Array:
    if rank is None:
        rank = inputs.ndim - 2
    if inputs.ndim != rank + 2 or not 1 <= rank <= 3:
        raise invalid(
            f"{name}: input must have {rank + 2} axes",
            given=f"{inputs.shape}",
            expected="[batch, ..., channels]",
        )
    check_format(name, data_format, rank)
    first = channels_first(data_format)
    window = axes(
        name,
        inputs.shape[2:] if first else inputs.shape[1:-1],
        per_axis(name, ksize, rank, data_format, "ksize"),
        per_axis(name, strides, rank, data_format, "strides"),
        per_axis(name, dilations, rank, data_format, "dilations"),
        spatial_padding(padding, rank, data_format),
    )
    inputs = to_last(inputs, data_format)
    if not all(axis.outputs for axis in window):
        return from_last(empty(window, inputs, inputs.shape[-1]), data_format)
    return from_last(pool_last(window, inputs), data_format)


def max_pool(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The largest element of each window; of equal ones the first gets the gradient.

    Args:
      input: `[batch, ..., channels]`, or channels at axis 1, with one to three spatial axes.
      ksize: the window's size: one number, or one per spatial axis, or one per axis of `input`.
      strides: likewise.
      padding: "SAME", "VALID", or a pair (before, after) per axis of `input`.
      data_format: "N...C" (default) or "NC...", with the axes spelled out.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the window does not fit.

    >>> import tapeflow as tf
    >>> tf.nn.max_pool([[[1.0], [3.0], [2.0], [0.0]]], 2, 2, "VALID").numpy().ravel().tolist()
    [3.0, 2.0]
    """
    return _max_pool(input, ksize, strides, padding, _spelled(data_format, input))


def avg_pool(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The mean of each window, over the elements that are no padding.

    Args:
      input: `[batch, ..., channels]`, or channels at axis 1, with one to three spatial axes.
      ksize: the window's size: one number, or one per spatial axis, or one per axis of `input`.
      strides: likewise.
      padding: "SAME" or "VALID".
      data_format: "N...C" (default) or "NC...", with the axes spelled out.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the window does not fit.

    >>> import tapeflow as tf
    >>> tf.nn.avg_pool([[[1.0], [3.0], [2.0], [0.0]]], 2, 2, "VALID").numpy().ravel().tolist()
    [2.0, 1.0]
    """
    return _avg_pool(input, ksize, strides, padding, _spelled(data_format, input))


def _spelled(data_format: str | None, inputs: Any) -> str | None:
    """`"NC..."` and `"N...C"` with the axes in place of the dots."""
    if data_format is None or "..." not in data_format:
        return data_format
    rank = len(getattr(inputs, "shape", (0, 0, 0, 0))) - 2
    return data_format.replace("...", "DHW"[3 - rank :])


def _fixed(public: str, recorded: Callable, rank: int, what: str) -> Callable:
    spatial = "DHW"[3 - rank :]
    default = f"N{spatial}C"

    def pool(
        input: Any,
        ksize: Any,
        strides: Any,
        padding: Any,
        data_format: str | None = default,
        name: str | None = None,
    ) -> Tensor:
        return recorded(input, ksize, strides, padding, data_format, rank)

    pool.__name__ = pool.__qualname__ = public
    pool.__doc__ = f"""{what} of each window, over {rank} spatial {"axes" if rank > 1 else "axis"}.

    Args:
      input: tensor of {rank + 2} axes, in the order of `data_format`.
      ksize: the window's size: one number, or one per spatial axis, or one per axis of `input`.
      strides: likewise.
      padding: "SAME", "VALID", or a pair (before, after) per axis of `input`.
      data_format: "{default}" or "NC{spatial}".
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the window does not fit.
      ValueError: an unknown padding or data format.

    >>> import tapeflow as tf
    >>> tf.nn.{public}(tf.ones([1, {"4, " * rank}2]), 2, 2, "VALID").shape
    TensorShape([1, {"2, " * rank}2])
    """
    return pool


max_pool1d = _fixed("max_pool1d", _max_pool, 1, "The largest element")
max_pool2d = _fixed("max_pool2d", _max_pool, 2, "The largest element")
max_pool3d = _fixed("max_pool3d", _max_pool, 3, "The largest element")
avg_pool1d = _fixed("avg_pool1d", _avg_pool, 1, "The mean")
avg_pool2d = _fixed("avg_pool2d", _avg_pool, 2, "The mean")
avg_pool3d = _fixed("avg_pool3d", _avg_pool, 3, "The mean")


def pool(
    input: Any,
    window_shape: Any,
    pooling_type: str,
    strides: Any = None,
    padding: Any = "VALID",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Max or average pooling with one to three spatial axes.

    Args:
      input: `[batch, ..., channels]`, or channels at axis 1.
      window_shape: the window's size per spatial axis.
      pooling_type: "MAX" or "AVG".
      strides: per spatial axis; 1 by default.
      padding: "SAME" or "VALID".
      data_format: as of the op with that many spatial axes.
      dilations: per spatial axis; 1 by default.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: an unknown pooling type.

    >>> import tapeflow as tf
    >>> tf.nn.pool([[[1.0], [3.0]]], [2], "MAX").numpy().tolist()
    [[[3.0]]]
    """
    if pooling_type not in ("MAX", "AVG"):
        raise ValueError(f"Unknown pooling type: {pooling_type!r}; expected 'MAX' or 'AVG'")
    recorded = _max_pool if pooling_type == "MAX" else _avg_pool
    rank = 1 if isinstance(window_shape, int) else len(window_shape)
    return recorded(
        input,
        window_shape,
        1 if strides is None else strides,
        padding,
        data_format,
        rank,
        1 if dilations is None else dilations,
    )


__all__ = [
    "avg_pool",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "max_pool",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "pool",
]
