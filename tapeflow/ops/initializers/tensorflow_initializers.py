"""TensorFlow's own initializers, older than Keras 3's: `tf.random_normal_initializer` and its kin.

They differ where TensorFlow's do: without a seed every call draws anew from `tf.random`.
"""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, as_dtype, constant, problem
from tapeflow.engine.dtypes import float32
from tapeflow.ops.initializers.constants import filled
from tapeflow.ops.initializers.initializer import Initializer, sizes
from tapeflow.ops.random import normal, stateless_normal, stateless_uniform, uniform


class zeros_initializer(Initializer):
    """All zeros.

    >>> import tapeflow as tf
    >>> print(tf.zeros_initializer()([2]))
    tf.Tensor([0. 0.], shape=(2,), dtype=float32)
    """

    def __call__(self, shape: Any, dtype: Any = float32, **kwargs: Any) -> Tensor:
        return filled(sizes(shape), 0, as_dtype(dtype))


class ones_initializer(Initializer):
    """All ones."""

    def __call__(self, shape: Any, dtype: Any = float32, **kwargs: Any) -> Tensor:
        return filled(sizes(shape), 1, as_dtype(dtype))


class constant_initializer(Initializer):
    """One value everywhere, or an array of the shape asked for.

    Args:
      value: a number, or a list or array with as many numbers as the shape has.
      support_partition: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> print(tf.constant_initializer([1.0, 2.0, 3.0, 4.0])([2, 2]).numpy())
    [[1. 2.]
     [3. 4.]]
    """

    def __init__(self, value: Any = 0, support_partition: bool = False):
        self.value = value

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        return constant(self.value, dtype=dtype, shape=sizes(shape))

    def get_config(self) -> dict[str, Any]:
        return {"value": self.value}


class random_normal_initializer(Initializer):
    """Normally distributed numbers.

    Args:
      mean: their mean.
      stddev: their standard deviation.
      seed: an int for the same numbers at every call; None draws from `tf.random`.

    >>> import tapeflow as tf
    >>> print(tf.random_normal_initializer(seed=3)([2]))
    tf.Tensor([-0.03357924  0.08380252], shape=(2,), dtype=float32)
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None):
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def __call__(self, shape: Any, dtype: Any = float32, **kwargs: Any) -> Tensor:
        _check_floating("random_normal_initializer", dtype)
        if self.seed is None:
            return normal(sizes(shape), self.mean, self.stddev, dtype)
        return stateless_normal(sizes(shape), [self.seed, 0], self.mean, self.stddev, dtype)

    def get_config(self) -> dict[str, Any]:
        return {"mean": self.mean, "stddev": self.stddev, "seed": self.seed}


class random_uniform_initializer(Initializer):
    """Every value of `[minval, maxval)` equally likely.

    Args:
      minval: the lower bound, included.
      maxval: the upper bound, excluded.
      seed: an int for the same numbers at every call; None draws from `tf.random`.
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None):
        self.minval = minval
        self.maxval = maxval
        self.seed = seed

    def __call__(self, shape: Any, dtype: Any = float32, **kwargs: Any) -> Tensor:
        dtype = as_dtype(dtype)
        if not dtype.is_integer:
            _check_floating("random_uniform_initializer", dtype)
        if self.seed is None:
            return uniform(sizes(shape), self.minval, self.maxval, dtype)
        return stateless_uniform(sizes(shape), [self.seed, 0], self.minval, self.maxval, dtype)

    def get_config(self) -> dict[str, Any]:
        return {"minval": self.minval, "maxval": self.maxval, "seed": self.seed}


def _check_floating(name: str, dtype: Any) -> None:
    if not as_dtype(dtype).is_floating:
        raise ValueError(
            problem(f"tf.{name}: Expected float dtype", as_dtype(dtype).name, "float32, ...")
        )
