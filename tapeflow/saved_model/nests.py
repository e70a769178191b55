"""Structures of arguments and results as JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tapeflow.engine import TensorSpec, problem


def encoded(structure: Any) -> Any:
    """A structure of specs, None, numbers and strings as JSON's own types.

    Raises:
      ValueError: it holds something else.
    """
    if isinstance(structure, TensorSpec):
        shape = None if structure.shape.rank is None else list(structure.shape)
        return {"spec": [shape, structure.dtype.name, structure.name]}
    if isinstance(structure, (list, tuple)):
        kind = "tuple" if isinstance(structure, tuple) else "list"
        return {kind: [encoded(item) for item in structure]}
    if isinstance(structure, Mapping):
        return {"dict": {key: encoded(value) for key, value in structure.items()}}
    if structure is None or isinstance(structure, (bool, int, float, str)):
        return {"value": structure}
    raise ValueError(
        problem(
            "tf.saved_model.save: an argument of a traced function cannot be written",
            given=repr(structure),
            expected="tensors, numbers, strings, None, and lists or dicts of them",
        )
    )


def decoded(data: Any) -> Any:
    """What `encoded` wrote."""
    ((kind, content),) = data.items()
    if kind == "spec":
        return TensorSpec(*content)
    if kind == "dict":
        return {key: decoded(value) for key, value in content.items()}
    if kind == "value":
        return content
    items = [decoded(item) for item in content]
    return tuple(items) if kind == "tuple" else items
