"""Shapes as `build` and `compute_output_shape` get them, in which sizes may be None."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, TensorShape


class Shape(tuple):
    """A tuple of sizes, with what scripts written for TensorShape ask of it."""

    __slots__ = ()

    def as_list(self) -> list:
        return list(self)

    @property
    def rank(self) -> int:
        return len(self)

    ndims = rank


def shapes_of(value: Any) -> Any:
    """The shape of a tensor, or a structure of shapes; None for what has none."""
    if value.__class__ is Tensor:
        return Shape(value._spec.shape)
    if isinstance(value, (list, tuple)):
        return [shapes_of(item) for item in value]
    if isinstance(value, dict):
        return {key: shapes_of(item) for key, item in value.items()}
    shape = getattr(value, "shape", None)
    return None if shape is None else Shape(shape)


def is_shape(value: Any) -> bool:
    """Whether a value is one shape, not a structure of several."""
    return isinstance(value, TensorShape) or (
        isinstance(value, (list, tuple))
        and all(
            size is None or isinstance(size, int) or hasattr(size, "__index__") for size in value
        )
    )


def as_shape(shape: Any) -> Any:
    """A shape, or a structure of shapes, that a user gave."""
    if isinstance(shape, dict):
        return {key: as_shape(value) for key, value in shape.items()}
    if isinstance(shape, TensorShape):
        return Shape(shape)
    if isinstance(shape, (list, tuple)):
        if is_shape(shape):
            return Shape(None if size is None else int(size) for size in shape)
        return [as_shape(item) for item in shape]
    return shape
