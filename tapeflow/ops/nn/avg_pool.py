"""`avg_pool_last`: average pooling of channels-last arrays; padding does not count."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tapeflow.ops.nn.window import Axis


def avg_pool_last(window: tuple[Axis, ...], inputs: jax.Array) -> jax.Array:
    """The mean of what each position of the window sees.

    Args:
      window: how the pool slides.
      inputs: `[batch, ..., channels]`.
    """
    wide = inputs.astype(jnp.float32) if inputs.dtype in (jnp.float16, jnp.bfloat16) else inputs
    # Along one axis after the other: fewer additions, forward and backward.
    for position, axis in enumerate(window, start=1):
        wide = _mean(axis, position, wide)
    return wide.astype(inputs.dtype)


def _mean(axis: Axis, position: int, inputs: jax.Array) -> jax.Array:
    if axis.window == 1 and axis.stride == 1:
        return inputs
    whole = axis.outputs * axis.window
    if axis.stride == axis.window and axis.dilation == 1 and not axis.before and not axis.after:
        inside = lax.slice_in_dim(inputs, 0, whole, 1, position)
        shape = (*inputs.shape[:position], axis.outputs, axis.window, *inputs.shape[position + 1 :])
        return jnp.sum(inside.reshape(shape), position + 1) * jnp.asarray(
            1 / axis.window, inputs.dtype
        )
    edges = [(0, 0, 0)] * inputs.ndim
    edges[position] = (axis.before, axis.after, 0)
    array = lax.pad(inputs, jnp.zeros((), inputs.dtype), edges)
    total = None
    for offset in range(axis.window):
        start = offset * axis.dilation
        stop = start + (axis.outputs - 1) * axis.stride + 1
        seen = lax.slice_in_dim(array, start, stop, axis.stride, position)
        total = seen if total is None else total + seen
    shape = [1] * inputs.ndim
    shape[position] = axis.outputs
    counts = np.maximum(_counts(axis), 1).reshape(shape)
    return lax.optimization_barrier(total * (1 / counts).astype(inputs.dtype))


def _counts(axis: Axis) -> np.ndarray:
    """How many elements that are no padding each position sees."""
    starts = np.arange(axis.outputs) * axis.stride - axis.before
    seen = starts[:, None] + np.arange(axis.window) * axis.dilation
    return ((seen >= 0) & (seen < axis.size)).sum(1)


__all__ = ["avg_pool_last"]
