"""`tf.random.stateless_uniform` and its kin: numbers that depend on the given seed alone."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, host_value, invalid, problem
from tapeflow.engine.dtypes import float32, int32, int64, uint32, uint64
from tapeflow.engine.spec import spec
from tapeflow.ops.random import philox, sampling
from tapeflow.ops.random.at_once import draw
from tapeflow.ops.random.noise import (
    full_range_noise,
    normal_noise,
    state_from_seed,
    truncated_normal_noise,
)

_STATE = spec((3,), int64)
_ALGORITHMS = ("philox", "auto_select", 1, 3)


def stateless_uniform(
    shape, seed, minval=0, maxval=None, dtype=float32, name=None, alg="auto_select"
) -> Tensor:
    """Random numbers, each value of `[minval, maxval)` equally likely, made from `seed` alone.

    Args:
      shape: of the result.
      seed: two integers, int32 or int64 `[2]`.
      minval: the lower bound, included; None, with `maxval=None`, for everything an integer
        dtype holds.
      maxval: the upper bound, excluded; 1 by default for floats.
      dtype: a float dtype, `int32` or `int64`; `uint32` or `uint64` without bounds only.
      name: accepted for compatibility, not used.
      alg: `"philox"` or `"auto_select"`, which is the same here.

    Raises:
      ValueError: a dtype that doesn't go with the bounds, or an unknown `alg`.
      InvalidArgumentError: a seed that isn't two integers, or integers with `minval >= maxval`.

    >>> import tapeflow as tf
    >>> print(tf.random.stateless_uniform([3], seed=[1, 2]))
    tf.Tensor([0.8440604  0.19204533 0.9962232 ], shape=(3,), dtype=float32)
    """
    dtype = as_dtype(dtype)
    shape = sampling.static_shape(shape)
    state = state_of_seed(seed, alg)
    if dtype.is_integer:
        if (minval is None) != (maxval is None):
            raise ValueError(
                problem(
                    f"tf.random.stateless_uniform: For integer dtype {dtype.name}, minval and "
                    "maxval must be both None or both not",
                    given=f"minval {minval}, maxval {maxval}",
                )
            )
        if minval is None:
            return full_range(state, shape, dtype)
        sampling.check_bounded_dtype("random.stateless_uniform", dtype)
    return sampling.uniform("random.stateless_uniform", state, shape, minval, maxval, dtype)


def stateless_normal(
    shape, seed, mean=0.0, stddev=1.0, dtype=float32, name=None, alg="auto_select"
) -> Tensor:
    """Normally distributed random numbers, made from `seed` alone.

    Args:
      shape: of the result.
      seed: two integers, int32 or int64 `[2]`.
      mean: a number, or a tensor of `dtype` that broadcasts to `shape`; gradients flow to it.
      stddev: the same, for the standard deviation.
      dtype: a float dtype.
      name: accepted for compatibility, not used.
      alg: `"philox"` or `"auto_select"`, which is the same here.

    >>> import tapeflow as tf
    >>> print(tf.random.stateless_normal([2], seed=[1, 2]))
    tf.Tensor([0.5441101  0.20738031], shape=(2,), dtype=float32)
    """
    dtype = sampling.float_dtype("random.stateless_normal", dtype)
    noise = draw(normal_noise, state_of_seed(seed, alg), sampling.static_shape(shape), dtype)
    return sampling.scaled(noise, stddev, mean)


def stateless_truncated_normal(
    shape, seed, mean=0.0, stddev=1.0, dtype=float32, name=None, alg="auto_select"
) -> Tensor:
    """Normal numbers within two standard deviations of the mean, made from `seed` alone.

    The arguments are those of `stateless_normal`.
    """
    dtype = sampling.float_dtype("random.stateless_truncated_normal", dtype)
    noise = draw(
        truncated_normal_noise, state_of_seed(seed, alg), sampling.static_shape(shape), dtype
    )
    return sampling.scaled(noise, stddev, mean)


def split(seed, num=2, alg="auto_select") -> Tensor:
    """`num` seeds made of one, shape `[num, 2]`, in its dtype: as good as unrelated.

    Args:
      seed: two integers, int32 or int64 `[2]`.
      num: how many.
      alg: see `stateless_uniform`.

    >>> import tapeflow as tf
    >>> print(tf.random.split([1, 2]).numpy())
    [[1105988140 1738052849]
     [-335576002  370444179]]
    """
    seed = convert_to_tensor(seed)
    return full_range(state_of_seed(seed, alg), (int(num), 2), seed.dtype)


def fold_in(seed, data, alg="auto_select") -> Tensor:
    """A seed, shape `[2]`, made of another and an integer (a step's number, say).

    Args:
      seed: two integers, int32 or int64 `[2]`.
      data: an int32 or int64 scalar.
      alg: see `stateless_uniform`.

    >>> import tapeflow as tf
    >>> print(tf.random.fold_in([1, 2], 3).numpy())
    [1105988140          3]
    """
    data = convert_to_tensor(data)
    first = full_range(state_of_seed(seed, alg), (), data.dtype)
    return convert_to_tensor([first, data])


def full_range(state: Tensor, shape: tuple[int, ...], dtype: Any) -> Tensor:
    """Integers over all of a dtype.

    Raises:
      ValueError: not a dtype of 32 or 64 bits.
    """
    if dtype not in (int32, int64, uint32, uint64):
        raise ValueError(
            problem("tf.random: not a dtype to draw", dtype.name, "int32, int64, uint32 or uint64")
        )
    return draw(full_range_noise, state, shape, dtype)


def state_of_seed(seed: Any, alg: Any = "auto_select") -> Tensor:
    """The Philox state that a seed of two integers stands for."""
    if getattr(alg, "value", alg) not in _ALGORITHMS:
        raise ValueError(
            problem(
                "tf.random: unsupported algorithm",
                alg,
                '"philox"',
                "leave alg out, or pass a philox one",
            )
        )
    seed = convert_to_tensor(seed)
    if seed.dtype not in (int32, int64) or seed.shape != (2,):
        raise invalid(
            f"tf.random: seed must have shape [2], not {list(seed.shape)}",
            given=f"{seed.dtype.name} {list(seed.shape)}",
            expected="two integers, int32 or int64",
        )
    numbers = host_value(seed)
    if numbers is None:
        return state_from_seed(seed)
    return Tensor(philox.host_state_from_seed(*numbers.tolist()), _STATE)
