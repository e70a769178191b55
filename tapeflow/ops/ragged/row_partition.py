"""How rows share a list of values: splits, lengths, row ids, each had from the others.

All of it is on the host: what a row holds decides the shapes of what is computed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import convert_to_tensor, invalid


def integers(name: str, what: str, value: Any) -> np.ndarray:
    """A vector of int64 on the host.

    Raises:
      ValueError: it holds no integers, or is no vector.
    """
    tensor = convert_to_tensor(value, dtype_hint="int64")
    if not tensor.dtype.is_integer:
        if tensor.shape.num_elements() == 0:
            return np.zeros(0, np.int64)
        raise ValueError(f"{name}: {what} must have dtype int32 or int64, got {tensor.dtype.name}")
    if tensor.ndim != 1:
        raise ValueError(f"{name}: {what} must have rank 1, got shape {tensor.shape}")
    return tensor.numpy().astype(np.int64)


def splits_of_lengths(lengths: np.ndarray) -> np.ndarray:
    """`[0, l0, l0 + l1, ...]`."""
    splits = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=splits[1:])
    return splits


def rowids_of_splits(splits: np.ndarray) -> np.ndarray:
    """For each value the row it is in."""
    return np.repeat(np.arange(len(splits) - 1, dtype=np.int64), np.diff(splits))


def positions_of_splits(splits: np.ndarray) -> np.ndarray:
    """For each value its position in its row."""
    return np.arange(splits[-1], dtype=np.int64) - np.repeat(splits[:-1], np.diff(splits))


def spread(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The runs `starts[i], starts[i] + 1, ...` of the given lengths, one after the other."""
    splits = splits_of_lengths(lengths)
    return np.repeat(starts, lengths) + positions_of_splits(splits)


def check_splits(name: str, splits: np.ndarray) -> None:
    """Refuses splits that don't start at 0 or that decrease."""
    if not splits.size:
        raise ValueError("row_splits tensor may not be empty.")
    if splits[0] != 0:
        raise malformed(name, "row_splits[0] must be 0", splits)
    if (np.diff(splits) < 0).any():
        raise malformed(name, "row_splits must never decrease", splits)


def malformed(name: str, expected: str, given: np.ndarray) -> Exception:
    """The error for numbers that describe no partition."""
    return invalid(
        f"Arguments to {name} do not form a valid RaggedTensor",
        given=np.array2string(given, threshold=20),
        expected=expected,
    )
