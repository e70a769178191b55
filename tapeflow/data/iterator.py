"""`tf.data.Iterator`: what `iter(dataset)` gives."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

from tapeflow.data.structure import normalize, packer, specs_of
from tapeflow.engine import Tensor, Variable, convert_to_tensor, invalid
from tapeflow.engine.errors import OutOfRangeError
from tapeflow.engine.type_spec import TypeSpec


class Iterator:
    """Goes through a data set once; made by `iter(dataset)`.

    A `tf.train.Checkpoint` can hold it: its position is saved, and restoring it reads so many
    elements again and drops them, so that a shuffle in between needs a seed to give the same ones.

    >>> import tapeflow as tf
    >>> numbers = iter(tf.data.Dataset.range(2))
    >>> print(next(numbers), numbers.get_next())
    tf.Tensor(0, shape=(), dtype=int64) tf.Tensor(1, shape=(), dtype=int64)
    >>> next(numbers, "end")
    'end'
    """

    def __init__(self, dataset: Any):
        plan = dataset._plan
        self._plan = plan
        self._reader = plan.reader()
        self._element = self._reader.element
        self._pack: Any = None
        self._count = 0
        self._position: Position | None = None

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        element = self._element()
        if element is None:
            self._element = _nothing
            self._reader.close()
            raise StopIteration
        self._count += 1
        pack = self._pack
        if pack is None:
            pack = self._pack = packer(self._plan.element_spec)
        return pack(element)

    def get_next(self) -> Any:
        """The next element.

        Raises:
          OutOfRangeError: there is none.
        """
        for element in self:
            return element
        raise OutOfRangeError(None, None, "End of sequence")

    def get_next_as_optional(self) -> Optional:
        """The next element as a `tf.experimental.Optional`, which may be empty."""
        for element in self:
            return Optional(element, True)
        return Optional(None, False)

    @property
    def element_spec(self) -> Any:
        return self._plan.element_spec

    def _go_to(self, count: int) -> None:
        """Begins anew and drops `count` elements."""
        self._reader.close()
        self._reader = self._plan.reader()
        self._element = self._reader.element
        self._count = count
        for _ in range(count):
            if self._element() is None:
                break

    def _checkpoint_children(self) -> list[tuple[str, Any]]:
        if self._position is None:
            self._position = Position(self)
        self._position.tell(self._count)
        return [("position", self._position)]

    def __repr__(self) -> str:
        return f"<tf.data.Iterator element_spec={self.element_spec}>"


class Position(Variable):
    """How many elements an iterator gave, as what a checkpoint saves and restores."""

    def __init__(self, iterator: Iterator):
        super().__init__(np.asarray(0, np.int64), trainable=False, name="position")
        self._iterator = weakref.ref(iterator)

    def tell(self, count: int) -> None:
        """Notes how many there were so far."""
        super().assign(np.asarray(count, np.int64))

    def assign(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        iterator = self._iterator()
        if iterator is not None:
            iterator._go_to(int(value))
        return super().assign(value, *args, **kwargs)


def _nothing() -> None:
    return None


class NumpyIterator:
    """Goes through a data set once, giving NumPy arrays; made by `dataset.as_numpy_iterator()`."""

    def __init__(self, dataset: Any):
        self._iterator = iter(dataset)
        self._dataset = dataset

    def __iter__(self) -> NumpyIterator:
        return self

    def __next__(self) -> Any:
        return to_numpy(next(self._iterator))

    def next(self) -> Any:
        """The next element."""
        return next(self)

    def __repr__(self) -> str:
        return f"<tf.data.NumpyIterator element_spec={self._dataset.element_spec}>"


def to_numpy(structure: Any) -> Any:
    """The structure with arrays for tensors."""
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return type(structure)(*map(to_numpy, structure))
    if isinstance(structure, tuple):
        return tuple(map(to_numpy, structure))
    if isinstance(structure, dict):
        return type(structure)((key, to_numpy(value)) for key, value in structure.items())
    if structure.__class__ is Tensor:
        return structure.numpy()
    if hasattr(structure, "as_numpy_iterator"):
        return NumpyIterator(structure)
    return structure


class Optional:
    """A value, or none: what `Iterator.get_next_as_optional` gives.

    >>> import tapeflow as tf
    >>> iter(tf.data.Dataset.range(3)).get_next_as_optional().has_value().numpy()
    np.True_
    """

    def __init__(self, value: Any, present: bool):
        self._value, self._present = value, present

    def has_value(self, name: str | None = None) -> Any:
        """A bool tensor: whether there is a value."""
        return convert_to_tensor(self._present)

    def get_value(self, name: str | None = None) -> Any:
        """The value.

        Raises:
          InvalidArgumentError: there is none.
        """
        if not self._present:
            raise invalid("Optional has no value.")
        return self._value

    @property
    def element_spec(self) -> Any:
        return specs_of(self._value)

    @staticmethod
    def empty(element_spec: Any) -> Optional:
        """One without a value."""
        return Optional(None, False)

    @staticmethod
    def from_value(value: Any) -> Optional:
        """One with a value."""
        return Optional(normalize(value), True)


class IteratorSpec(TypeSpec):
    """The spec of an iterator over elements of `element_spec`."""

    def __init__(self, element_spec: Any):
        self.element_spec = element_spec

    @property
    def value_type(self) -> type:
        return Iterator

    def _serialize(self) -> tuple:
        return (self.element_spec,)
