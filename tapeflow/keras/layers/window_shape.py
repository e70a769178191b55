"""The shape that a sliding window's layer gives, with sizes that may be unknown."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem


def window_outputs(
    layer: Any,
    input_shape: Any,
    window: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    dilations: tuple[int, ...] | None = None,
    channels: int | None = None,
) -> tuple:
    """The output shape of a convolution (with `channels` filters) or pooling layer.

    Raises:
      ValueError: the window is larger than the inputs.
    """
    shape = tuple(input_shape)
    first = layer.data_format == "channels_first"
    spatial = shape[2:] if first else shape[1:-1]
    dilations = dilations or (1,) * len(window)
    sizes = [
        _size(*axis, padding) for axis in zip(spatial, window, strides, dilations, strict=True)
    ]
    if any(size is not None and size < 1 for size in sizes):
        raise ValueError(
            problem(
                f"{type(layer).__name__} '{layer.name}': Computed output size would be "
                "negative or zero",
                given=f"input shape {shape}, window {window}, dilation {dilations}",
                fix='padding="same", or a smaller window',
            )
        )
    filters = channels if channels is not None else shape[1 if first else -1]
    return (shape[0], filters, *sizes) if first else (shape[0], *sizes, filters)


def _size(size: int | None, window: int, stride: int, dilation: int, padding: str) -> int | None:
    if size is None:
        return None
    if padding == "valid":
        size -= (window - 1) * dilation
    return -(-size // stride)
