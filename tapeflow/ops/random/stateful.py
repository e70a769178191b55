"""`tf.random.uniform` and its kin, which draw from the global seed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype
from tapeflow.engine.dtypes import float32, int64
from tapeflow.engine.spec import spec
from tapeflow.ops.random import sampling, seeds
from tapeflow.ops.random.at_once import draw
from tapeflow.ops.random.noise import normal_noise, truncated_normal_noise

_STATE = spec((3,), int64)
# How many blocks of 128 bits TensorFlow sets aside for one number, which matters for op seeds only.
RESERVED = 256


def uniform(shape, minval=0, maxval=None, dtype=float32, seed=None, name=None) -> Tensor:
    """Random numbers, each value of `[minval, maxval)` equally likely.

    Args:
      shape: of the result.
      minval: the lower bound, included; a number, or a tensor that broadcasts to `shape`. 0 by
        default.
      maxval: the upper bound, excluded; 1 by default for floats, needed for integers.
      dtype: `float16`, `bfloat16`, `float32`, `float64`, `int32` or `int64`.
      seed: an op seed; see `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: an integer dtype without `maxval`, or a dtype that is none of the above.
      InvalidArgumentError: integers with `minval >= maxval`.

    >>> import tapeflow as tf
    >>> tf.random.set_seed(5)
    >>> print(tf.random.uniform([4], maxval=10, dtype=tf.int32))
    tf.Tensor([0 1 8 6], shape=(4,), dtype=int32)
    """
    dtype = as_dtype(dtype)
    shape = sampling.static_shape(shape)
    if dtype.is_integer:
        sampling.check_bounded_dtype("random.uniform", dtype)
    kind = "uniform_int" if dtype.is_integer else "uniform"
    return sampling.uniform(
        "random.uniform", _state(kind, seed, dtype, shape), shape, minval, maxval, dtype
    )


def normal(shape, mean=0.0, stddev=1.0, dtype=float32, seed=None, name=None) -> Tensor:
    """Normally distributed random numbers.

    Args:
      shape: of the result.
      mean: a number, or a tensor of `dtype` that broadcasts to `shape`; gradients flow to it.
      stddev: the same, for the standard deviation.
      dtype: a float dtype.
      seed: an op seed; see `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.random.set_seed(5)
    >>> print(tf.random.normal([3]))
    tf.Tensor([-0.18030666 -0.95028627 -0.03964049], shape=(3,), dtype=float32)
    """
    dtype = sampling.float_dtype("random.normal", dtype)
    shape = sampling.static_shape(shape)
    noise = draw(normal_noise, _state("normal", seed, dtype, shape), shape, dtype)
    return sampling.scaled(noise, stddev, mean)


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=float32, seed=None, name=None) -> Tensor:
    """Normally distributed random numbers, all within two standard deviations of the mean.

    Args:
      shape: of the result.
      mean: a number, or a tensor of `dtype` that broadcasts to `shape`.
      stddev: the same, for the standard deviation before truncation.
      dtype: a float dtype.
      seed: an op seed; see `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> float(tf.reduce_max(tf.abs(tf.random.truncated_normal([1000], stddev=0.5)))) <= 1.0
    True
    """
    dtype = sampling.float_dtype("random.truncated_normal", dtype)
    shape = sampling.static_shape(shape)
    noise = draw(
        truncated_normal_noise, _state("truncated_normal", seed, dtype, shape), shape, dtype
    )
    return sampling.scaled(noise, stddev, mean)


def draw_state(kind: str, seed: Any, dtype: Any, blocks: int) -> Tensor:
    """The state for one call of a random op that uses up `blocks` blocks of 128 bits.

    Without an op seed every call is a stream of its own. With one, calls that TensorFlow's kernel
    cache can't tell apart (same kind, seeds and dtype) go on in one stream.
    """
    op_seed = None if seed is None else int(seed)
    key, high = seeds.seed_pair(op_seed)
    if key.__class__ is Tensor:
        return sampling.state_of(key, high)
    offset = 0 if op_seed is None else seeds.stream_offset((kind, key, high, dtype), blocks)
    return Tensor(np.array((offset, high, key), np.int64), _STATE)


def _state(kind: str, seed: Any, dtype: Any, shape: tuple[int, ...]) -> Tensor:
    return draw_state(kind, seed, dtype, RESERVED * math.prod(shape))
