"""`layer_norm`: each sample normalized by its own mean and variance, as one op."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op


@op("nn.layer_norm", costly=True, free=("scale", "offset"))
def layer_norm(
    inputs: jax.Array, scale: jax.Array | None, offset: jax.Array | None, axes=(-1,), epsilon=1e-3
) -> jax.Array:
    """`(inputs - mean) / sqrt(variance + epsilon) * scale + offset`, over `axes`.

    Ba, Kiros & Hinton 2016, arXiv:1607.06450.

    Args:
      inputs: floating tensor.
      scale: shaped as `inputs` is along `axes`, or None.
      offset: likewise.
      axes: the axes to average over, in rising order.
      epsilon: added to the variance.
    """
    axes = tuple(sorted(axis % inputs.ndim for axis in axes))
    shape = [inputs.shape[i] if i in axes else 1 for i in range(inputs.ndim)]
    wide = inputs.astype(jnp.float32) if inputs.dtype in (jnp.float16, jnp.bfloat16) else inputs
    mean = jnp.mean(wide, axes, keepdims=True)
    variance = jnp.mean(jnp.square(wide - mean), axes, keepdims=True)
    factor = lax.rsqrt(variance + epsilon)
    if scale is not None:
        factor = factor * scale.reshape(shape).astype(wide.dtype)
    outputs = (wide - mean) * factor
    if offset is not None:
        outputs = outputs + offset.reshape(shape).astype(wide.dtype)
    return outputs.astype(inputs.dtype)


__all__ = ["layer_norm"]
