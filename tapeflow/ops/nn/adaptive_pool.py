"""Adaptive pooling: windows chosen so that the outputs have a given size."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp

from tapeflow.engine import op


@op("nn.adaptive_average_pool", costly=True)
def adaptive_average_pool(inputs: jax.Array, output_size=(1,), first_axis=1) -> jax.Array:
    """The mean of each window; axis by axis, since a mean over a box is a mean of means.

    Args:
      inputs: floating tensor.
      output_size: one for each spatial axis, the first of which is `first_axis`.
      first_axis: 1, or 2 with the channels in front.
    """
    return _pooled(jnp.mean, inputs, output_size, first_axis)


@op("nn.adaptive_max_pool", costly=True)
def adaptive_max_pool(inputs: jax.Array, output_size=(1,), first_axis=1) -> jax.Array:
    """The largest element of each window; see `adaptive_average_pool`."""
    return _pooled(jnp.max, inputs, output_size, first_axis)


def _pooled(reduce: Callable, inputs: jax.Array, sizes: tuple, first_axis: int) -> jax.Array:
    for axis, count in enumerate(sizes, first_axis):
        size = inputs.shape[axis]
        if size % count == 0:
            shape = (*inputs.shape[:axis], count, size // count, *inputs.shape[axis + 1 :])
            inputs = reduce(inputs.reshape(shape), axis + 1)
            continue
        windows = []
        for i in range(count):
            first, last = i * size // count, -(-(i + 1) * size // count)
            part = jax.lax.slice_in_dim(inputs, first, last, axis=axis)
            windows.append(reduce(part, axis, keepdims=True))
        inputs = jnp.concatenate(windows, axis)
    return inputs
