"""`tf.nest`: structures of lists, tuples and dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import nest as _nest


def is_nested(seq: Any) -> bool:
    """Whether it is a list, tuple or dictionary.

    >>> import tapeflow as tf
    >>> tf.nest.is_nested([1]), tf.nest.is_nested("ab")
    (True, False)
    """
    return _nest.is_nested(seq)


def flatten(structure: Any, expand_composites: bool = False) -> list:
    """The leaves of a structure from left to right; dictionaries in the order of sorted keys.

    >>> import tapeflow as tf
    >>> tf.nest.flatten({"b": [1, 2], "a": 3})
    [3, 1, 2]
    """
    return _nest.flatten(structure)


def map_structure(func: Callable, *structure: Any, **kwargs: Any) -> Any:
    """The structure of what `func` gives for the leaves of structures of one form.

    Args:
      func: takes as many leaves as there are structures.
      *structure: the structures.
      **kwargs: `check_types`, whether lists and tuples must match (True); `expand_composites`, not
        used.

    Raises:
      TypeError: the types of sequences differ, or another keyword is given.
      ValueError: the forms differ.

    >>> import tapeflow as tf
    >>> tf.nest.map_structure(lambda a, b: a + b, {"x": [1, 2]}, {"x": [10, 20]})
    {'x': [11, 22]}
    """
    check_types = kwargs.pop("check_types", True)
    kwargs.pop("expand_composites", None)
    if kwargs:
        raise TypeError(
            "Only valid keyword arguments are `check_types` and `expand_composites`, got "
            f"{list(kwargs)}"
        )
    if not callable(func):
        raise TypeError(f"Argument `func` must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    for other in structure[1:]:
        _nest.assert_same_structure(structure[0], other, check_types)
    columns = zip(*map(_nest.flatten, structure), strict=True)
    return _nest.pack_like(structure[0], [func(*column) for column in columns])


def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """A structure of that form with other leaves.

    Raises:
      ValueError: there are more or fewer leaves.

    >>> import tapeflow as tf
    >>> tf.nest.pack_sequence_as([0, (0, 0)], [1, 2, 3])
    [1, (2, 3)]
    """
    if not _nest.is_nested(flat_sequence):
        raise TypeError(
            f"Attempted to pack value:\n  {flat_sequence}\ninto a structure, but found no list."
        )
    return _nest.pack_like(structure, list(flat_sequence))


def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Refuses two structures of different forms.

    Raises:
      ValueError: the forms differ.
      TypeError: only the types of sequences differ.

    >>> import tapeflow as tf
    >>> tf.nest.assert_same_structure([1, (2,)], [3, (4,)])
    """
    _nest.assert_same_structure(nest1, nest2, check_types)
