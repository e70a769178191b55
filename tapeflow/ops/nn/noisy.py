"""Random changes of a tensor that layers make while training, each as one op."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.random import distributions, philox
from tapeflow.ops.random.hashed import keep_mask

# The scale and alpha of selu.
_SCALE, _ALPHA = 1.0507009873554805, 1.6732632423543772


@op("nn.added_noise", free=("stddev", "seed", "offset"))
def added_noise(x: jax.Array, stddev: jax.Array, seed: jax.Array, offset: jax.Array) -> jax.Array:
    """`x` plus normal noise; `seed` and `offset` are the integers of `seeds.next_seed`."""
    return x + _normal(x, seed, offset) * stddev.astype(x.dtype)


@op("nn.multiplied_noise", free=("stddev", "seed", "offset"))
def multiplied_noise(
    x: jax.Array, stddev: jax.Array, seed: jax.Array, offset: jax.Array
) -> jax.Array:
    """`x` times normal noise of mean 1."""
    return x * (1 + _normal(x, seed, offset) * stddev.astype(x.dtype))


@op("nn.alpha_dropout", free=("rate", "seed", "offset"))
def alpha_dropout(
    x: jax.Array, rate: jax.Array, seed: jax.Array, offset: jax.Array, noise_shape=None
) -> jax.Array:
    """Dropped elements become selu's lower limit; an affine map restores mean and variance."""
    shape = x.shape if noise_shape is None else noise_shape
    shape = tuple(x.shape[i] if n is None else n for i, n in enumerate(shape))
    low = -_ALPHA * _SCALE
    a = jax.lax.rsqrt((1 - rate) * (1 + rate * low**2))
    b = -a * low * rate
    kept = jnp.where(keep_mask(seed, offset, rate, shape), x, jnp.asarray(low, x.dtype))
    return kept * a.astype(x.dtype) + b.astype(x.dtype)


def _normal(x: jax.Array, seed: jax.Array, offset: jax.Array) -> jax.Array:
    pair = jnp.stack([seed.astype(jnp.int64), offset.astype(jnp.int64)])
    state = philox.state_from_seed(pair)
    return distributions.normal(state, math.prod(x.shape), x.dtype).reshape(x.shape)
