"""`SeedGenerator`: one seed after another, the same in every run if the first is given."""

from __future__ import annotations

import threading
from typing import Any

from tapeflow.engine import Tensor, constant, problem
from tapeflow.ops.random.seeds import drawn, next_seed


class SeedGenerator:
    """Gives seeds for random functions.

    Args:
      seed: an int for a repeatable sequence; None takes seeds as `tf.random` does, so that
        `tf.random.set_seed` makes them repeatable.
      name: kept for compatibility.

    Raises:
      ValueError: `seed` is not an int, or negative.

    >>> import tapeflow as tf
    >>> tf.keras.random.SeedGenerator(3).next().shape
    TensorShape([2])
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any):
        if seed is not None and (
            isinstance(seed, bool) or not hasattr(seed, "__index__") or int(seed) < 0
        ):
            raise ValueError(
                problem("SeedGenerator: seed must be an integer of at least 0", given=repr(seed))
            )
        self._initial_seed = None if seed is None else int(seed)
        self.name = name or "seed_generator"
        self._drawn = 0
        self._lock = threading.Lock()

    def next_pair(self) -> tuple[Any, Any]:
        """Two integers, to be used once."""
        if self._initial_seed is None:
            return next_seed()
        return drawn(self._advance)

    def _advance(self) -> tuple[int, int]:
        with self._lock:
            drawn = self._drawn
            self._drawn += 1
            return self._initial_seed, drawn

    def next(self, ordered: bool = True) -> Tensor:
        """A seed as an int64 tensor of shape `[2]`."""
        return constant(self.next_pair(), "int64")

    @property
    def state(self) -> Tensor:
        """The seed and how many were drawn from it, int64: what `next` gives next."""
        return constant((self._initial_seed or 0, self._drawn), "int64")

    def get_config(self) -> dict[str, Any]:
        return {"seed": self._initial_seed, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        return cls(**config)

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.Lock()
