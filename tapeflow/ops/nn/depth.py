"""`tf.nn.depth_to_space`, `tf.nn.space_to_depth`."""

from __future__ import annotations

import jax

from tapeflow.engine import invalid, op
from tapeflow.ops.nn.window import from_last, to_last


@op("nn.depth_to_space")
def depth_to_space(input: jax.Array, block_size, data_format="NHWC") -> jax.Array:
    """Channels laid out as blocks of pixels.

    Args:
      input: `[batch, height, width, channels]`, or `[batch, channels, height, width]`.
      block_size: a block's height and width, at least 2.
      data_format: "NHWC" or "NCHW".

    Returns:
      A picture `block_size` times as high and wide, with `channels / block_size**2` channels.

    Raises:
      InvalidArgumentError: the channels can't be divided so.

    >>> import tapeflow as tf
    >>> tf.nn.depth_to_space(tf.ones([1, 2, 2, 12]), 2).shape
    TensorShape([1, 4, 4, 3])
    """
    _check("tf.nn.depth_to_space", input, block_size, data_format)
    array = to_last(input, data_format)
    batch, height, width, channels = array.shape
    if channels % block_size**2:
        raise invalid(
            f"tf.nn.depth_to_space: channels must be divisible by {block_size**2}",
            given=f"input {input.shape}, block_size {block_size}",
        )
    depth = channels // block_size**2
    array = array.reshape(batch, height, width, block_size, block_size, depth)
    array = array.transpose(0, 1, 3, 2, 4, 5)
    array = array.reshape(batch, height * block_size, width * block_size, depth)
    return from_last(array, data_format)


@op("nn.space_to_depth")
def space_to_depth(input: jax.Array, block_size, data_format="NHWC") -> jax.Array:
    """Blocks of pixels gathered into channels, the opposite of `tf.nn.depth_to_space`.

    Args:
      input: `[batch, height, width, channels]`, or `[batch, channels, height, width]`.
      block_size: a block's height and width, at least 2.
      data_format: "NHWC" or "NCHW".

    Raises:
      InvalidArgumentError: the picture can't be divided so.

    >>> import tapeflow as tf
    >>> tf.nn.space_to_depth(tf.ones([1, 4, 4, 3]), 2).shape
    TensorShape([1, 2, 2, 12])
    """
    _check("tf.nn.space_to_depth", input, block_size, data_format)
    array = to_last(input, data_format)
    batch, height, width, channels = array.shape
    if height % block_size or width % block_size:
        raise invalid(
            f"tf.nn.space_to_depth: height and width must be divisible by {block_size}",
            given=f"input {input.shape}",
        )
    rows, columns = height // block_size, width // block_size
    array = array.reshape(batch, rows, block_size, columns, block_size, channels)
    array = array.transpose(0, 1, 3, 2, 4, 5)
    return from_last(array.reshape(batch, rows, columns, -1), data_format)


def _check(name: str, array: jax.Array, block_size: int, data_format: str) -> None:
    if array.ndim != 4 or block_size < 2 or data_format not in ("NHWC", "NCHW"):
        raise invalid(
            f"{name}: needs 4 axes, a block size of at least 2, and NHWC or NCHW",
            given=f"input {array.shape}, block_size {block_size}, data_format {data_format!r}",
        )


__all__ = ["depth_to_space", "space_to_depth"]
