"""Keras objects as plain data, in the form of Keras 3's files, and back."""

from __future__ import annotations

import importlib
import inspect
import sys
from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, TensorShape, convert_to_tensor, problem
from tapeflow.keras.saving.lambda_code import lambda_from, trusted
from tapeflow.keras.saving.registry import (
    CustomObjectScope,
    get_registered_name,
    get_registered_object,
    is_registered,
)
from tapeflow.keras.saving.shared_objects import known, note_read, note_written

# Where Keras's public classes live; the first that has a class is the one written to files.
_FAMILIES = (
    "layers", "initializers", "regularizers", "constraints", "losses", "metrics", "optimizers",
    "optimizers.schedules", "callbacks", "models",
)  # fmt: skip
_PLAIN = (str, int, float, bool, type(None))


def serialize_keras_object(obj: Any) -> Any:
    """An object as dicts, lists, tuples, strings and numbers.

    Args:
      obj: a layer, initializer or any other object with `get_config`, a function, a tensor, or a
        structure of these.

    Returns:
      For an object with `get_config` a dict with its `module`, `class_name`, `config` and
      `registered_name`.

    Raises:
      ValueError: the object has no config.

    >>> import tapeflow as tf
    >>> tf.keras.utils.serialize_keras_object(tf.keras.regularizers.L2(0.5))["config"]
    {'l2': 0.5}
    """
    if isinstance(obj, _PLAIN):
        return obj
    if isinstance(obj, (list, tuple)):
        items = [serialize_keras_object(item) for item in obj]
        return tuple(items) if isinstance(obj, tuple) else items
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    if isinstance(obj, (DType, np.dtype)):
        return obj.name
    if isinstance(obj, TensorShape):
        return tuple(obj)
    if isinstance(obj, np.generic):
        return obj.item()
    if isinstance(obj, (Tensor, np.ndarray)):
        kind = "__tensor__" if isinstance(obj, Tensor) else "__numpy__"
        array = np.asarray(obj)
        return {"class_name": kind, "config": {"value": array.tolist(), "dtype": array.dtype.name}}
    if inspect.isclass(obj):
        return {"class_name": "__typespec__", "module": obj.__module__, "config": obj.__name__}
    if hasattr(obj, "get_config"):
        return _with_config(obj)
    if callable(obj):
        return _function(obj)
    raise ValueError(
        problem(
            "serialize_keras_object: cannot write this object",
            given=f"{obj!r} of type {type(obj).__name__}",
            fix="give its class a get_config method",
        )
    )


def _with_config(obj: Any) -> dict[str, Any]:
    kind = type(obj)
    family = family_of(kind)
    registered = None if family and not is_registered(kind) else get_registered_name(kind)
    place = (family or kind.__module__, kind.__name__, registered)
    if "_serialized_as" in kind.__dict__:  # where Keras has it in a module that is not public
        place = obj._serialized_as
    data = {
        "module": place[0],
        "class_name": place[1],
        "config": obj.get_config(),
        "registered_name": place[2],
    }
    for key in ("build_config", "compile_config"):
        value = getattr(obj, f"get_{key}", lambda: None)()
        if value is not None:
            data[key] = value
    note_written(obj, data)
    return data


def _function(function: Any) -> dict[str, Any]:
    name = function.__name__
    if name == "<lambda>":
        raise ValueError(
            problem(
                "serialize_keras_object: a lambda has no name to be found by",
                given=repr(function),
                fix="write a function with def, and register it with "
                "tf.keras.utils.register_keras_serializable()",
            )
        )
    return {
        "module": "builtins",
        "class_name": "function",
        "config": get_registered_name(function),
        "registered_name": "function",
    }


def family_of(kind: type) -> str | None:
    """Keras's public module of a class: `keras.layers`; None if it is not Keras's."""
    if not kind.__module__.startswith("tapeflow."):
        return None
    root = importlib.import_module("tapeflow.keras")
    if getattr(root, kind.__name__, None) is kind:
        return "keras"
    for family in _FAMILIES:
        module = root
        for part in family.split("."):
            module = getattr(module, part, None)
        if getattr(module, kind.__name__, None) is kind:
            return f"keras.{family}"
    return None


def deserialize_keras_object(
    config: Any,
    custom_objects: dict[str, Any] | None = None,
    safe_mode: bool = True,
    **options: Any,
) -> Any:
    """The object that `serialize_keras_object` wrote.

    Args:
      config: what it gave.
      custom_objects: a dict from name to class or function, for those that aren't registered.
      safe_mode: whether Python lambdas are refused.
      **options: kept for compatibility.

    Raises:
      TypeError: an unknown class.
      ValueError: an unknown function.

    >>> import tapeflow as tf
    >>> config = tf.keras.utils.serialize_keras_object(tf.keras.layers.Dense(3))
    >>> tf.keras.utils.deserialize_keras_object(config).units
    3
    """
    if not safe_mode:
        with trusted():
            return deserialize_keras_object(config, custom_objects)
    if custom_objects:
        with CustomObjectScope(custom_objects):
            return deserialize_keras_object(config)
    if isinstance(config, (list, tuple)):
        items = [deserialize_keras_object(item) for item in config]
        return tuple(items) if isinstance(config, tuple) else items
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {key: deserialize_keras_object(value) for key, value in config.items()}
    name, inner = config["class_name"], config["config"]
    if name in ("__tensor__", "__numpy__"):
        array = np.array(inner["value"], inner["dtype"])
        return array if name == "__numpy__" else convert_to_tensor(array)
    if name == "function":
        return _find_function(config)
    if name == "__lambda__":
        return lambda_from(inner)
    shared = known(config)
    if shared is not None:
        return shared
    kind = _find_class(config)
    made = kind.from_config(inner) if hasattr(kind, "from_config") else kind(**inner)
    build_config, compile_config = config.get("build_config"), config.get("compile_config")
    if build_config and hasattr(made, "build_from_config"):
        made.build_from_config(build_config)
    if compile_config and hasattr(made, "compile_from_config"):
        made.compile_from_config(compile_config)
    note_read(made, config)
    return made


def _find_function(config: dict[str, Any]) -> Any:
    name = config["config"]
    found = get_registered_object(config.get("registered_name") or name) or get_registered_object(
        name
    )
    if found is None:
        activations = importlib.import_module("tapeflow.keras.activations")
        found = getattr(activations, name, None)
    if found is None:
        raise ValueError(
            problem(
                f"deserialize_keras_object: unknown function {name!r}",
                given=str(config),
                fix=f"custom_objects={{{name!r}: the_function}}, or "
                "register_keras_serializable() on it",
            )
        )
    return found


def _find_class(config: dict[str, Any]) -> Any:
    name = config["class_name"]
    found = get_registered_object(config.get("registered_name") or name) or get_registered_object(
        name
    )
    if found is not None:
        return found
    module = config.get("module")
    root = importlib.import_module("tapeflow.keras")
    if module is None:  # Keras 2's form, which names no module
        candidates = [getattr(root, family.split(".")[0], None) for family in _FAMILIES]
    elif module.startswith("keras.src.ops."):
        functions = importlib.import_module("tapeflow.keras.symbolic.keras_operation")
        return functions.KerasOperation(name)
    elif module.split(".")[0] in ("keras", "tensorflow", "tf_keras", "tapeflow"):
        parts = [
            part
            for part in module.split(".")
            if part not in ("keras", "tensorflow", "tf_keras", "tapeflow", "src")
        ]
        candidates = [root]
        for part in parts:
            candidates.append(getattr(candidates[-1], part, None))
        candidates.reverse()
    else:
        # Only what the program imported itself: a file must not choose what code is run.
        candidates = [sys.modules.get(module)]
    for candidate in candidates:
        found = getattr(candidate, name, None)
        if inspect.isclass(found) and hasattr(found, "get_config"):
            return found
    raise TypeError(
        problem(
            f"deserialize_keras_object: could not locate class '{name}'",
            given=f"module {module!r}, registered name {config.get('registered_name')!r}",
            fix=f"custom_objects={{{name!r}: {name}}}, or register_keras_serializable() on the "
            "class",
        )
    )
