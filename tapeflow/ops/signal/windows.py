"""Windows: numbers by which the samples of a frame are multiplied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor
from tapeflow.engine.dtypes import float32


def _window(dtype: Any, values: np.ndarray) -> Tensor:
    dtype = as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {dtype}")
    return convert_to_tensor(values.astype(dtype.np))


def _length(window_length: Any) -> int:
    return int(window_length)


def _cosine(a: float, b: float) -> Callable:
    def values(length: int, periodic: bool) -> np.ndarray:
        if length == 1:
            return np.ones(1)
        even = 1 - length % 2
        period = length + (even if periodic else 0) - 1
        return a - b * np.cos(2 * np.pi * np.arange(length) / period)

    return values


_HANN, _HAMMING = _cosine(0.5, 0.5), _cosine(0.54, 0.46)


def hann_window(window_length: Any, periodic: bool = True, dtype: Any = float32, name=None):
    """Hann's window.

    Args:
      window_length: the number of samples.
      periodic: whether it is a period of a longer one, for spectra, or symmetric.
      dtype: a floating dtype.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.signal.hann_window(4).numpy()
    array([0. , 0.5, 1. , 0.5], dtype=float32)
    """
    return _window(dtype, _HANN(_length(window_length), periodic))


def hamming_window(window_length: Any, periodic: bool = True, dtype: Any = float32, name=None):
    """Hamming's window; arguments are those of `hann_window`."""
    return _window(dtype, _HAMMING(_length(window_length), periodic))


def kaiser_window(window_length: Any, beta: float = 12.0, dtype: Any = float32, name=None):
    """Kaiser's window of parameter `beta`."""
    return _window(dtype, np.kaiser(_length(window_length), float(beta)))


def kaiser_bessel_derived_window(
    window_length: Any, beta: float = 12.0, dtype: Any = float32, name=None
):
    """The window derived of Kaiser's for `mdct`."""
    half = np.cumsum(np.kaiser(_length(window_length) // 2 + 1, float(beta)))
    rising = np.sqrt(half[:-1] / half[-1])
    return _window(dtype, np.concatenate([rising, rising[::-1]]))


def vorbis_window(window_length: Any, dtype: Any = float32, name=None):
    """Vorbis' power-complementary window."""
    length = _length(window_length)
    inner = np.sin(np.pi / length * (np.arange(length) + 0.5))
    return _window(dtype, np.sin(np.pi / 2 * inner**2))
