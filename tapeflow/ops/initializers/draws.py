"""The random numbers of initializers: those of Keras on TensorFlow, drawn at once.

At once, because a first value is computed a single time: as part of the first step's program it
would have that program compiled twice.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, convert_to_tensor
from tapeflow.engine.spec import spec
from tapeflow.ops.random import at_once, philox

# Keras takes a seed modulo this, to fit TensorFlow's int32 seeds.
_SEED_MODULUS = 2**31 - 2


def normal(
    shape: tuple[int, ...],
    mean: float,
    stddev: float,
    dtype: DType,
    seed: Any,
    kind: str = "normal_noise",
) -> Tensor:
    """Normal numbers of a seed: an int, or an object whose `next()` gives two integers."""
    noise = at_once.now(kind, start_of(seed), shape, dtype)
    scalar = dtype.np.type
    return Tensor(noise * scalar(stddev) + scalar(mean), spec(shape, dtype))


def truncated_normal(
    shape: tuple[int, ...], mean: float, stddev: float, dtype: DType, seed: Any
) -> Tensor:
    """Normal numbers within two standard deviations."""
    return normal(shape, mean, stddev, dtype, seed, "truncated_normal_noise")


def uniform(
    shape: tuple[int, ...], minval: float, maxval: float, dtype: DType, seed: Any
) -> Tensor:
    """Uniform numbers in `[minval, maxval)`."""
    noise = at_once.now("uniform_noise", start_of(seed), shape, dtype)
    # By way of float32, as the Python floats go through it in Keras.
    low, high = (dtype.np.type(np.float32(bound)) for bound in (minval, maxval))
    return Tensor(noise * (high - low) + low, spec(shape, dtype))


def start_of(seed: Any) -> np.ndarray:
    """The Philox state that Keras's seed stands for."""
    if isinstance(seed, int):
        first, second = seed, 0
    else:
        first, second = (int(n) for n in np.asarray(convert_to_tensor(seed.next()).numpy()))
    return philox.host_state_from_seed(first % _SEED_MODULUS, second % _SEED_MODULUS)
