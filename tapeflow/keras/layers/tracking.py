"""Finds the variables and layers that are set as attributes, at any depth in lists and dicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, Variable
from tapeflow.engine.structure import changed, structure
from tapeflow.keras.layers.seeds import SeedGenerator

# Values of these classes can hold nothing that is tracked.
PLAIN = frozenset(
    {int, float, bool, str, bytes, complex, type(None), Tensor, np.ndarray, DType, type}
)


def wrapped(value: Any, owner: Any) -> Any:
    """The same value, its lists, dicts and sets replaced by ones that tell `owner` of changes."""
    kind = value.__class__
    if kind is list:
        made = TrackedList(wrapped(item, owner) for item in value)
    elif kind is dict:
        made = TrackedDict((key, wrapped(item, owner)) for key, item in value.items())
    elif kind is set:
        made = TrackedSet(value)
    elif kind is tuple:
        items = tuple(wrapped(item, owner) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    else:
        return value
    made.owner = owner
    return made


def found_in(value: Any) -> Iterator[Any]:
    """The variables, layers and metrics in a value, depth first, dicts as they were filled."""
    if isinstance(value, Variable) or getattr(value, "_is_tracked", False) or _is_metric(value):
        yield value
    elif isinstance(value, SeedGenerator):
        yield value.state
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from found_in(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            if item.__class__ not in PLAIN:
                yield from found_in(item)


def _is_metric(value: Any) -> bool:
    return hasattr(value, "update_state") and hasattr(value, "reset_state")


def holds_tracked(value: Any) -> bool:
    """Whether there is anything to find."""
    return value.__class__ not in PLAIN and next(found_in(value), None) is not None


def note(order: dict[int, int], value: Any) -> None:
    """Remembers which came first: weights are listed in the order in which they were set."""
    for item in found_in(value):
        order.setdefault(id(item), len(order))


def _telling(base: type, *names: str) -> dict[str, Any]:
    """Methods of a container that change it, made to tell its owner."""

    def method(name: str):
        original = getattr(base, name)

        def change(self, *args: Any, **options: Any) -> Any:
            owner = self.owner
            if base is not set:
                args = tuple([wrapped(item, owner) for item in args])
                options = {key: wrapped(item, owner) for key, item in options.items()}
            try:
                return original(self, *args, **options)
            finally:
                # Numbers and tensors appended at every step must not cost the caches.
                if name != "append" or args[0].__class__ not in PLAIN:
                    changed()
                    layer = None if owner is None else owner()
                    if layer is not None:
                        note(layer._order, self)

        change.__name__ = name
        change.__doc__ = original.__doc__
        return change

    return {name: method(name) for name in names}


def _container(base: type, *names: str) -> Any:
    def reduce(self: Any) -> tuple:  # pickled and copied as the plain container it stands for
        return base, (base(self),)

    body = {
        "__doc__": f"A {base.__name__} that tells the layer it belongs to when it changes.",
        "__slots__": ("owner",),
        "__reduce__": reduce,
        "__reduce_ex__": lambda self, protocol: reduce(self),
        **_telling(base, *names),
    }
    return type(f"Tracked{base.__name__.capitalize()}", (base,), body)


_CHANGES = ("__delitem__", "__setitem__", "clear", "pop")
TrackedList = _container(
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
)
TrackedDict = _container(dict, *_CHANGES, "__ior__", "popitem", "setdefault", "update")
TrackedSet = _container(
    set, "__iand__", "__ior__", "__isub__", "add", "clear", "discard", "pop", "remove", "update"
)

__all__ = ["changed", "found_in", "holds_tracked", "note", "structure", "wrapped"]
