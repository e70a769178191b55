"""`tf.nn.with_space_to_batch`: an op with holes, made of one without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.engine.op import static
from tapeflow.ops.array import batch_to_space, space_to_batch_nd


def with_space_to_batch(
    input: Any,
    dilation_rate: Any,
    padding: str,
    op: Callable,
    filter_shape: Any = None,
    spatial_dims: Any = None,
    data_format: str | None = None,
) -> Tensor:
    """Applies `op` to every `dilation_rate`-th element, for each phase, and puts phases together.

    Args:
      input: `[batch, ..., channels]`, or channels at axis 1 if `data_format` begins with "NC".
      dilation_rate: one number per spatial axis.
      padding: "SAME" (for an op with a filter) or "VALID".
      op: called with the input, the number of spatial axes, and "VALID" (or `padding`, if nothing
        is dilated).
      filter_shape: spatial sizes of the op's filter, for "SAME".
      spatial_dims: which axes are spatial; by default those that follow the first (or second).
      data_format: see `input`.

    Raises:
      ValueError: the arguments do not fit.
    """
    input = convert_to_tensor(input)
    rates = [int(rate) for rate in static("dilation_rate", dilation_rate)]
    first = 2 if data_format is not None and data_format.startswith("NC") else 1
    axes = list(spatial_dims or range(first, first + len(rates)))
    if len(axes) != len(rates) or axes != sorted(set(axes)) or axes[0] < 1:
        raise ValueError(
            "spatial_dims must be a monotonically increasing sequence of positive axes"
        )
    if all(rate == 1 for rate in rates):
        return op(input, len(rates), padding)
    base = np.zeros((len(rates), 2), np.int64)
    if padding == "SAME":
        if filter_shape is None:
            raise ValueError("`filter_shape` must be specified for `padding='SAME'`.")
        sizes = np.asarray(static("filter_shape", filter_shape))[: len(rates)]
        extra = (sizes - 1) * np.asarray(rates)
        base = np.stack([extra // 2, extra - extra // 2], 1)
    elif padding != "VALID":
        raise ValueError(f"Invalid padding method {padding!r}")
    shape = input.shape.as_list()
    low, high = axes[0], axes[-1] + 1
    blocks, pads = np.ones(high - low, np.int64), np.zeros((high - low, 2), np.int64)
    for axis, rate, pad in zip(axes, rates, base, strict=True):
        blocks[axis - low], pads[axis - low] = rate, pad
    paddings, crops = _fitted(shape[low:high], blocks, pads)
    if low > 1:  # space_to_batch takes the axes behind the batch
        blocks = np.concatenate([np.ones(low - 1, np.int64), blocks])
        zeros = np.zeros((low - 1, 2), np.int64)
        paddings, crops = np.concatenate([zeros, paddings]), np.concatenate([zeros, crops])
    result = op(space_to_batch_nd(input, blocks, paddings), len(rates), "VALID")
    return batch_to_space(result, blocks, crops)


def required_space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The paddings that make sizes multiples of blocks, and the crops that undo them.

    Args:
      input_shape: sizes.
      block_shape: a block's size along each axis.
      base_paddings: paddings that must be there in any case, `[axes, 2]`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> paddings, crops = tf.required_space_to_batch_paddings([5], [2])
    >>> paddings.numpy().tolist(), crops.numpy().tolist()
    ([[0, 1]], [[0, 1]])
    """
    sizes, blocks = (np.asarray(static("shape", s), np.int64) for s in (input_shape, block_shape))
    base = np.zeros((len(sizes), 2), np.int64)
    if base_paddings is not None:
        base = np.asarray(static("base_paddings", base_paddings), np.int64)
    found = _fitted(sizes, blocks, base)
    return tuple([convert_to_tensor(each.astype(np.int32)) for each in found])


def _fitted(sizes: Sequence, blocks: np.ndarray, base: np.ndarray) -> tuple:
    full = np.asarray(sizes) + base.sum(1)
    extra = (blocks - full % blocks) % blocks
    crops = np.stack([np.zeros_like(extra), extra], 1)
    return base + crops, crops
