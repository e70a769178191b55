"""The config that a layer has without writing `get_config`: its `__init__` arguments."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

from tapeflow.keras import activations
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object

_BASE = ("name", "trainable", "dtype")


def config_of(layer: Any, base: type) -> dict[str, Any]:
    """`name`, `trainable`, `dtype`, and the arguments of classes from `base` to the layer's.

    A built-in class keeps every argument in the attribute of that name. Of a class of the user's,
    which need not, the arguments of the call itself are taken, unless it has its own `get_config`,
    which then adds them.
    """
    values: dict[str, Any] = {
        "name": layer.name,
        "trainable": layer.trainable,
        "dtype": serialize_keras_object(layer.dtype_policy),
    }
    kind = type(layer)
    for ancestor in kind.__mro__:
        if (
            ancestor is base
            or not issubclass(ancestor, base)
            or "__init__" not in ancestor.__dict__
        ):
            continue
        if is_built_in(ancestor):
            for name in argument_names(ancestor):
                if name in values or name in kind._never_written:
                    continue
                value = getattr(layer, name)
                if value is not None or name not in ancestor._unwritten:
                    values[name] = _plain(name, value)
        elif not _writes_config(kind, base):
            _add_call_arguments(layer, ancestor, values)
            break
    if layer.activity_regularizer is not None:
        values["activity_regularizer"] = serialize_keras_object(layer.activity_regularizer)
    return values


def _add_call_arguments(layer: Any, ancestor: type, values: dict[str, Any]) -> None:
    args, options = layer._init_arguments
    signature = inspect.signature(ancestor.__init__)
    bound = signature.bind(layer, *args, **options)
    takes_options = False
    for name, parameter in list(signature.parameters.items())[1:]:
        if parameter.kind is parameter.VAR_KEYWORD:
            takes_options = True
            extra = {k: v for k, v in bound.arguments.get(name, {}).items() if k not in values}
            values.update({k: _plain(k, v) for k, v in extra.items()})
        elif name in bound.arguments and name not in _BASE:
            values[name] = _plain(name, bound.arguments[name])
    if not takes_options:
        for name in _BASE:
            if name not in signature.parameters:
                del values[name]


@cache
def argument_names(kind: type) -> tuple[str, ...]:
    """The named arguments of a class's `__init__`."""
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    return tuple(p.name for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL))


def is_built_in(kind: type) -> bool:
    """Whether a class is ours, and keeps its arguments in attributes."""
    return kind.__module__.startswith("tapeflow.keras.")


def _writes_config(kind: type, base: type) -> bool:
    for ancestor in kind.__mro__:
        if ancestor is base or is_built_in(ancestor):
            return False
        if "get_config" in ancestor.__dict__:
            return True
    return False


def _plain(name: str, value: Any) -> Any:
    if name.endswith("activation") and callable(value):
        return activations.serialize(value)
    return serialize_keras_object(value)


def arguments_from(config: dict[str, Any]) -> dict[str, Any]:
    """A config's values as arguments: objects written as dicts are made again."""
    return {
        name: deserialize_keras_object(value) if _is_object(value) else value
        for name, value in config.items()
    }


def _is_object(value: Any) -> bool:
    if isinstance(value, dict):
        return ("class_name" in value and "config" in value) or any(map(_is_object, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_is_object, value))
