"""Blocks of space moved to the batch axis and back."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, invalid, op
from tapeflow.engine.op import static


def space_to_batch_nd(
    input: Any, block_shape: Any, paddings: Any, name: str | None = None
) -> Tensor:
    """Every block's elements become batch entries.

    Args:
      input: of shape `[batch, space..., ...]`.
      block_shape: sizes of a block along the first axes of space.
      paddings: for each of these axes how many zeros before and after.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.space_to_batch([[1, 2, 3, 4]], [2], [[0, 0]]).numpy()
    array([[1, 3],
           [2, 4]], dtype=int32)
    """
    block = np.atleast_1d(np.asarray(static("block_shape", block_shape))).tolist()
    return _space_to_batch(input, tuple(block), static("paddings", paddings))


def space_to_batch(input: Any, block_shape: Any, paddings: Any, name: str | None = None) -> Tensor:
    """The same as `space_to_batch_nd`."""
    return space_to_batch_nd(input, block_shape, paddings)


@op("space_to_batch")
def _space_to_batch(input: jax.Array, block=(), paddings=()) -> jax.Array:
    count = len(block)
    rest = input.shape[1 + count :]
    input = jnp.pad(input, ((0, 0), *paddings, *((0, 0),) * len(rest)))
    space = input.shape[1 : 1 + count]
    if any(size % b for size, b in zip(space, block, strict=True)):
        raise invalid(
            "tf.space_to_batch: padded sizes are not divisible by block_shape",
            given=f"{space}, {block}",
        )
    inner = [part for size, b in zip(space, block, strict=True) for part in (size // b, b)]
    cut = input.reshape(input.shape[0], *inner, *rest)
    order = [
        *range(2, 2 * count + 2, 2),
        0,
        *range(1, 2 * count + 1, 2),
        *range(2 * count + 1, cut.ndim),
    ]
    outer = [size // b for size, b in zip(space, block, strict=True)]
    return cut.transpose(order).reshape(input.shape[0] * int(np.prod(block)), *outer, *rest)


def batch_to_space(input: Any, block_shape: Any, crops: Any, name: str | None = None) -> Tensor:
    """Batch entries become blocks of space: what `space_to_batch` did is undone.

    Args:
      input: of shape `[batch, space..., ...]`.
      block_shape: sizes of a block along the first axes of space.
      crops: for each of these axes how much is cut off before and after.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.batch_to_space([[1, 3], [2, 4]], [2], [[0, 0]]).numpy()
    array([[1, 2, 3, 4]], dtype=int32)
    """
    block = np.atleast_1d(np.asarray(static("block_shape", block_shape))).tolist()
    return _batch_to_space(input, tuple(block), static("crops", crops))


@op("batch_to_space")
def _batch_to_space(input: jax.Array, block=(), crops=()) -> jax.Array:
    count = len(block)
    blocks = int(np.prod(block))
    if input.shape[0] % blocks:
        raise invalid(
            "tf.batch_to_space: the batch is not divisible by block_shape",
            given=f"{input.shape}, {block}",
        )
    space, rest = input.shape[1 : 1 + count], input.shape[1 + count :]
    cut = input.reshape(*block, input.shape[0] // blocks, *space, *rest)
    order = [count]
    for i in range(count):
        order += [count + 1 + i, i]
    order += range(2 * count + 1, cut.ndim)
    whole = [size * b for size, b in zip(space, block, strict=True)]
    joined = cut.transpose(order).reshape(input.shape[0] // blocks, *whole, *rest)
    kept = tuple(
        slice(before, size - after) for size, (before, after) in zip(whole, crops, strict=True)
    )
    return joined[(slice(None), *kept)]
