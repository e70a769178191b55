"""`tf.keras.tree`: nested lists, tuples, named tuples and dictionaries."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tapeflow.engine import nest


class MAP_TO_NONE:
    """What a function given to `traverse` returns for None in the result."""


def is_nested(structure: Any) -> bool:
    """Whether it is a list, tuple or dictionary, and no leaf."""
    return nest.is_nested(structure)


def flatten(structure: Any) -> list:
    """The leaves, from left to right; those of a dictionary in the order of its sorted keys.

    >>> import tapeflow as tf
    >>> tf.keras.tree.flatten({"b": [1, 2], "a": 3})
    [3, 1, 2]
    """
    return nest.flatten(structure)


def flatten_with_path(structure: Any) -> list[tuple[tuple, Any]]:
    """The leaves with their paths: tuples of keys and places.

    >>> import tapeflow as tf
    >>> tf.keras.tree.flatten_with_path({"a": [1, 2]})
    [(('a', 0), 1), (('a', 1), 2)]
    """
    return list(_paths(structure, ()))


def _paths(structure: Any, above: tuple) -> Iterator[tuple[tuple, Any]]:
    if isinstance(structure, Mapping):
        for key in nest._sorted(structure):
            yield from _paths(structure[key], (*above, key))
    elif nest.is_nested(structure):
        names = getattr(structure, "_fields", range(len(structure)))
        for name, item in zip(names, structure, strict=True):
            yield from _paths(item, (*above, name))
    else:
        yield above, structure


def map_structure(func: Callable, *structures: Any, none_is_leaf: bool = True) -> Any:
    """`func` of the leaves of structures of one form, in that form.

    Args:
      func: takes a leaf of each.
      *structures: of one form; lists and tuples do not differ.
      none_is_leaf: whether `func` is called for None; else None stays.

    Raises:
      ValueError: the forms differ.
      TypeError: `func` is no function.
    """
    if not callable(func):
        raise TypeError(f"`func` must be callable. Received: func={func}")
    if not structures:
        raise ValueError("Must provide at least one structure")
    for other in structures[1:]:
        assert_same_structure(structures[0], other)
    columns = zip(*map(nest.flatten, structures), strict=True)
    results = [
        func(*column) if none_is_leaf or any(leaf is not None for leaf in column) else None
        for column in columns
    ]
    return nest.pack_like(structures[0], results)


def map_structure_up_to(shallow_structure: Any, func: Callable, *structures: Any) -> Any:
    """`func` of what stands in deeper structures where `shallow_structure` has leaves."""
    columns = zip(*[_up_to(shallow_structure, other) for other in structures], strict=True)
    return nest.pack_like(shallow_structure, [func(*column) for column in columns])


def _up_to(shallow: Any, deep: Any) -> list:
    if not nest.is_nested(shallow):
        return [deep]
    if not nest.is_nested(deep) or len(deep) != len(shallow):
        raise ValueError(f"The structures do not have the same form: {shallow!r} and {deep!r}")
    keys = nest._sorted(shallow) if isinstance(shallow, Mapping) else range(len(shallow))
    return [leaf for key in keys for leaf in _up_to(shallow[key], deep[key])]


def assert_same_structure(a: Any, b: Any, check_types: bool | None = None) -> None:
    """Refuses structures whose forms differ.

    Args:
      a: a structure.
      b: another one.
      check_types: has no effect; it warns.

    Raises:
      ValueError: the forms differ.
    """
    if check_types is not None:
        warnings.warn(
            "The `check_types` argument is deprecated and no longer has any effect; see "
            "`keras.tree.assert_same_paths()` for a looser check.",
            DeprecationWarning,
            stacklevel=2,
        )
    try:
        nest.assert_same_structure(a, b)
    except TypeError as error:
        raise ValueError(str(error)) from error


def assert_same_paths(a: Any, b: Any) -> None:
    """Refuses structures whose leaves have other paths; lists and tuples do not differ.

    Raises:
      ValueError: the paths differ.
    """
    first, second = ({path for path, _ in flatten_with_path(s)} for s in (a, b))
    if first != second:
        raise ValueError(
            "`a` and `b` don't have the same paths. "
            f"Only in one of them: {sorted(map(str, first ^ second))}"
        )


def pack_sequence_as(structure: Any, flat_sequence: Sequence) -> Any:
    """Leaves in the form of a structure.

    Raises:
      ValueError: there are more leaves or fewer than in the structure.
      TypeError: `flat_sequence` is no list.
    """
    if not nest.is_nested(flat_sequence):
        raise TypeError(f"flat_sequence must be a list. Received: {flat_sequence!r}")
    return nest.pack_like(structure, list(flat_sequence))


def lists_to_tuples(structure: Any) -> Any:
    """The structure with tuples in the place of its lists."""
    if isinstance(structure, list):
        return tuple(lists_to_tuples(item) for item in structure)
    if isinstance(structure, tuple):
        items = [lists_to_tuples(item) for item in structure]
        return type(structure)(*items) if hasattr(structure, "_fields") else tuple(items)
    if isinstance(structure, Mapping):
        return type(structure)((key, lists_to_tuples(structure[key])) for key in structure)
    return structure


def map_shape_structure(func: Callable, structure: Any) -> Any:
    """`func` of the shapes in a structure: lists and tuples of numbers and None are leaves."""
    if _is_shape(structure):
        return func(tuple(structure))
    if isinstance(structure, Mapping):
        return type(structure)((k, map_shape_structure(func, structure[k])) for k in structure)
    if isinstance(structure, (list, tuple)):
        items = [map_shape_structure(func, item) for item in structure]
        return (
            type(structure)(items) if not hasattr(structure, "_fields") else type(structure)(*items)
        )
    raise ValueError(f"Cannot map function to unknown object {structure}")


def _is_shape(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(
        item is None or isinstance(item, int) for item in value
    )


def traverse(func: Callable, structure: Any, top_down: bool = True) -> Any:
    """Calls `func` on a structure and all that is in it, and takes what it gives in their place.

    Args:
      func: gives None to leave something as it is, and `MAP_TO_NONE` for None.
      structure: any.
      top_down: whether a structure comes before what is in it, which is then not looked at if it
        was replaced.
    """
    if top_down:
        result = func(structure)
        if result is not None:
            return None if result is MAP_TO_NONE else result
    if nest.is_nested(structure):
        inner = [traverse(func, item, top_down) for item in _items(structure)]
        structure = _like(structure, inner)
    if not top_down:
        result = func(structure)
        if result is not None:
            return None if result is MAP_TO_NONE else result
    return structure


def _items(structure: Any) -> list:
    if isinstance(structure, Mapping):
        return [structure[key] for key in nest._sorted(structure)]
    return list(structure)


def _like(structure: Any, items: list) -> Any:
    if isinstance(structure, Mapping):
        found = dict(zip(nest._sorted(structure), items, strict=True))
        return type(structure)((key, found[key]) for key in structure)
    if hasattr(structure, "_fields"):
        return type(structure)(*items)
    return tuple(items) if isinstance(structure, tuple) else items
