"""`tf.linalg.diag`, `diag_part`, `set_diag`: one diagonal of matrices, or a band of them."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, invalid, op, problem

_ALIGNMENTS = ("RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT")


def diag(
    diagonal: Any,
    name: str = "diag",
    k: Any = 0,
    num_rows: int = -1,
    num_cols: int = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices with given diagonals.

    Args:
      diagonal: `[..., length]`; for a band `[..., diagonals, length]`, the highest first.
      k: which diagonal: 0 the main one, above it positive; or a pair (lowest, highest).
      num_rows: of the matrices; -1 for the fewest that hold the diagonals.
      num_cols: likewise.
      padding_value: what is elsewhere.
      align: where diagonals shorter than the longest sit in their row: two of LEFT and RIGHT, for
        those above and those below the main one.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the sizes don't fit.

    >>> import tapeflow as tf
    >>> tf.linalg.diag([1, 2]).numpy().tolist()
    [[1, 0], [0, 2]]
    """
    _check_name(name, "diag")
    return _diag(diagonal, padding_value, k, int(num_rows), int(num_cols), align)


def diag_part(
    input: Any,
    name: str = "diag_part",
    k: Any = 0,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Diagonals of matrices.

    Args:
      input: `[..., rows, columns]`.
      k: which diagonal: 0 the main one, above it positive; or a pair (lowest, highest).
      padding_value: what fills the rows of diagonals shorter than the longest.
      align: where these sit in their row; see `tf.linalg.diag`.
      name: accepted for compatibility, not used.

    Returns:
      `[..., length]`, for a band `[..., diagonals, length]`, the highest first.

    Raises:
      InvalidArgumentError: no such diagonal.

    >>> import tapeflow as tf
    >>> tf.linalg.diag_part([[1, 2], [3, 4]]).numpy().tolist()
    [1, 4]
    """
    _check_name(name, "diag_part")
    return _diag_part(input, padding_value, k, align)


def _check_name(name: Any, function: str) -> None:
    """Refuses a number where TensorFlow has the name: it was meant to be `k`."""
    if name is not None and not isinstance(name, str):
        raise TypeError(
            problem(f"tf.linalg.{function}: name must be a string", repr(name), fix=f"k={name!r}")
        )


def set_diag(
    input: Any,
    diagonal: Any,
    name: str = "set_diag",
    k: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices with some diagonals replaced.

    Args:
      input: `[..., rows, columns]`.
      diagonal: `[..., length]`, for a band `[..., diagonals, length]`, the highest first.
      name: accepted for compatibility, not used.
      k: which diagonal: 0 the main one, above it positive; or a pair (lowest, highest).
      align: where short diagonals sit in their row; see `tf.linalg.diag`.

    Raises:
      InvalidArgumentError: the sizes don't fit.

    >>> import tapeflow as tf
    >>> tf.linalg.set_diag([[1, 2], [3, 4]], [8, 9]).numpy().tolist()
    [[8, 2], [3, 9]]
    """
    return _set_diag(input, diagonal, k, align)


@op("linalg.diag")
def _diag(
    diagonal: jax.Array, padding_value: jax.Array, k=0, num_rows=-1, num_cols=-1, align="RIGHT_LEFT"
) -> jax.Array:
    low, high, banded = _band(k)
    if banded and diagonal.ndim < 2:
        raise invalid("tf.linalg.diag: a band needs [..., diagonals, length]", given=diagonal.shape)
    length = diagonal.shape[-1]
    least_rows, least_columns = length - min(high, 0), length + max(low, 0)
    if num_rows == -1 and num_cols == -1:
        num_rows = num_cols = max(least_rows, least_columns)
    num_rows = least_rows if num_rows == -1 else num_rows
    num_cols = least_columns if num_cols == -1 else num_cols
    if num_rows < least_rows or num_cols < least_columns:
        raise invalid(
            "tf.linalg.diag: the matrix is too small for its diagonals",
            given=f"diagonal {diagonal.shape}, k={k}, {num_rows} rows, {num_cols} columns",
        )
    if num_rows != least_rows and num_cols != least_columns:
        raise invalid(
            "tf.linalg.diag: the number of rows or columns is not consistent with the specified "
            "d_lower, d_upper, and diagonal",
            given=f"diagonal {diagonal.shape}, k={k}, {num_rows} rows, {num_cols} columns",
        )
    batch = diagonal.shape[: -2 if banded else -1]
    matrix = jnp.broadcast_to(padding_value, (*batch, num_rows, num_cols))
    return _with_diagonals("tf.linalg.diag", matrix, diagonal, low, high, banded, align)


@op("linalg.diag_part")
def _diag_part(
    input: jax.Array,
    padding_value: jax.Array,
    k=0,
    align="RIGHT_LEFT",
) -> jax.Array:
    low, high, banded = _band(k)
    if input.ndim < 2:
        raise invalid("input must be at least 2-dim, received shape: " + str(list(input.shape)))
    rows, columns = input.shape[-2:]
    _check_band("tf.linalg.diag_part", rows, columns, low, high)
    if not banded:
        return jnp.diagonal(input, low, -2, -1)
    across, down, valid = _places(rows, columns, low, high, align)
    return jnp.where(valid, input[..., across, down], padding_value)


@op("linalg.set_diag")
def _set_diag(
    input: jax.Array,
    diagonal: jax.Array,
    k=0,
    align="RIGHT_LEFT",
) -> jax.Array:
    low, high, banded = _band(k)
    if input.ndim < 2:
        raise invalid("input must be at least 2-dim, received shape: " + str(list(input.shape)))
    _check_band("tf.linalg.set_diag", *input.shape[-2:], low, high)
    return _with_diagonals("tf.linalg.set_diag", input, diagonal, low, high, banded, align)


def _with_diagonals(name, matrix, diagonal, low, high, banded, align):
    rows, columns = matrix.shape[-2:]
    if not banded:
        diagonal = diagonal[..., None, :]
    length = _longest(rows, columns, low, high)
    expected = (*matrix.shape[:-2], high - low + 1, length)
    if diagonal.shape != expected:
        raise invalid(
            f"{name}: the diagonals' shape does not fit",
            given=f"diagonal {diagonal.shape}, matrix {matrix.shape}",
            expected=f"{expected if banded else (*expected[:-2], length)}",
        )
    # For each element of the matrix, where in `diagonal` it comes from: a gather, no scatter.
    i, j = np.indices((rows, columns))
    offsets = j - i
    inside = (offsets >= low) & (offsets <= high)
    row = np.where(inside, high - offsets, 0)
    position = np.minimum(i, j)
    for offset in range(low, high + 1):
        if _right(offset, align):
            shift = length - _length(rows, columns, offset)
            position = np.where(offsets == offset, position + shift, position)
    position = np.where(inside, position, 0)
    if not inside.any():
        return matrix
    taken = diagonal[..., row.astype(np.int32), position.astype(np.int32)]
    return jnp.where(inside, taken, matrix)


def _places(rows, columns, low, high, align):
    """For each element of the band, its row and column in the matrix, and whether it is in it."""
    length = _longest(rows, columns, low, high)
    offsets = np.arange(high, low - 1, -1)[:, None]
    lengths = np.array([[_length(rows, columns, int(o))] for o in offsets[:, 0]])
    starts = np.array(
        [
            [(length - n) if _right(int(o), align) else 0]
            for o, n in zip(offsets[:, 0], lengths[:, 0], strict=True)
        ]
    )
    along = np.arange(length)[None, :] - starts
    valid = (along >= 0) & (along < lengths)
    across = np.where(valid, along + np.maximum(-offsets, 0), 0).astype(np.int32)
    down = np.where(valid, along + np.maximum(offsets, 0), 0).astype(np.int32)
    return across, down, valid


def _right(offset: int, align: str) -> bool:
    """Whether a short diagonal sits at the right end of its row."""
    if align not in _ALIGNMENTS:
        raise invalid(f"align must be one of {_ALIGNMENTS}, not {align!r}")
    above, below = align.split("_")
    # The main diagonal is as long as the longest in every band that has it.
    return (above if offset >= 0 else below) == "RIGHT"


def _length(rows: int, columns: int, offset: int) -> int:
    return max(min(rows + min(offset, 0), columns - max(offset, 0)), 0)


def _longest(rows: int, columns: int, low: int, high: int) -> int:
    return max(min(rows + min(high, 0), columns - max(low, 0)), 0)


def _band(k: Any) -> tuple[int, int, bool]:
    if isinstance(k, (int, np.integer)):
        return int(k), int(k), False
    k = tuple(int(n) for n in k)
    low, high = k if len(k) == 2 else (k[0], k[0])
    if low > high:
        raise invalid(f"lower_diag_index must not be larger than upper_diag_index: {low} > {high}")
    return low, high, low != high


def _check_band(name: str, rows: int, columns: int, low: int, high: int) -> None:
    for offset in (low, high):
        if not (-rows < offset < columns or offset == 0):
            raise invalid(
                f"{name}: no such diagonal",
                given=f"k={offset}, matrices of {rows} rows and {columns} columns",
                expected=f"from {1 - rows} to {columns - 1}",
            )


__all__ = ["diag", "diag_part", "set_diag"]
