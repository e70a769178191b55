"""`InterpretedPullback`: the derivative of an op that was carried out in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

if TYPE_CHECKING:
    from tapeflow.engine.interpreter.steps import Steps

Sizes = tuple[int, ...]


@jax.tree_util.register_pytree_node_class
class InterpretedPullback:
    """The derivative of an op at some operands: cotangents of results -> those of operands."""

    __slots__ = ("_backward", "_kept", "_sizes")

    def __init__(self, backward: Steps, sizes: Sizes, kept: Sequence[Any]):
        self._backward, self._sizes, self._kept = backward, sizes, kept

    def __call__(self, cotangents: Sequence[Any]) -> tuple:
        arrays = [np.asarray(array) for array in (*self._kept, *cotangents)]
        with np.errstate(all="ignore"):
            return tuple(self._backward(arrays, self._sizes))

    def tree_flatten(self) -> tuple:
        return self._kept, (self._backward, self._sizes)

    @classmethod
    def tree_unflatten(cls, described: tuple, kept: Sequence[Any]) -> InterpretedPullback:
        return cls(*described, list(kept))
