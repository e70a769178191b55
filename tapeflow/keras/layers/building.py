"""How `build` is run, and how errors in a call tell the layer."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.keras.layers import calls, tracking
from tapeflow.keras.layers.call_signature import as_shape, shapes_of
from tapeflow.keras.layers.config import is_built_in
from tapeflow.keras.layers.tracked import not_initialized


def scoped_build(build: Callable) -> Callable:
    """A `build` method that names weights after the layer, and marks it as built."""
    names = list(inspect.signature(build).parameters)[1:]

    @functools.wraps(build)
    def scoped(self: Any, *args: Any, **options: Any) -> None:
        state = self.__dict__
        if state["_building"]:  # a class's build calling its base's
            build(self, *args, **options)
            return
        if not self._initialized:
            raise not_initialized(self)
        args = tuple(map(as_shape, args))
        state["_building"] = True
        state["_path"] = calls.path_of(self)
        try:
            with calls.inside(self):
                build(self, *args, **options)
        finally:
            state["_building"] = False
        if not getattr(build, "_is_default", False):
            state["built"] = True
        shapes = {**dict(zip(names, args, strict=False)), **options}
        state["_build_shapes"] = next(iter(shapes.values()), None)
        state["_build_shapes_dict"] = shapes
        tracking.changed()
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)

    return scoped


def name_layer(error: Exception, layer: Any, args: tuple) -> None:
    """Tells in a note which layer an error came from; once, by the innermost."""
    if getattr(error, "_names_layer", False):
        return
    given = ", ".join(f"{shape}" for shape in map(shapes_of, args) if shape is not None)
    error.add_note(
        f"  layer:    {type(layer).__name__} '{calls.path_of(layer)}', called with inputs "
        f"{given or args}"
    )
    with contextlib.suppress(AttributeError):
        error._names_layer = True  # type: ignore[attr-defined]


def wrong_inputs(error: Exception, layer: Any, args: tuple) -> ValueError | None:
    """What a user is told whose inputs a built-in layer stumbled over: None, a list, a dict.

    Asked before `name_layer`; None if the error is another one.
    """
    if not isinstance(error, _STUMBLES) or getattr(error, "_names_layer", False):
        return None
    value = args[0] if args else None
    single = value.__class__ is Tensor
    if not is_built_in(type(layer)) or layer._layers or (single and value.ndim):
        return None
    given = "a scalar" if single else f"{type(value).__name__} {value!r:.80}"
    return ValueError(
        problem(
            f"{type(layer).__name__} '{layer.name}': cannot be called with these inputs",
            given=given,
            expected="one tensor, with a batch axis",
            fix="a list of tensors goes to a merging layer such as Concatenate"
            if isinstance(value, (list, tuple, dict))
            else None,
        )
    )


_STUMBLES = (AttributeError, KeyError, IndexError, ZeroDivisionError)
