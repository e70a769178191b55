"""Finds the variables and layers that are set as attributes, at any depth in lists and dicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, Variable

# Values of these classes can hold nothing that is tracked.
PLAIN = frozenset(
    {int, float, bool, str, bytes, complex, type(None), Tensor, np.ndarray, DType, type}
)


class _Structure:
    """`version` counts the changes, anywhere, of what belongs to which layer; caches compare it."""

    version = 0


structure = _Structure()


def changed() -> None:
    structure.version += 1


def wrapped(value: Any) -> Any:
    """The same value, its lists, dicts and sets replaced by ones that tell when they change."""
    kind = value.__class__
    if kind is list:
        return TrackedList(map(wrapped, value))
    if kind is dict:
        return TrackedDict((key, wrapped(item)) for key, item in value.items())
    if kind is set:
        return TrackedSet(value)
    if kind is tuple:
        items = tuple(map(wrapped, value))
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return value


def found_in(value: Any) -> Iterator[Any]:
    """The variables and layers in a value, in order: depth first, dicts in the order of insertion."""
    if isinstance(value, Variable) or getattr(value, "_is_tracked", False):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from found_in(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            if item.__class__ not in PLAIN:
                yield from found_in(item)


def holds_tracked(value: Any) -> bool:
    return value.__class__ not in PLAIN and next(found_in(value), None) is not None


def _telling(base: type, *names: str) -> dict[str, Any]:
    """Methods of a container that change it, made to count the change."""

    def method(name: str):
        original = getattr(base, name)

        def change(self, *args: Any, **options: Any) -> Any:
            if base is not set:
                args = tuple(map(wrapped, args))
                options = {key: wrapped(item) for key, item in options.items()}
            try:
                return original(self, *args, **options)
            finally:
                # Numbers and tensors appended at every step must not cost the caches.
                if name != "append" or args[0].__class__ not in PLAIN:
                    changed()

        change.__name__ = name
        change.__doc__ = original.__doc__
        return change

    return {name: method(name) for name in names}


def _reduce(base: type):
    def __reduce__(
        self,
    ):  # pickled and copied as the plain container, which is wrapped again when set
        return base, (base(self),)

    return __reduce__


_CHANGES = ("__delitem__", "__setitem__", "clear", "pop")
TrackedList = type(
    "TrackedList",
    (list,),
    {
        "__doc__": "A list that counts its changes.",
        "__slots__": (),
        "__reduce__": _reduce(list),
        **_telling(
            list,
            *_CHANGES,
            "__iadd__",
            "__imul__",
            "append",
            "extend",
            "insert",
            "remove",
            "reverse",
            "sort",
        ),
    },
)
TrackedDict = type(
    "TrackedDict",
    (dict,),
    {
        "__doc__": "A dict that counts its changes.",
        "__slots__": (),
        "__reduce__": _reduce(dict),
        **_telling(dict, *_CHANGES, "__ior__", "popitem", "setdefault", "update"),
    },
)
TrackedSet = type(
    "TrackedSet",
    (set,),
    {
        "__doc__": "A set that counts its changes.",
        "__slots__": (),
        "__reduce__": _reduce(set),
        **_telling(
            set,
            "add",
            "clear",
            "discard",
            "pop",
            "remove",
            "update",
            "__ior__",
            "__iand__",
            "__isub__",
        ),
    },
)
