"""How much each input row counts in each output row, by `tf.image.resize`'s methods."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

_TABLE = 1024  # TensorFlow's bicubic kernel is looked up in a table of this many steps


def _lanczos(radius: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda x: np.where(x < radius, np.sinc(x) * np.sinc(x / radius), 0.0)


def _gaussian(x: np.ndarray) -> np.ndarray:
    return np.where(x < 1.5, np.exp(-(x**2) / (2 * 0.5**2)), 0.0)


def _triangle(x: np.ndarray) -> np.ndarray:
    return np.maximum(1.0 - x, 0.0)


def _keys_cubic(x: np.ndarray) -> np.ndarray:
    near, far = (1.5 * x - 2.5) * x * x + 1.0, ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def _mitchell_cubic(x: np.ndarray) -> np.ndarray:
    near = ((7.0 / 6.0) * x - 2.0) * x * x + 8.0 / 9.0
    far = ((-7.0 / 18.0 * x + 2.0) * x - 10.0 / 3.0) * x + 16.0 / 9.0
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


# A method's kernel (of the distance, none negative) and its radius.
KERNELS: dict[str, tuple[Callable, float]] = {
    "lanczos3": (_lanczos(3), 3.0),
    "lanczos5": (_lanczos(5), 5.0),
    "gaussian": (_gaussian, 1.5),
    "bilinear": (_triangle, 1.0),
    "bicubic": (_keys_cubic, 2.0),
    "mitchellcubic": (_mitchell_cubic, 2.0),
}
METHODS = ("bilinear", "nearest", "bicubic", "area", *(k for k in KERNELS if k[:2] != "bi"))


@lru_cache(maxsize=512)
def weights(method: str, antialias: bool, size: int, wanted: int) -> np.ndarray:
    """A matrix `[wanted, size]`, float32.

    Args:
      method: any but "nearest".
      antialias: whether the kernel is stretched where the image becomes smaller.
      size: of the input axis.
      wanted: of the output axis.
    """
    if method == "area":
        return _area(size, wanted)
    if not antialias and method == "bilinear":
        return _linear(size, wanted)
    if not antialias and method == "bicubic":
        return _table_cubic(size, wanted)
    return _by_kernel(*KERNELS[method], antialias, size, wanted)


@lru_cache(maxsize=512)
def nearest(size: int, wanted: int) -> np.ndarray:
    """For each output row the input row it is."""
    scale = np.float32(size) / np.float32(wanted)
    places = np.floor((np.arange(wanted, dtype=np.float32) + np.float32(0.5)) * scale)
    return np.clip(places.astype(np.int64), 0, size - 1)


def _centers(size: int, wanted: int) -> np.ndarray:
    """Where the centers of output rows lie, counted in input rows from the center of the first."""
    scale = np.float32(size) / np.float32(wanted)
    half = np.float32(0.5)
    return (np.arange(wanted, dtype=np.float32) + half) * scale - half


def _linear(size: int, wanted: int) -> np.ndarray:
    at = _centers(size, wanted)
    below = np.floor(at)
    share = at - below
    matrix = np.zeros((wanted, size), np.float32)
    rows = np.arange(wanted)
    np.add.at(matrix, (rows, np.clip(below, 0, size - 1).astype(int)), 1 - share)
    np.add.at(matrix, (rows, np.clip(np.ceil(at), 0, size - 1).astype(int)), share)
    return matrix


def _table_cubic(size: int, wanted: int) -> np.ndarray:
    at = _centers(size, wanted)
    base = np.floor(at)
    share = np.rint((at - base) * _TABLE) / _TABLE
    matrix = np.zeros((wanted, size), np.float64)
    for offset in (-1, 0, 1, 2):
        rows = (base + offset).astype(int)
        inside = (rows >= 0) & (rows < size)
        values = _keys_cubic(np.abs(share - offset))
        np.add.at(matrix, (np.flatnonzero(inside), rows[inside]), values[inside])
    return (matrix / matrix.sum(1, keepdims=True)).astype(np.float32)


def _by_kernel(
    kernel: Callable, radius: float, antialias: bool, size: int, wanted: int
) -> np.ndarray:
    inverse = size / wanted
    stretch = max(inverse, 1.0) if antialias else 1.0
    centers = (np.arange(wanted) + 0.5) * inverse
    distance = np.abs(np.arange(size) + 0.5 - centers[:, None]) / stretch
    matrix = np.where(distance <= radius, kernel(distance), 0.0)
    return (matrix / matrix.sum(1, keepdims=True)).astype(np.float32)


def _area(size: int, wanted: int) -> np.ndarray:
    scale = size / wanted
    starts = np.arange(wanted) * scale
    rows = np.arange(size)
    low, high = np.maximum(rows, starts[:, None]), np.minimum(rows + 1, starts[:, None] + scale)
    return (np.maximum(high - low, 0) / scale).astype(np.float32)
