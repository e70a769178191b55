"""Which variables belong to an object, and by which names: the paths of attributes to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tapeflow.engine import Variable


def variables_of(root: Any) -> dict[str, Variable]:
    """Every variable of an object, at any depth, once, by its path: `net/dense/kernel`."""
    found: dict[str, Variable] = {}
    seen: set[int] = set()

    def visit(item: Any, path: str) -> None:
        if id(item) in seen:
            return
        seen.add(id(item))
        if isinstance(item, Variable):
            found[path] = item
            return
        for name, child in _children(item):
            visit(child, f"{path}/{name}" if path else name)

    visit(root, "")
    return found


def is_trackable(value: Any) -> bool:
    """Whether variables may belong to it: a variable, layer, optimizer, module, list or dict."""
    return (
        isinstance(value, (Variable, list, tuple, Mapping))
        or hasattr(value, "_checkpoint_children")
        or hasattr(value, "variables")
    )


def _children(item: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(item, Mapping):
        pairs = [(str(key), value) for key, value in item.items()]
    elif isinstance(item, (list, tuple)):
        pairs = [(str(i), value) for i, value in enumerate(item)]
    elif hasattr(item, "_checkpoint_children"):
        pairs = list(item._checkpoint_children())
    else:
        pairs = sorted(vars(item).items()) if hasattr(item, "__dict__") else []
    return ((name, value) for name, value in pairs if is_trackable(value))
