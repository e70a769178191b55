"""The recorded ops under all random functions: standard numbers of a state, and their scaling.

`state` is int64 `[3]`, see `philox`: it enters a program as data. The noise carries no gradient,
the scaling does; keeping both apart is also what makes results equal TensorFlow's, which rounds
in between. Noise counts as costly: a backward pass reads it rather than draw it again.
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import op
from tapeflow.ops.random import distributions, philox


@op("random.uniform", costly=True, differentiable=False)
def uniform_noise(state: jax.Array, shape, dtype) -> jax.Array:
    """Floats in `[0, 1)` of a shape and a float dtype."""
    return distributions.uniform(state, math.prod(shape), dtype.np).reshape(shape)


@op("random.uniform", free=("state",), costly=True, differentiable=False)
def uniform_int_noise(state: jax.Array, minval: jax.Array, maxval: jax.Array, shape) -> jax.Array:
    """Integers in `[minval, maxval)`, of the bounds' dtype."""
    return distributions.uniform_int(state, math.prod(shape), minval, maxval).reshape(shape)


@op("random.uniform", costly=True, differentiable=False)
def full_range_noise(state: jax.Array, shape, dtype) -> jax.Array:
    """Integers over all of an integer dtype."""
    return distributions.full_range_int(state, math.prod(shape), dtype.np).reshape(shape)


@op("random.normal", costly=True, differentiable=False)
def normal_noise(state: jax.Array, shape, dtype) -> jax.Array:
    """Standard normal numbers of a shape and a float dtype."""
    return distributions.normal(state, math.prod(shape), dtype.np).reshape(shape)


@op("random.truncated_normal", costly=True, differentiable=False)
def truncated_normal_noise(state: jax.Array, shape, dtype) -> jax.Array:
    """Standard normal numbers within two standard deviations, of a shape and a float dtype."""
    return distributions.truncated_normal(state, math.prod(shape), dtype.np).reshape(shape)


@op("random.scale_and_shift")
def scale_and_shift(noise: jax.Array, scale: jax.Array, shift: jax.Array) -> jax.Array:
    """`noise * scale + shift`, rounded after the product."""
    return rounded(noise * scale, noise + scale) + shift


def rounded(product: jax.Array, total: jax.Array) -> jax.Array:
    """`product`, kept from being fused with an addition that follows.

    XLA turns `a * b + c` into one instruction with one rounding, where TensorFlow has two kernels
    with one each. A choice in between that never matters (a NaN stays one in the `total` of the
    factors) is the only thing found that holds it off.
    """
    return jnp.where(product != product, total, product)


@op("random.state_from_seed", differentiable=False)
def state_from_seed(seed: jax.Array) -> jax.Array:
    """The state of a stateless function's seed, int32 or int64 `[2]`."""
    return philox.state_from_seed(seed)


@op("random.skip", differentiable=False)
def skip(state: jax.Array, blocks: jax.Array) -> jax.Array:
    """The state that many blocks of 128 bits further on."""
    return philox.skip(state, blocks)


def standard(value: Any, number: float) -> bool:
    """Whether a parameter is a Python number with the value that changes nothing."""
    return value.__class__ in (int, float) and value == number
