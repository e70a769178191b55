"""`upsample`: spatial axes made longer by whole factors."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from tapeflow.engine import op

METHODS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")


@op("nn.upsample")
def upsample(inputs: jax.Array, factors=(2, 2), first_axis=1, method="nearest") -> jax.Array:
    """`inputs` with each element repeated, or with new ones in between.

    Args:
      inputs: a tensor.
      factors: one for each spatial axis, the first of which is `first_axis`.
      first_axis: 1, or 2 with the channels in front.
      method: "nearest", or an interpolation between pixels' centers: "bilinear", "bicubic" (Keys'
        with a = -0.5), "lanczos3", "lanczos5".
    """
    if method == "nearest":
        return _repeated(inputs, factors, first_axis)
    shape = list(inputs.shape)
    for axis, factor in enumerate(factors, first_axis):
        shape[axis] *= factor
    wide = inputs.astype(jnp.float32) if inputs.dtype.itemsize < 4 else inputs
    kind = {"bilinear": "linear", "bicubic": "cubic"}.get(method, method)
    return jax.image.resize(wide, shape, kind, antialias=False).astype(inputs.dtype)


def _repeated(inputs: jax.Array, factors: tuple, first_axis: int) -> jax.Array:
    """By broadcasting, whose gradient is a sum over an axis, not a scatter."""
    thin, spread, shape = [], [], []
    for axis, size in enumerate(inputs.shape):
        spatial = 0 <= axis - first_axis < len(factors)
        factor = factors[axis - first_axis] if spatial else 1
        thin += [size, 1]
        spread += [size, factor]
        shape.append(size * factor)
    return jnp.broadcast_to(inputs.reshape(thin), spread).reshape(shape)
