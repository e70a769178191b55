"""`moving_averages`: how batch normalization remembers what it saw."""

from __future__ import annotations

import jax

from tapeflow.engine import op


@op("keras.layers.moving_average", differentiable=False)
def moving_averages(
    moving_mean: jax.Array,
    moving_variance: jax.Array,
    mean: jax.Array,
    variance: jax.Array,
    momentum=0.99,
) -> tuple[jax.Array, jax.Array]:
    """`moving * momentum + new * (1 - momentum)`, for a mean and a variance."""
    first = moving_mean * momentum + mean.astype(moving_mean.dtype) * (1 - momentum)
    second = moving_variance * momentum + variance.astype(moving_variance.dtype) * (1 - momentum)
    return first, second


__all__ = ["moving_averages"]
