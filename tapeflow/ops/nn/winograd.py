"""`winograd`: large convolutions with fewer products (Winograd 1980; Lavin & Gray 2016).

Four neighbouring positions of a row and the columns that they see are polynomials; multiplied by
their values at `kernel + 3` points, a kernel of width 3 takes 6 products rather than 12, one of
width 5 takes 8 rather than 20. Only along rows: in both directions there were fewer products still,
but what XLA:CPU needs for the values at the points ate up the gain.

Rounding errors are two to four times those of a plain sum: hence the points near to one, and hence
float32 only. It is for large ones only, as it takes 0.2 s more to compile.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

# One point more, infinity, belongs to each list.
_POINTS = {
    3: (0, 1, -1, Fraction(1, 2), -2),
    5: (0, 1, -1, Fraction(1, 2), Fraction(-1, 2), 2, -2),
}
_TILE = 4
# From 2**28 products on the tutorial's network gains a tenth of a step, for 0.9 s of compiling.
_LEAST_CHANNELS, _LEAST_PRODUCTS = 32, 1 << 28


def winograd_applies(window, inputs: jax.Array, kernel: jax.Array) -> bool:
    """Whether the convolution is large enough, and of a kind that gains."""
    if len(window) != 2 or any(axis.stride > 1 or axis.dilation > 1 for axis in window):
        return False
    if not isinstance(inputs.size, int):  # an exported program's, for batches of any size
        return False
    rows, columns = window
    if columns.window not in _POINTS or columns.outputs < 2 * _TILE or rows.window == 1:
        return False
    products = inputs.shape[0] * rows.outputs * columns.outputs * math.prod(kernel.shape)
    few = min(kernel.shape[-2:]) < _LEAST_CHANNELS
    return inputs.dtype == jnp.float32 and not few and products >= _LEAST_PRODUCTS


def winograd(window, inputs: jax.Array, kernel: jax.Array) -> jax.Array:
    """The convolution of `[batch, height, width, channels]`, without strides and dilations.

    Args:
      window: how the kernel slides: two axes.
      inputs: float32 `[batch, height, width, channels]`.
      kernel: `[height, width, channels, filters]`, of width 3 or 5.
    """
    rows, columns = window
    results, kernels, values = _matrices(columns.window)
    tiles = -(-columns.outputs // _TILE)
    seen = _at_points(values, tiles, columns, inputs)
    weights = jnp.tensordot(kernels, kernel, (1, 1))  # [points, height, channels, filters]
    outputs = None
    for point in range(len(values)):
        products = lax.conv_general_dilated(
            seen[point],
            weights[point][:, None],
            (1, 1),
            [(rows.before, rows.after), (0, 0)],
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
        )
        # In one loop with the others: [batch, height, tiles, 4, filters].
        term = results[:, point].reshape(_TILE, 1) * products[:, :, :, None]
        outputs = term if outputs is None else outputs + term
    assert outputs is not None
    outputs = outputs.reshape(*outputs.shape[:2], tiles * _TILE, -1)
    return outputs[:, :, : columns.outputs]


def _at_points(values, tiles, columns, inputs):
    """What each tile sees, at each point: `[points, batch, height, tiles, channels]`."""
    count = len(values)
    length = (tiles + (count - 1) // _TILE) * _TILE
    after = length - columns.size - columns.before
    zero = lax.full((), 0, inputs.dtype)
    edges = [(0, 0, 0), (0, 0, 0), (columns.before, after, 0), (0, 0, 0)]
    # In memory, with the padding; else each loop would pad anew.
    array = lax.optimization_barrier(lax.pad(inputs, zero, edges))
    array = array.reshape(*array.shape[:2], -1, _TILE, array.shape[-1])
    total = None
    for i in range(count):
        tile, within = divmod(i, _TILE)
        column = array[None, :, :, tile : tile + tiles, within]
        term = values[:, i].reshape(count, 1, 1, 1, 1) * column
        total = term if total is None else total + term
    return total


@functools.cache
def _matrices(width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three matrices: results = first @ ((second @ kernel) * (third @ columns))."""
    points = [Fraction(point) for point in _POINTS[width]]
    count = len(points) + 1
    results = [[point**i for point in points] + [i == _TILE - 1] for i in range(_TILE)]
    kernels, values = [], []
    for i, point in enumerate(points):
        others = points[:i] + points[i + 1 :]
        scale = math.prod([point - other for other in others])
        kernels.append([point**j / scale for j in range(width)])
        values.append([*_product(others), 0])
    kernels.append([j == width - 1 for j in range(width)])
    values.append(_product(points))
    assert len(values[-1]) == count
    found = [np.array([[float(x) for x in row] for row in m]) for m in (results, kernels, values)]
    first, second, third = (matrix.astype(np.float32) for matrix in found)
    return first, second, third


def _product(roots: list[Fraction]) -> list[Fraction]:
    """The coefficients of the polynomial with these roots, the constant's first."""
    coefficients = [Fraction(1)]
    for root in roots:
        shifted = [Fraction(0), *coefficients]
        coefficients = [s - root * c for s, c in zip(shifted, [*coefficients, 0], strict=True)]
    return coefficients


__all__ = ["winograd", "winograd_applies"]
