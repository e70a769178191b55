"""`gaussian_blur`: each point a weighted mean of those around it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import lax

from tapeflow.engine import op


@op("image.gaussian_blur", free=("sigma",), costly=True)
def gaussian_blur(
    images: jax.Array, sigma: jax.Array, kernel_size: tuple[int, int] = (3, 3)
) -> jax.Array:
    """Pictures blurred by a Gaussian window; zeros lie around them.

    Args:
      images: `[batch, height, width, channels]`, floats.
      sigma: `[2]`, the window's standard deviations, across and down.
      kernel_size: the window's height and width.
    """
    sigma = sigma.astype(images.dtype)
    down, across = (_window(n, s) for n, s in zip(kernel_size, sigma[::-1], strict=True))
    planes = jnp.moveaxis(images, -1, 1)
    flat = planes.reshape(-1, 1, *planes.shape[2:])
    for kernel in (down[:, None], across[None, :]):
        flat = lax.conv_general_dilated(
            flat, kernel[None, None], (1, 1), "SAME", precision="highest"
        )
    return jnp.moveaxis(flat.reshape(planes.shape), 1, -1)


def _window(size: int, sigma: jax.Array) -> jax.Array:
    offsets = jnp.arange(size, dtype=sigma.dtype) - (size - 1) / 2
    weights = jnp.exp(-0.5 * (offsets / sigma) ** 2)
    return weights / weights.sum()


@op("image.smooth")
def smooth(images: jax.Array) -> jax.Array:
    """Each point the mean of the 3 by 3 around it, itself counted five times; zeros lie around.

    Args:
      images: `[batch, height, width, channels]`, floats.
    """
    padded = jnp.pad(images, [(0, 0), (1, 1), (1, 1), (0, 0)])
    height, width = images.shape[1:3]
    around = sum(
        padded[:, row : row + height, column : column + width]
        for row in range(3)
        for column in range(3)
    )
    return (around + 4 * images) / 13
