"""`State`: what a branch returns or a loop carries, taken apart into tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine import (
    CONVERTERS,
    SPECS,
    Tensor,
    convert_to_tensor,
)
from tapeflow.engine.errors import HostValueNeededError
from tapeflow.engine.nest import flatten, pack_like

# Classes made of tensors: type -> function(value) -> (tensors, how to make another of others).
COMPOSITES: dict[type, Callable[[Any], tuple[list[Tensor], Callable]]] = {}


class State:
    """A structure of tensors, of what is made of tensors, and of other objects.

    Args:
      structure: lists, tuples and dictionaries. Numbers and arrays become tensors, other objects
        stay what they are.

    Attributes:
      leaves: its leaves.
      tensors: the tensors they are made of, side by side.
      counts: how many each leaf is made of.
    """

    __slots__ = ("_makers", "counts", "leaves", "structure", "tensors")

    def __init__(self, structure: Any):
        self.structure = structure
        self.leaves = flatten(structure)
        self.tensors: list[Tensor] = []
        self.counts: list[int] = []
        self._makers: list[Callable] = []
        for leaf in self.leaves:
            tensors, make = _parts(leaf)
            self.tensors.extend(tensors)
            self.counts.append(len(tensors))
            self._makers.append(make)

    def rebuild(self, tensors: Sequence[Tensor]) -> Any:
        """The same of other tensors."""
        leaves, start = [], 0
        for count, make in zip(self.counts, self._makers, strict=True):
            leaves.append(make(tensors[start : start + count]))
            start += count
        return pack_like(self.structure, leaves)

    def specs(self) -> list:
        return [tensor._spec for tensor in self.tensors]


def _parts(leaf: Any) -> tuple[list[Tensor], Callable]:
    kind = leaf.__class__
    if kind is Tensor:
        return [leaf], _only
    if kind in COMPOSITES:
        return COMPOSITES[kind](leaf)
    if leaf is None or isinstance(leaf, (str, bytes)):
        return [], lambda tensors: leaf
    if kind not in CONVERTERS and any(base in SPECS for base in kind.__mro__):
        raise needs_python(f"a {kind.__name__} in control flow")
    try:
        return [convert_to_tensor(leaf)], _only
    except (TypeError, ValueError):
        return [], lambda tensors: leaf


def _only(tensors: Sequence[Tensor]) -> Tensor:
    return tensors[0]


def needs_python(what: str) -> Exception:
    """What is raised for control flow that no program can hold: the function is run as Python."""
    return HostValueNeededError(f"{what}: only Python can run this")
