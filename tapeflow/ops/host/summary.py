"""Values as `tf.print` and `tf.strings.format` write them: few digits, and dots for the middle."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np


def summary(value: Any, summarize: int = 3, quote: bool = True) -> str:
    """An array, number or string as text, for example `[0 1 2 ... 7 8 9]`.

    Args:
      value: a NumPy array or scalar, `bytes`, or an object array of `bytes`.
      summarize: how many entries to show at each end of an axis; -1 for all.
      quote: whether strings stand in double quotes.
    """
    array = value if isinstance(value, np.ndarray) else _scalar_array(value)
    shown = array.size if summarize < 0 else summarize
    if array.dtype == ml_dtypes.bfloat16 or array.dtype == np.float16:
        array = array.astype(np.float32)
    return _axis(array, shown, 0, quote)


def _scalar_array(value: Any) -> np.ndarray:
    if isinstance(value, (bytes, str)):
        array = np.empty((), object)
        array[()] = value
        return array
    return np.asarray(value)


def _axis(array: np.ndarray, shown: int, depth: int, quote: bool) -> str:
    if not array.ndim:
        return _element(array[()], quote)
    if not array.size:
        return "[]"
    length = len(array)
    middle = length > 2 * shown
    places = [*range(shown), *range(length - shown, length)] if middle else range(length)
    parts = [_axis(array[i, ...], shown, depth + 1, quote) for i in places]
    if middle:
        parts.insert(shown, "...")
    separator = " " if array.ndim == 1 else "\n" * (array.ndim - 1) + " " * (depth + 1)
    return "[" + separator.join(parts) + "]"


def _element(value: Any, quote: bool) -> str:
    if isinstance(value, (bytes, str)):
        text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
        return f'"{text}"' if quote else text
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    if isinstance(value, (float, np.floating)):
        return _short(value, 6, 9) if isinstance(value, np.float32) else _short(value, 15, 17)
    if isinstance(value, (complex, np.complexfloating)):
        return f"({_element(value.real, quote)},{_element(value.imag, quote)})"
    return str(int(value))


def _short(value: Any, digits: int, enough: int) -> str:
    """The fewer digits if they give the number back, otherwise enough that they surely do."""
    text = f"{value:.{digits}g}"
    return text if np.isnan(value) or type(value)(text) == value else f"{value:.{enough}g}"
