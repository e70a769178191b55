"""`RandomUniform`, `RandomNormal` and `TruncatedNormal`, and what all with a seed share."""

from __future__ import annotations

import random
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.ops.initializers import draws
from tapeflow.ops.initializers.initializer import Initializer, chosen_dtype, sizes


class RandomInitializer(Initializer):
    """The base of initializers with a seed.

    Args:
      seed: an int; an object whose `next()` gives another seed at every call (such as
        `tf.keras.random.SeedGenerator`); or None for an int from Python's `random`. With an int or
        None every call gives the same numbers.

    Raises:
      ValueError: `seed` is none of these.
    """

    def __init__(self, seed: Any = None):
        self._init_seed = seed
        if seed is None:
            seed = random.randint(1, int(1e9))
        elif isinstance(seed, dict):
            seed = seed["config"]["seed"]
        elif not isinstance(seed, int) and not hasattr(seed, "next"):
            raise ValueError(
                problem(
                    f"{type(self).__name__}: not a seed",
                    repr(seed),
                    "an int, None or a SeedGenerator",
                )
            )
        self.seed = seed

    def get_config(self) -> dict[str, Any]:
        seed = self._init_seed
        if hasattr(seed, "get_config"):
            seed = {
                "module": "keras.random",
                "class_name": type(seed).__name__,
                "config": seed.get_config(),
                "registered_name": None,
            }
        return {"seed": seed}


class RandomUniform(RandomInitializer):
    """Every value of `[minval, maxval)` equally likely.

    Args:
      minval: the lower bound, included.
      maxval: the upper bound, excluded.
      seed: see `RandomInitializer`.

    >>> import tapeflow as tf
    >>> print(tf.keras.initializers.RandomUniform(0.0, 1.0, seed=1)([2]))
    tf.Tensor([0.8784882  0.45998025], shape=(2,), dtype=float32)
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None):
        self.minval = minval
        self.maxval = maxval
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        return draws.uniform(sizes(shape), self.minval, self.maxval, chosen_dtype(dtype), self.seed)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "minval": self.minval, "maxval": self.maxval}


class RandomNormal(RandomInitializer):
    """Normally distributed numbers.

    Args:
      mean: their mean.
      stddev: their standard deviation.
      seed: see `RandomInitializer`.
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None):
        self.mean = mean
        self.stddev = stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        return draws.normal(sizes(shape), self.mean, self.stddev, chosen_dtype(dtype), self.seed)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


class TruncatedNormal(RandomInitializer):
    """Normally distributed numbers, all within two standard deviations of the mean.

    Args:
      mean: their mean.
      stddev: the standard deviation before truncation.
      seed: see `RandomInitializer`.
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None):
        self.mean = mean
        self.stddev = stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        return draws.truncated_normal(
            sizes(shape), self.mean, self.stddev, chosen_dtype(dtype), self.seed
        )

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}
