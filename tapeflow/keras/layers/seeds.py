"""`SeedGenerator`: one seed after another, the same in every run if the first is given."""

from __future__ import annotations

import random
from typing import Any

from tapeflow.engine import Tensor, constant, problem
from tapeflow.keras import naming
from tapeflow.keras.layers.seed_state import SeedState
from tapeflow.ops.array import stack
from tapeflow.ops.random.seeds import drawn


class SeedGenerator:
    """Gives seeds for random functions, and remembers in a variable how far it has got.

    Set on a layer, its `state` is among the layer's `variables`, but not among its `weights`; as
    in Keras it is not saved to files.

    Args:
      seed: an int for a repeatable sequence; None takes one from Python's `random`, so that
        `tf.keras.utils.set_random_seed` makes it repeatable.
      name: by default `seed_generator`, with a number.
      **kwargs: only Keras's `backend`, which has no meaning here.

    Raises:
      ValueError: `seed` is not an int, or negative.

    >>> import tapeflow as tf
    >>> seeds = tf.keras.random.SeedGenerator(3)
    >>> seeds.next().numpy().tolist(), seeds.state.numpy().tolist()
    ([3, 0], [3, 1])
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any):
        kwargs.pop("backend", None)
        if kwargs:
            raise ValueError(
                problem("SeedGenerator: Unrecognized keyword arguments", given=repr(kwargs))
            )
        if seed is not None and (
            isinstance(seed, bool) or not hasattr(seed, "__index__") or int(seed) < 0
        ):
            raise ValueError(
                problem(
                    "Argument `seed` must be an integer of at least 0: SeedGenerator",
                    given=repr(seed),
                )
            )
        self._initial_seed = None if seed is None else int(seed)
        self.name = name or naming.auto_name(self)
        first = default_seed() if seed is None else self._initial_seed
        self.state = SeedState((first, 0), f"{self.name}/seed_generator_state")

    def next_pair(self, ordered: bool = True) -> tuple[Any, Any]:
        """Two integers, to be used once: Python's, or tensors inside a recorded function."""
        state = self.state
        if state.on_host:
            return drawn(lambda: state.draw(_counted if ordered else _scattered))
        pair = state.value()
        state.assign(pair + constant([0, 1], "int64") if ordered else (pair + 1) * 5387 % 933199)
        return pair[0], pair[1]

    def next(self, ordered: bool = True) -> Tensor:
        """A seed as an int64 tensor of shape `[2]`.

        Args:
          ordered: whether the second number counts; else both take a number below 933199 that
            is far from the last one.
        """
        pair = self.next_pair(ordered)
        return stack(pair) if pair[0].__class__ is Tensor else constant(pair, "int64")

    def get_config(self) -> dict[str, Any]:
        return {"seed": self._initial_seed, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        return cls(**config)


def default_seed() -> int:
    """Keras's draw from Python's generator: what is made later gets the same seeds as there."""
    return random.randint(1, int(1e9))


_global: list[SeedGenerator] = []


def global_seed_generator() -> SeedGenerator:
    """What `tf.keras.random` takes seeds from if it is given none, until they are set anew."""
    if not _global:
        _global.append(SeedGenerator())
    return _global[0]


def forget_global_seeds() -> None:
    """Makes the next `global_seed_generator` start from Python's generator."""
    _global.clear()


def _counted(first: int, second: int) -> tuple[int, int]:
    return first, second + 1


def _scattered(first: int, second: int) -> tuple[int, int]:
    return (first + 1) * 5387 % 933199, (second + 1) * 5387 % 933199
