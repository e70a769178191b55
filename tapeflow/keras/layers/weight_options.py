"""A layer's arguments that end in `_initializer` and the like, and the weights they are for."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Variable
from tapeflow.keras import activations, constraints, initializers, regularizers

_FINDERS = {
    "initializer": initializers.get,
    "regularizer": regularizers.get,
    "constraint": constraints.get,
    "activation": activations.get,
}


def arguments_of(scope: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an `__init__`, from its `locals()`, to hand them on."""
    left_out = ("self", "kwargs", "__class__")
    return {name: value for name, value in scope.items() if name not in left_out}


def keep_options(layer: Any, **options: Any) -> None:
    """Sets options as attributes; what a name or config stands for is looked up by the ending."""
    for name, value in options.items():
        find = _FINDERS.get(name.rpartition("_")[2])
        setattr(layer, name, value if find is None else find(value))


def add_weight(
    layer: Any, name: str, shape: Any, options: str | None = None, **more: Any
) -> Variable:
    """A weight with the layer's `<options>_initializer`, `_regularizer` and `_constraint`.

    Args:
      layer: whose weight it is.
      name: the weight's name; of the options too, unless `options` is given.
      shape: the weight's shape.
      options: what the options' names begin with.
      **more: other arguments of `Layer.add_weight`.
    """
    prefix = options or name
    return layer.add_weight(
        name=name,
        shape=shape,
        initializer=getattr(layer, f"{prefix}_initializer"),
        regularizer=getattr(layer, f"{prefix}_regularizer", None),
        constraint=getattr(layer, f"{prefix}_constraint", None),
        **more,
    )
