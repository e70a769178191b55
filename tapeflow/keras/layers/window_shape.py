"""The shape that a sliding window's layer gives, with sizes that may be unknown."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem

FORMATS = {"channels_last": ("NWC", "NHWC", "NDHWC"), "channels_first": ("NCW", "NCHW", "NCDHW")}


def channels_of(layer: Any, input_shape: Any) -> tuple[int, int]:
    """The channels' axis in inputs of a layer with a `data_format`, and how many there are.

    Raises:
      ValueError: their number isn't known.
    """
    axis = 1 if layer.data_format == "channels_first" else -1
    channels = input_shape[axis]
    if channels is None:
        raise ValueError(
            problem(
                f"{type(layer).__name__} '{layer.name}': The channel dimension of the inputs "
                "should be defined.",
                given=f"input shape {tuple(input_shape)}, data_format {layer.data_format!r}",
                expected=f"a number at axis {axis}",
            )
        )
    return axis, channels


def window_padding(layer: Any) -> Any:
    """A layer's `padding` as the ops take it: "causal" is all before the first element."""
    if layer.padding == "causal":
        return (((layer.kernel_size[0] - 1) * layer.dilation_rate[0], 0),)
    return layer.padding.upper()


def check_strides(layer: str, strides: tuple[int, ...], dilation_rate: tuple[int, ...]) -> None:
    """Refuses strides together with dilation.

    Raises:
      ValueError: both are larger than 1.
    """
    if max(strides) > 1 and max(dilation_rate) > 1:
        raise ValueError(
            problem(
                f"{layer}: `strides > 1` not supported in conjunction with `dilation_rate > 1`.",
                given=f"strides={strides}, dilation_rate={dilation_rate}",
                fix="make one of them 1",
            )
        )


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
