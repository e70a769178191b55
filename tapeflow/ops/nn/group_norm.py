"""`group_norm` and `rms_norm`: normalization by groups of channels, and by the mean square."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op


@op("nn.group_norm", costly=True, free=("scale", "offset"))
def group_norm(
    inputs: jax.Array,
    scale: jax.Array | None,
    offset: jax.Array | None,
    groups=32,
    axis=-1,
    epsilon=1e-3,
) -> jax.Array:
    """Each sample's groups of channels, by their own mean and variance over all other axes.

    Wu & He 2018, arXiv:1803.08494.

    Args:
      inputs: floating tensor; 16-bit ones are computed with in float32.
      scale: `[channels]`, or None.
      offset: `[channels]`, or None.
      groups: how many there are; divides the channels.
      axis: the channels' axis.
      epsilon: added to the variance.
    """
    axis %= inputs.ndim
    channels = inputs.shape[axis]
    split = (*inputs.shape[:axis], groups, channels // groups, *inputs.shape[axis + 1 :])
    wide = _wide(inputs).reshape(split)
    axes = tuple(i for i in range(1, len(split)) if i != axis)
    mean = jnp.mean(wide, axes, keepdims=True)
    variance = jnp.mean(jnp.square(wide - mean), axes, keepdims=True)
    factor = lax.rsqrt(variance + epsilon)
    shape = [n if i in (axis, axis + 1) else 1 for i, n in enumerate(split)]
    if scale is not None:
        factor = factor * scale.astype(wide.dtype).reshape(shape)
    outputs = (wide - mean) * factor
    if offset is not None:
        outputs = outputs + offset.astype(wide.dtype).reshape(shape)
    return outputs.reshape(inputs.shape).astype(inputs.dtype)


@op("nn.rms_norm", costly=True, free=("scale",))
def rms_norm(inputs: jax.Array, scale: jax.Array | None, axes=(-1,), epsilon=1e-6) -> jax.Array:
    """`inputs / sqrt(mean(inputs**2) + epsilon) * scale`, the mean over `axes`.

    Zhang & Sennrich 2019, arXiv:1910.07467.

    Args:
      inputs: floating tensor; 16-bit ones are computed with in float32.
      scale: shaped as `inputs` is along `axes`, or None.
      axes: the axes to average over, in rising order.
      epsilon: added to the mean.
    """
    axes = tuple(axis % inputs.ndim for axis in axes)
    wide = _wide(inputs)
    outputs = wide * lax.rsqrt(jnp.mean(jnp.square(wide), axes, keepdims=True) + epsilon)
    if scale is not None:
        shape = [n if i in axes else 1 for i, n in enumerate(inputs.shape)]
        outputs = outputs * scale.astype(wide.dtype).reshape(shape)
    return outputs.astype(inputs.dtype)


def _wide(array: jax.Array) -> jax.Array:
    return array.astype(jnp.float32) if array.dtype.itemsize < 4 else array
