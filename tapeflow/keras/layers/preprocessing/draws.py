"""`Draws`: the random numbers of image layers, from a layer's own seeds or a given one."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.ops.array import broadcast_to
from tapeflow.ops.math import argsort, cast, reduce_sum
from tapeflow.ops.random import stateless_gamma, stateless_normal, stateless_uniform

# Seeds are two 32-bit numbers.
_LARGEST = 2**31 - 2


class Draws:
    """Random numbers, new ones at each call.

    Args:
      seed: a `SeedGenerator`; an int gives every call the same seed, as in Keras.
    """

    def __init__(self, seed: Any):
        self.seed = seed

    def uniform(self, shape: Any, low: float = 0.0, high: float = 1.0) -> Tensor:
        """float32 in `[low, high)`."""
        return stateless_uniform(tuple(shape), self._pair(), float(low), float(high), "float32")

    def normal(self, shape: Any) -> Tensor:
        """float32 of mean 0 and standard deviation 1."""
        return stateless_normal(tuple(shape), self._pair(), dtype="float32")

    def whole(self, shape: Any, low: int, high: int, dtype: str = "int32") -> Tensor:
        """int32, or int64, from `low` to `high - 1`."""
        ends = (cast(low, dtype), cast(high, dtype))
        return stateless_uniform(tuple(shape), self._pair(), *ends, dtype)

    def order(self, length: int) -> Tensor:
        """The numbers below `length` in random order, int32."""
        return argsort(stateless_uniform((length,), self._pair(), 0.0, 1.0, "float32"))

    def beta(self, shape: Any, alpha: Any) -> Tensor:
        """float32 of a beta distribution with twice the same parameter."""
        pair = self._pair()
        alpha = broadcast_to(cast(alpha, "float32"), tuple(shape))
        seeds = (pair, [number + 12 for number in pair])
        one, other = (stateless_gamma(tuple(shape), seed, alpha, dtype="float32") for seed in seeds)
        return one / (one + other)

    def shares(self, count: int, alpha: float) -> Tensor:
        """`[count]` of a Dirichlet distribution: they sum to 1."""
        parts = stateless_gamma((count,), self._pair(), float(alpha), dtype="float32")
        return parts / reduce_sum(parts)

    def _pair(self) -> list[Any]:
        pair = self.seed.next_pair() if isinstance(self.seed, SeedGenerator) else (self.seed, 0)
        return [number % _LARGEST for number in pair]
