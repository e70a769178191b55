"""What is cut off or added at both ends of the spatial axes, as one pair per axis."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem


def margins_of(layer: str, name: str, value: Any, rank: int) -> tuple:
    """A pair of numbers (before, after) for each axis; for one axis the pair itself.

    Args:
      layer: the layer's class, for messages.
      name: the argument's name.
      value: a number for all; for several axes a number or pair for each; for one axis a pair.
      rank: how many axes.

    Raises:
      ValueError: something else, or a negative number.
    """
    if rank == 1:
        return _pair(layer, name, value)
    if hasattr(value, "__index__"):
        return (_pair(layer, name, value),) * rank
    if not isinstance(value, (list, tuple)) or len(value) != rank:
        raise _wrong(layer, name, value, f"a number, or {rank} numbers or pairs")
    return tuple(_pair(layer, name, item) for item in value)


def spatial_axes(layer: Any) -> range:
    """The spatial axes of a layer's inputs."""
    first = 2 if layer.data_format == "channels_first" else 1
    return range(first, first + layer._rank)


def _pair(layer: str, name: str, value: Any) -> tuple[int, int]:
    pair = (value, value) if hasattr(value, "__index__") else value
    fits = isinstance(pair, (list, tuple)) and len(pair) == 2
    if not fits or any(not hasattr(n, "__index__") or int(n) < 0 for n in pair):
        raise _wrong(layer, name, value, "a number, at least 0, or a pair of such")
    return int(pair[0]), int(pair[1])


def _wrong(layer: str, name: str, value: Any, expected: str) -> ValueError:
    return ValueError(
        problem(
            f"{layer}: The `{name}` argument has an invalid value.",
            given=f"{name}={value!r}",
            expected=expected,
        )
    )
