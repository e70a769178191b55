"""What a layer's `call` and `build` take, looked up once per class."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from tapeflow.keras.symbolic.shape import Shape as Shape
from tapeflow.keras.symbolic.shape import as_shape as as_shape
from tapeflow.keras.symbolic.shape import shapes_of as shapes_of


class CallSignature:
    """The parameters of a `call` method.

    `names` are those that can be given by position; `training_default` is the default of
    `training`, None if it has none; `masked` tells the arguments that have a mask of their own.
    """

    __slots__ = (
        "has_options",
        "masked",
        "names",
        "takes_mask",
        "takes_training",
        "training_default",
        "training_position",
    )

    def __init__(self, call: Callable):
        parameters = list(inspect.signature(call).parameters.values())[1:]
        positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        named = {parameter.name: parameter for parameter in parameters}
        self.names = tuple(p.name for p in parameters if p.kind in positional)
        self.has_options = any(p.kind is p.VAR_KEYWORD for p in parameters)
        self.takes_training = "training" in named
        self.takes_mask = "mask" in named
        # Of arguments with a mask of their own, `query` and `query_mask`: position, name, position.
        self.masked = tuple(
            (self.names.index(name), name, self.names.index(f"{name}_mask"))
            for name in self.names
            if f"{name}_mask" in self.names
        )
        default = named["training"].default if self.takes_training else None
        self.training_default = None if default is inspect.Parameter.empty else default
        self.training_position = self.names.index("training") if "training" in self.names else -1


@cache
def call_signature(call: Callable) -> CallSignature:
    """What a `call` method takes."""
    return CallSignature(call)


@cache
def build_names(build: Callable) -> tuple[str, ...] | None:
    """The parameters of a `build` method; None if it takes any."""
    parameters = list(inspect.signature(build).parameters.values())[1:]
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return None
    return tuple(p.name for p in parameters if p.kind is not p.VAR_KEYWORD)


def build_arguments(
    build: Callable, names: tuple[str, ...], args: tuple, options: dict[str, Any]
) -> dict[str, Any]:
    """The shapes that `build` wants, from the arguments of a call.

    A build with one parameter gets the shapes of the call's first argument; one with several gets
    for each `<name>_shape` the shapes of the argument `<name>`.
    """
    wanted = build_names(build)
    values = {**dict(zip(names, args, strict=False)), **options}
    first = args[0] if args else next(iter(options.values()), None)
    if wanted is None or len(wanted) < 2:
        return {wanted[0] if wanted else "input_shape": shapes_of(first)} if wanted != () else {}
    found = {}
    for position, name in enumerate(wanted):
        source = name.removesuffix("_shape")
        if source in values and values[source] is not None:
            found[name] = shapes_of(values[source])
        elif position == 0:
            found[name] = shapes_of(first)
    return found
