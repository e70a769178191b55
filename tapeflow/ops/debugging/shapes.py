"""`tf.debugging.assert_shapes`: sizes of several tensors' axes, by number or by letter."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import convert_to_tensor, problem

_ANY_AXES = (Ellipsis, "...", "*")
_ANY_SIZE = (None, ".")


def assert_shapes(shapes, data=None, summarize=None, message=None, name=None) -> None:
    """Tests tensors' shapes against patterns in which a letter stands for one size throughout.

    Args:
      shapes: a list of `(tensor, pattern)` pairs, or a dict of them. A pattern is a tuple or string
        of numbers, letters, None or `"."` for any size, and first `...` or `"*"` for any axes.
      data: accepted for compatibility, not used.
      summarize: accepted for compatibility, not used.
      message: put before the error's text.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: a tensor has another rank or size, or a pattern is none.

    >>> import tapeflow as tf
    >>> tf.debugging.assert_shapes([(tf.ones([3, 2]), ("N", 2)), (tf.ones([3]), ("N",))])
    """
    known: dict[Any, tuple[int, str]] = {}
    for tensor, pattern in shapes.items() if isinstance(shapes, dict) else shapes:
        shape = tuple(convert_to_tensor(tensor).shape)
        _match(shape, _symbols(pattern), known, "" if message is None else f"{message}.  ")


def _symbols(pattern: Any) -> list:
    if not hasattr(pattern, "__iter__"):
        raise ValueError(
            problem(
                "tf.debugging.assert_shapes: Specified shape must be an iterable",
                given=repr(pattern),
                expected="a tuple of sizes and letters",
            )
        )
    return list(pattern)


def _match(shape: tuple, symbols: list, known: dict, message: str) -> None:
    sizes = list(shape)
    first = 0
    if symbols and symbols[0] in _ANY_AXES:
        symbols = symbols[1:]
        first = len(sizes) - len(symbols)
        if first < 0:
            raise ValueError(f"{message}Tensor must have rank at least {len(symbols)}, not {shape}")
    elif len(sizes) != len(symbols):
        raise ValueError(
            f"{message}Tensor  must have rank {len(symbols)}.  Received rank {len(sizes)}, "
            f"shape {shape}"
        )
    for axis, symbol in enumerate(symbols, first):
        if symbol in _ANY_SIZE:
            continue
        text = str(symbol)
        number = text.isdigit()
        wanted, origin = (int(text), "explicitly") if number else known.get(symbol, (None, ""))
        if wanted is None:
            known[symbol] = sizes[axis], f"by the tensor of shape {shape}, axis {axis}"
        elif sizes[axis] != wanted:
            raise ValueError(
                f"{message}Specified {origin}.  Tensor dimension {axis} must have size {wanted}.  "
                f"Received size {sizes[axis]}, shape {shape}"
            )
