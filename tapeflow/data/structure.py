"""Elements as structures: tuples and dictionaries whose leaves are tensors or data sets.

A list is a leaf, as everywhere in tf.data: it becomes a tensor. Inside the pipelines an element is
the tuple of its leaves (its components).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tapeflow.engine import CONVERTERS, Tensor, convert_to_tensor, problem
from tapeflow.engine.dispatch import NotDense
from tapeflow.engine.nest import assert_same_structure, flatten, is_nested, pack_like
from tapeflow.engine.type_spec import TensorSpec, TypeSpec, type_spec_from_value


class NoneTensorSpec(TypeSpec):
    """What stands for None in an element."""

    @property
    def value_type(self) -> type:
        return type(None)

    def _serialize(self) -> tuple:
        return ()


def normalize(value: Any) -> Any:
    """A structure whose leaves are tensors, data sets or None."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(normalize, value))
    if isinstance(value, tuple):
        return tuple(map(normalize, value))
    if isinstance(value, Mapping):
        return type(value)((key, normalize(item)) for key, item in value.items())
    return _leaf(value)


def _leaf(value: Any) -> Any:
    if value.__class__ is Tensor or value is None or hasattr(value, "element_spec"):
        return value
    if value.__class__ in CONVERTERS or not hasattr(value, "_type_spec"):
        try:
            return convert_to_tensor(value)
        except NotDense:
            return value
    return value


def spec_of(leaf: Any) -> Any:
    """The spec of a leaf."""
    if leaf.__class__ is Tensor:
        return TensorSpec(leaf.shape, leaf.dtype)
    return NoneTensorSpec() if leaf is None else type_spec_from_value(leaf)


def specs_of(structure: Any) -> Any:
    """The structure of the leaves' specs."""
    return pack_like(structure, [spec_of(leaf) for leaf in flatten(structure)])


def is_dense(specs: Any) -> bool:
    """Whether no leaf is a ragged or a sparse tensor."""
    return all(
        isinstance(spec, TensorSpec) or not hasattr(spec, "shape") for spec in flatten(specs)
    )


def loosened(specs: Any, element: tuple, source_spec: Any) -> Any:
    """What may be said of all results, given those of one element.

    Sizes that the source leaves open are open in the results too, wherever they turn up.
    """
    open_sizes = set()
    for component, spec in zip(element, flatten(source_spec), strict=True):
        if isinstance(spec, TensorSpec) and component.__class__ is Tensor and spec.shape:
            sizes = zip(component._spec.shape, spec.shape, strict=True)
            open_sizes |= {size for size, known in sizes if known is None}
    return pack_like(specs, [_opened(spec, open_sizes) for spec in flatten(specs)])


def _opened(spec: Any, open_sizes: set[int]) -> Any:
    if hasattr(spec, "with_open_sizes"):
        return spec.with_open_sizes()
    if not isinstance(spec, TensorSpec) or not open_sizes:
        return spec
    return TensorSpec([None if size in open_sizes else size for size in spec.shape], spec.dtype)


def common_spec(specs: list) -> Any:
    """The structure of specs that describes the elements of all of several data sets.

    Raises:
      TypeError: they have nothing in common.
    """
    first = specs[0]
    for other in specs[1:]:
        try:
            assert_same_structure(first, other)
            pairs = zip(flatten(first), flatten(other), strict=True)
            first = pack_like(first, [a.most_specific_compatible_type(b) for a, b in pairs])
        except (TypeError, ValueError):
            raise TypeError(
                problem("Incompatible dataset elements", given=other, expected=f"like {specs[0]}")
            ) from None
    return first


def packer(structure: Any) -> Callable[[Any], Any]:
    """A function that puts components into the form of `structure`; quick for the usual forms."""
    if not is_nested(structure):
        return _only
    items = structure.values() if isinstance(structure, Mapping) else structure
    if not any(map(is_nested, items)):
        if type(structure) is tuple:
            return tuple
        if type(structure) is dict and list(structure) == sorted(structure):
            names = list(structure)
            return lambda leaves: dict(zip(names, leaves, strict=True))
    return lambda leaves: pack_like(structure, list(leaves))


def _only(leaves: Any) -> Any:
    return leaves[0]


__all__ = [
    "NoneTensorSpec",
    "common_spec",
    "flatten",
    "is_dense",
    "loosened",
    "normalize",
    "pack_like",
    "packer",
    "spec_of",
    "specs_of",
]
