"""`Window`: where a kernel or a pool looks, axis by axis, by TensorFlow's padding rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
from jax import lax

from tapeflow.engine import invalid, problem
from tapeflow.engine.errors import UnimplementedError


class Axis(NamedTuple):
    """One spatial axis: its size, the window's, and what follows from them."""

    size: int
    window: int
    stride: int
    dilation: int
    before: int  # padding
    after: int

    @property
    def outputs(self) -> int:
        """How many positions the window has."""
        room = self.size + self.before + self.after - self.reach
        return max(room // self.stride + 1, 0)

    @property
    def reach(self) -> int:
        """From the first to the last element that a window covers."""
        return (self.window - 1) * self.dilation + 1


def axes(
    name: str,
    sizes: Sequence[int],
    windows: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    padding: Any,
) -> tuple[Axis, ...]:
    """The axes of a window that slides.

    Args:
      name: the op's public name, for messages.
      sizes: the input's spatial sizes.
      windows: the window's.
      strides: in elements.
      dilations: distance between neighbors in the window.
      padding: "SAME", "VALID", or a pair (before, after) per axis.

    Raises:
      ValueError: a stride or dilation below 1.
      InvalidArgumentError: unknown padding, or a window that is larger than the input by more than
        a stride; by less gives an empty output.
    """
    explicit = None
    if isinstance(padding, str):
        if padding.upper() not in ("SAME", "VALID"):
            raise invalid(
                f"Unknown padding '{padding}'",
                given=f"{name} with padding={padding!r}",
                expected='"SAME", "VALID" or a list of pairs',
            )
    else:
        explicit = tuple((int(before), int(after)) for before, after in padding)
    found = []
    for i, (size, window, stride, dilation) in enumerate(
        zip(sizes, windows, strides, dilations, strict=True)
    ):
        if stride < 1 or dilation < 1:
            raise ValueError(
                problem(
                    f"{name}: strides and dilations must be positive",
                    given=f"strides {tuple(strides)}, dilations {tuple(dilations)}",
                )
            )
        reach = (window - 1) * dilation + 1
        before = after = 0
        if explicit is not None:
            before, after = explicit[i]
        elif padding.upper() == "SAME":
            total = max((-(-size // stride) - 1) * stride + reach - size, 0)
            before, after = total // 2, total - total // 2
        if size + before + after - reach <= -2 * stride:
            raise invalid(
                f"{name}: Computed output size would be negative",
                given=f"size {size}, window {window}, dilation {dilation}, padding {padding!r}",
                expected=f"at least {reach} elements along this axis",
                fix='padding="SAME", or a smaller window',
            )
        found.append(Axis(size, window, stride, dilation, before, after))
    return tuple(found)


def per_axis(
    name: str, value: Any, rank: int, data_format: str | None, what: str
) -> tuple[int, ...]:
    """Strides, dilations or window sizes as one number per spatial axis.

    A number counts for all axes; a list has one entry, one per spatial axis, or one per axis of the
    input, of which batch and channels must be 1.
    """
    if isinstance(value, int):
        return (value,) * rank
    value = tuple(value)
    if len(value) == 1:
        return value * rank
    if len(value) == rank:
        return value
    if len(value) == rank + 2:
        first = channels_first(data_format)
        others = value[:2] if first else (value[0], value[-1])
        if others != (1, 1):
            raise UnimplementedError(
                None,
                None,
                problem(
                    f"{name}: {what} in the batch and depth dimensions are not supported",
                    given=f"{what}={value}",
                    expected="1 for the batch and for the channels",
                ),
            )
        return value[2:] if first else value[1:-1]
    raise ValueError(
        problem(
            f"{what} should be of length 1, {rank} or {rank + 2} but was {len(value)}",
            given=f"{name} with {what}={value}",
        )
    )


def spatial_padding(padding: Any, rank: int, data_format: str | None) -> Any:
    """Explicit padding of all axes cut down to the spatial ones; "SAME", "VALID" as they are."""
    if isinstance(padding, str) or len(padding) != rank + 2:
        return padding
    return tuple(padding[2:]) if channels_first(data_format) else tuple(padding[1:-1])


def channels_first(data_format: str | None) -> bool:
    """Whether channels are at axis 1."""
    return data_format is not None and data_format.startswith("NC") and len(data_format) > 2


def to_last(array: jax.Array, data_format: str | None) -> jax.Array:
    """Channels moved to the last axis, where all computing is done: faster on the CPU."""
    if not channels_first(data_format):
        return array
    return array.transpose(0, *range(2, array.ndim), 1)


def from_last(array: jax.Array, data_format: str | None) -> jax.Array:
    """The opposite of `to_last`."""
    if not channels_first(data_format):
        return array
    return array.transpose(0, array.ndim - 1, *range(1, array.ndim - 1))


def check_format(name: str, data_format: str | None, rank: int) -> None:
    """Raises a ValueError unless `data_format` is one for `rank` spatial axes."""
    spatial = "DHW"[3 - rank :] if rank > 1 else "W"
    if data_format is not None and data_format not in (f"N{spatial}C", f"NC{spatial}"):
        raise ValueError(
            problem(
                f"{name}: `data_format` must be 'N{spatial}C' or 'NC{spatial}'",
                given=f"data_format={data_format!r}",
            )
        )


def padded(array: jax.Array, window: Sequence[Axis], value: Any = 0) -> jax.Array:
    """Channels-last `array` with the window's padding."""
    if not any(axis.before or axis.after for axis in window):
        return array
    edges = [(0, 0, 0), *((axis.before, axis.after, 0) for axis in window), (0, 0, 0)]
    return lax.pad(array, lax.full((), value, array.dtype), edges)


def tap(array: jax.Array, window: Sequence[Axis], offsets: Sequence[int]) -> jax.Array:
    """What each position of the window sees at one offset, of a padded channels-last array."""
    starts = [o * axis.dilation for o, axis in zip(offsets, window, strict=True)]
    ends = [
        s + (axis.outputs - 1) * axis.stride + 1 for s, axis in zip(starts, window, strict=True)
    ]
    return lax.slice(
        array,
        (0, *starts, 0),
        (array.shape[0], *ends, array.shape[-1]),
        (1, *(axis.stride for axis in window), 1),
    )


__all__ = [
    "Axis",
    "axes",
    "channels_first",
    "check_format",
    "from_last",
    "padded",
    "per_axis",
    "spatial_padding",
    "tap",
    "to_last",
]
