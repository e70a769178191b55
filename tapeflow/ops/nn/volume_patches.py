"""`tf.extract_volume_patches`."""

from __future__ import annotations

import itertools
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, op
from tapeflow.ops.nn.window import axes, padded, per_axis, tap


def extract_volume_patches(
    input: Any, ksizes: Any, strides: Any, padding: str, name: str | None = None
) -> Tensor:
    """The elements of each window of a volume, side by side.

    Args:
      input: `[batch, planes, rows, columns, depth]`.
      ksizes: the window's size, 1 for the first and last axis.
      strides: its steps, likewise.
      padding: "SAME" or "VALID".
      name: accepted for compatibility, not used.

    Returns:
      `[batch, ..., planes * rows * columns of the window * depth]`.
    """
    name = "tf.extract_volume_patches"
    sizes, steps = (per_axis(name, each, 3, "NDHWC", "sizes") for each in (ksizes, strides))
    return _patches(input, sizes, steps, padding)


@op("extract_volume_patches")
def _patches(input: jax.Array, sizes=(), strides=(), padding="VALID") -> jax.Array:
    shape = input.shape[1:-1]
    window = axes("tf.extract_volume_patches", shape, sizes, strides, (1, 1, 1), padding)
    wide = padded(input, window)
    offsets = itertools.product(*map(range, sizes))
    return jnp.concatenate([tap(wide, window, each) for each in offsets], -1)
