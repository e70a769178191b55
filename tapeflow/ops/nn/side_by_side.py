"""`side_by_side`: a convolution that computes several neighbouring positions as one wider one.

A matrix product is slow if one of its sides is shorter than a processor's vectors: XLA:CPU's
convolution from 16 to 16 channels has half the speed of that from 32 to 32, and from one channel a
tenth. `count` positions next to each other see `kernel + count - 1` columns of the inputs. Taken as
one position with `count * filters` filters, they have less to gather and more to multiply, some of
it with zeros (benchmarks/formulations.py).
"""

from __future__ import annotations

import jax
from jax import lax

# Up to how many channels neighbouring columns of the inputs are taken for channels as well.
_FEW_CHANNELS = 4


def count_side_by_side(window, inputs: jax.Array, kernel: jax.Array) -> int:
    """How many positions to compute at once; 1 if that is no gain."""
    if len(window) != 2 or any(axis.stride > 1 or axis.dilation > 1 for axis in window):
        return 1
    if not isinstance(inputs.size, int):  # an exported program's, for batches of any size
        return 1
    channels, filters = kernel.shape[-2:]
    columns = window[1].outputs
    if window[1].window == 1 or columns < 8 or inputs.shape[0] * columns < 128:
        return 1
    if channels <= _FEW_CHANNELS and filters <= 64:
        return 4
    return 2 if channels <= 16 and filters <= 16 and columns % 2 == 0 else 1


def side_by_side(count: int, window, inputs: jax.Array, kernel: jax.Array) -> jax.Array:
    """The convolution of `[batch, height, width, channels]`, without strides and dilations.

    Args:
      count: how many positions of a row are computed at once.
      window: how the kernel slides: two axes.
      inputs: `[batch, height, width, channels]`.
      kernel: `[height, width, channels, filters]`.
    """
    rows, columns = window
    channels, filters = kernel.shape[-2:]
    groups = -(-columns.outputs // count)
    seen = columns.window + count - 1
    taps = -(-seen // count)
    folds = channels <= _FEW_CHANNELS
    if folds:
        seen = taps * count
    after = (groups - 1) * count + seen - columns.size - columns.before
    wide = _spread(count, seen, kernel)
    strides, edges = (1, count), [(rows.before, rows.after), (columns.before, after)]
    if folds:
        zero = lax.full((), 0, inputs.dtype)
        inputs = lax.pad(inputs, zero, [(0, 0, 0), *[(*edge, 0) for edge in edges], (0, 0, 0)])
        inputs = inputs.reshape(*inputs.shape[:2], -1, count * channels)
        wide = wide.reshape(rows.window, taps, count * channels, -1)
        strides, edges = (1, 1), [(0, 0), (0, 0)]
    outputs = lax.conv_general_dilated(
        inputs, wide, strides, edges, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )
    outputs = outputs.reshape(*outputs.shape[:2], groups * count, filters)
    return outputs[:, :, : columns.outputs]


def _spread(count: int, seen: int, kernel: jax.Array) -> jax.Array:
    """The kernel once for each position, moved there, with zeros for what it doesn't see."""
    _, width, _, filters = kernel.shape
    zero = lax.full((), 0, kernel.dtype)
    total = None
    for i in range(count):
        columns, channels = (i, seen - width - i, 0), (i * filters, (count - 1 - i) * filters, 0)
        moved = lax.pad(kernel, zero, [(0, 0, 0), columns, (0, 0, 0), channels])
        total = moved if total is None else total + moved
    return total


__all__ = ["count_side_by_side", "side_by_side"]
