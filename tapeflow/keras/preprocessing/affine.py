"""Rotating, shifting, shearing and zooming pictures, in NumPy."""

from __future__ import annotations

import numpy as np

from tapeflow.engine import problem


def apply_affine_transform(
    x: np.ndarray,
    theta: float = 0,
    tx: float = 0,
    ty: float = 0,
    shear: float = 0,
    zx: float = 1,
    zy: float = 1,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    order: int = 1,
) -> np.ndarray:
    """A picture rotated, shifted, sheared and zoomed about its middle.

    Args:
      x: of rank 3.
      theta: rotation, in degrees.
      tx: shift along the rows' axis, in pixels.
      ty: shift along the columns' axis, in pixels.
      shear: in degrees.
      zx: zoom along the rows' axis; below 1 enlarges.
      zy: zoom along the columns' axis.
      row_axis: which axis are the rows.
      col_axis: which axis are the columns.
      channel_axis: which axis are the channels.
      fill_mode: what lies beyond the edges: `"nearest"`, `"constant"`, `"reflect"` or `"wrap"`.
      cval: the value beyond them for `"constant"`.
      order: 1 for linear interpolation, 0 for none.

    Raises:
      NotImplementedError: `order` is neither.
      ValueError: `fill_mode` is none of those.
    """
    if order not in (0, 1):
        raise NotImplementedError(
            problem("apply_affine_transform: interpolation of this order is not built",
                    given=f"order={order}", fix="order=1, linear")
        )  # fmt: skip
    matrix = _matrix(np.deg2rad(theta), tx, ty, np.deg2rad(shear), zx, zy)
    if np.array_equal(matrix, np.eye(3)):
        return x
    pixels = np.moveaxis(x, (row_axis, col_axis, channel_axis), (0, 1, 2))
    height, width = pixels.shape[:2]
    middle = np.array([height / 2 - 0.5, width / 2 - 0.5])
    grid = np.stack(np.mgrid[:height, :width]).reshape(2, -1)
    where = matrix[:2, :2] @ (grid - middle[:, None]) + (matrix[:2, 2] + middle)[:, None]
    found = sampled(pixels, where, fill_mode, cval, order).reshape(pixels.shape)
    return np.moveaxis(found, (0, 1, 2), (row_axis, col_axis, channel_axis)).astype(x.dtype)


def _matrix(theta: float, tx: float, ty: float, shear: float, zx: float, zy: float) -> np.ndarray:
    rotation = [[np.cos(theta), -np.sin(theta), 0], [np.sin(theta), np.cos(theta), 0], [0, 0, 1]]
    shift = [[1, 0, tx], [0, 1, ty], [0, 0, 1]]
    shearing = [[1, -np.sin(shear), 0], [0, np.cos(shear), 0], [0, 0, 1]]
    return np.array(rotation) @ shift @ shearing @ np.diag([zx, zy, 1.0])


def sampled(
    pixels: np.ndarray, where: np.ndarray, fill_mode: str, cval: float, order: int
) -> np.ndarray:
    """The picture `[height, width, channels]` at positions `[2, points]`: `[points, channels]`."""
    outside = np.zeros(where.shape[1], bool)
    corners: list = []
    for axis, positions in enumerate(where):
        size = pixels.shape[axis]
        if fill_mode == "constant":
            outside |= (positions < 0) | (positions > size - 1)
        positions = _within(positions, size, fill_mode)
        below = np.floor(positions if order else positions + 0.5).astype(int)
        share = (positions - below)[:, None] if order else np.zeros((len(positions), 1))
        corners.append((np.clip(below, 0, size - 1), np.clip(below + 1, 0, size - 1), share))
    (top, bottom, down), (left, right, across) = corners
    upper = pixels[top, left] * (1 - across) + pixels[top, right] * across
    lower = pixels[bottom, left] * (1 - across) + pixels[bottom, right] * across
    found = upper * (1 - down) + lower * down
    found[outside] = cval
    return found


def _within(positions: np.ndarray, size: int, fill_mode: str) -> np.ndarray:
    if fill_mode in ("nearest", "constant"):
        return np.clip(positions, 0, size - 1)
    if fill_mode == "reflect":  # d c b a | a b c d | d c b a
        folded = np.mod(positions + 0.5, 2 * size)
        return np.clip(np.minimum(folded, 2 * size - folded) - 0.5, 0, size - 1)
    if fill_mode == "wrap":
        return np.mod(positions, max(size - 1, 1))
    raise ValueError(
        problem(
            "fill_mode is not understood",
            given=fill_mode,
            expected='"nearest", "constant", "reflect" or "wrap"',
        )
    )
