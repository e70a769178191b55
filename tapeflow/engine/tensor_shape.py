"""`TensorShape`: a tensor's sizes, some of which may be unknown."""

from __future__ import annotations

from operator import index
from typing import Any


class TensorShape:
    """The sizes of a tensor's axes; `None` where one is unknown, and rank unknown when `dims` is.

    >>> import tapeflow as tf
    >>> tf.TensorShape([2, None]).concatenate([3])
    TensorShape([2, None, 3])
    """

    __slots__ = ("_dims",)

    def __init__(self, dims: Any = None):
        if dims is None or isinstance(dims, TensorShape):
            self._dims = None if dims is None else dims._dims
        elif hasattr(dims, "__iter__"):
            self._dims = tuple(None if size is None or size == -1 else index(size) for size in dims)
        else:
            self._dims = (index(dims),)
        if self._dims and any(size is not None and size < 0 for size in self._dims):
            raise ValueError(f"Dimension values must be >= 0, got {self._dims}")

    @property
    def rank(self) -> int | None:
        return None if self._dims is None else len(self._dims)

    ndims = rank

    @property
    def dims(self):
        return None if self._dims is None else list(self._dims)

    def as_list(self) -> list[int | None]:
        """The sizes as a list.

        Raises:
          ValueError: the rank is unknown.
        """
        if self._dims is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._dims)

    def num_elements(self) -> int | None:
        if not self.is_fully_defined():
            return None
        total = 1
        for size in self._dims:
            total *= size
        return total

    def is_fully_defined(self) -> bool:
        return self._dims is not None and None not in self._dims

    def is_compatible_with(self, other: Any) -> bool:
        """Whether some tensor could have both shapes."""
        other = TensorShape(other)
        if self._dims is None or other._dims is None:
            return True
        return len(self._dims) == len(other._dims) and all(
            a == b or a is None or b is None for a, b in zip(self._dims, other._dims, strict=True)
        )

    def assert_is_compatible_with(self, other: Any) -> None:
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {TensorShape(other)} are incompatible")

    def assert_is_fully_defined(self) -> None:
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def assert_has_rank(self, rank: int) -> None:
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def with_rank(self, rank: int) -> TensorShape:
        return self.merge_with(TensorShape([None] * rank))

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """The shape itself.

        Raises:
          ValueError: it has fewer axes.
        """
        if self.rank is not None and self.rank < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """The shape itself.

        Raises:
          ValueError: it has more axes.
        """
        if self.rank is not None and self.rank > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def assert_same_rank(self, other: Any) -> None:
        other = TensorShape(other)
        if None not in (self.rank, other.rank) and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def is_subtype_of(self, other: Any) -> bool:
        """Whether every tensor of this shape has the other one too."""
        if not isinstance(other, TensorShape):
            return False
        if other._dims is None or self.rank != other.rank:
            return other._dims is None
        return all(b in (None, a) for a, b in zip(self, other, strict=True))

    def most_specific_common_supertype(self, others: Any) -> TensorShape | None:
        """The shape that says no more than all do; None if one is no shape."""
        found: TensorShape | None = self
        for other in others:
            if found is None or not isinstance(other, TensorShape):
                return None
            found = found.most_specific_compatible_shape(other)
        return found

    def merge_with(self, other: Any) -> TensorShape:
        """The shape that holds what both know.

        Raises:
          ValueError: they contradict each other.
        """
        other = TensorShape(other)
        self.assert_is_compatible_with(other)
        if self._dims is None or other._dims is None:
            return other if self._dims is None else self
        return TensorShape([b if a is None else a for a, b in zip(self, other, strict=True)])

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        """The shape that says no more than both do: sizes that differ become unknown."""
        other = TensorShape(other)
        if self._dims is None or other._dims is None or len(self._dims) != len(other._dims):
            return TensorShape(None)
        return TensorShape([a if a == b else None for a, b in zip(self, other, strict=True)])

    def concatenate(self, other: Any) -> TensorShape:
        other = TensorShape(other)
        if self._dims is None or other._dims is None:
            return TensorShape(None)
        return TensorShape(self._dims + other._dims)

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return TensorShape(other).concatenate(self)

    def __getitem__(self, key: Any):
        if self._dims is None:
            return TensorShape(None) if isinstance(key, slice) else None
        if isinstance(key, slice):
            return TensorShape(self._dims[key])
        return self._dims[key]

    def __len__(self) -> int:
        if self._dims is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._dims)

    def __iter__(self):
        if self._dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return iter(self._dims)

    def __bool__(self) -> bool:
        return self._dims is not None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TensorShape):
            return self._dims == other._dims
        if isinstance(other, (list, tuple)):
            try:
                return self._dims == TensorShape(other)._dims
            except (TypeError, ValueError):
                return False
        return NotImplemented if other is not None else self._dims is None

    def __hash__(self) -> int:
        return hash(self._dims)

    def __repr__(self) -> str:
        return f"TensorShape({None if self._dims is None else list(self._dims)})"

    def __str__(self) -> str:
        if self._dims is None:
            return "<unknown>"
        return str(self._dims)

    def __reduce__(self):
        return TensorShape, (None if self._dims is None else list(self._dims),)
