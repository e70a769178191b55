"""Which parts of a model have state, and under which path Keras 3's files keep it.

A part is what has `save_own_variables` or `save_assets`: layers, models, optimizers, and what is
set on them as attributes, also inside lists and dicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from tapeflow.keras.naming import snake_case

# What every layer, model or optimizer has, and what a graph of layers keeps for itself.
_INTERNAL = frozenset({
    "_added", "_build_shapes", "_build_shapes_dict", "_cache", "_functional", "_init_arguments",
    "_initial_weights", "_order", "_own", "_own_losses", "_positions", "_reference", "_slots",
    "_trainable_variables", "activity_regularizer", "dtype_policy", "input_spec",
})  # fmt: skip
# Attributes that are computed: a model's layers are listed whether or not they were set on it.
_COMPUTED = ("layers", "optimizer")


_BASES = frozenset({
    "Functional", "Layer", "Model", "Optimizer", "OptimizerState", "Sequential", "Tracked",
    "Trainer",
})  # fmt: skip


def parts(root: Any) -> Iterator[tuple[str, Any]]:
    """Every part once, with its path: `root` itself under "", its `dense` under "dense".

    The order, and so the path of what can be reached in two ways, is Keras's: the layers of a
    Sequential or functional model first, then attributes by name, private ones last.
    """
    yield from _visit(root, "", {})


def _visit(part: Any, path: str, visited: dict[int, Any]) -> Iterator[tuple[str, Any]]:
    if id(part) in visited:
        return
    visited[id(part)] = part
    yield path, part
    for name, child in _attributes(part):
        inner = f"{path}/{name}" if path else name
        if is_part(child):
            yield from _visit(child, inner, visited)
        elif isinstance(child, (list, dict, tuple)):
            yield from _visit_container(child, inner, visited, set())


def _visit_container(
    container: Any, path: str, visited: dict[int, Any], seen: set
) -> Iterator[tuple[str, Any]]:
    if id(container) in seen:
        return
    seen.add(id(container))
    used: dict[str, int] = {}
    for item in container.values() if isinstance(container, dict) else container:
        if is_part(item):
            # Not by the layer's own name, which depends on how many were made before it.
            name = getattr(item, "_name_in_files", None) or snake_case(type(item).__name__)
            name = _unique(name, used)
            yield from _visit(item, f"{path}/{name}", visited)
        elif isinstance(item, (list, dict, tuple)):
            yield from _visit_container(item, f"{path}/{_unique('container', used)}", visited, seen)


def is_part(value: Any) -> bool:
    """Whether it may have state of its own, or hold what has."""
    return hasattr(value, "save_own_variables") and not isinstance(value, type)


def _attributes(part: Any) -> list[tuple[str, Any]]:
    names = {name for name in vars(part) if name not in _INTERNAL and not name.startswith("__")}
    names.update(name for name in _COMPUTED if hasattr(type(part), name))
    names.update(_properties(type(part)))
    ordered = sorted(names, key=lambda name: f"~{name}" if name.startswith("_") else name)
    if getattr(part, "_lists_layers_first", False):
        ordered.insert(0, "layers")
    found = []
    for name in ordered:
        try:
            found.append((name, getattr(part, name)))
        except Exception:  # a property that can't be told now is not a part
            continue
    return found


@cache
def _properties(kind: type) -> frozenset[str]:
    """Properties that a class has besides those of all layers: `query_dense` of attention."""
    return frozenset(
        name
        for owner in kind.__mro__
        if owner.__name__ not in _BASES
        for name, value in vars(owner).items()
        if isinstance(value, property) and not name.startswith("__")
    )


def _unique(name: str, used: dict[str, int]) -> str:
    if name in used:
        used[name] += 1
        return f"{name}_{used[name]}"
    used[name] = 0
    return name
