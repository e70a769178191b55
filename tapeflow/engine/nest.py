"""Structures: nested lists, tuples, named tuples and dictionaries of things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def is_nested(structure: Any) -> bool:
    """Whether it is a list, tuple or mapping, not a leaf."""
    return isinstance(structure, (list, tuple, Mapping))


def flatten(structure: Any) -> list:
    """The leaves of a structure, from left to right; dictionaries in the order of sorted keys."""
    leaves: list = []
    _flatten_into(structure, leaves)
    return leaves


def _flatten_into(structure: Any, leaves: list) -> None:
    if isinstance(structure, (list, tuple)):
        for item in structure:
            _flatten_into(item, leaves)
    elif isinstance(structure, Mapping):
        for key in _sorted(structure):
            _flatten_into(structure[key], leaves)
    else:
        leaves.append(structure)


def pack_like(structure: Any, leaves: list) -> Any:
    """A structure like `structure` with other leaves.

    Raises:
      ValueError: the number of leaves differs.
    """
    remaining = iter(leaves)
    packed = _pack(structure, remaining)
    if next(remaining, leaves) is not leaves:
        raise ValueError(f"structure has {len(flatten(structure))} leaves, got {len(leaves)}")
    return packed


def _pack(structure: Any, leaves: Any) -> Any:
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return type(structure)(*[_pack(item, leaves) for item in structure])
    if isinstance(structure, (list, tuple)):
        items = [_pack(item, leaves) for item in structure]
        return tuple(items) if isinstance(structure, tuple) else items
    if isinstance(structure, Mapping):
        packed = {key: _pack(structure[key], leaves) for key in _sorted(structure)}
        return type(structure)((key, packed[key]) for key in structure)
    try:
        return next(leaves)
    except StopIteration:
        raise ValueError("structure has more leaves than were given") from None


def map_structure(function: Callable, *structures: Any, **options: Any) -> Any:
    """Applies `function` leaf by leaf to structures of the same form."""
    for other in structures[1:]:
        assert_same_structure(structures[0], other)
    columns = zip(*map(flatten, structures), strict=True)
    return pack_like(structures[0], [function(*column) for column in columns])


def assert_same_structure(first: Any, second: Any, check_types: bool = True) -> None:
    """Raises ValueError (TypeError if only the types differ) unless both have the same form."""
    if is_nested(first) != is_nested(second):
        raise ValueError(
            f"The two structures don't have the same nested structure: {first!r} and {second!r}"
        )
    if not is_nested(first):
        return
    if check_types and type(first) is not type(second):
        raise TypeError(
            "The two structures don't have the same sequence type: "
            f"{type(first)} and {type(second)}"
        )
    if len(first) != len(second):
        raise ValueError(
            f"The two structures don't have the same number of elements: {first!r} and {second!r}"
        )
    if isinstance(first, Mapping):
        if set(first) != set(second):
            raise ValueError(
                "The two dictionaries don't have the same keys: "
                f"{sorted(first)} and {sorted(second)}"
            )
        for key in first:
            assert_same_structure(first[key], second[key], check_types)
    else:
        for a, b in zip(first, second, strict=True):
            assert_same_structure(a, b, check_types)


def _sorted(mapping: Mapping) -> list:
    try:
        return sorted(mapping)
    except TypeError:
        return list(mapping)
