"""`tf.keras.legacy.saving`: objects as Keras 2 wrote them."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.saving import deserialize_keras_object as _deserialize
from tapeflow.keras.saving.registry import custom_object_scope, get_registered_name


def serialize_keras_object(instance: Any) -> Any:
    """An object as Keras 2 writes it: `{"class_name": ..., "config": ...}`; a function's name.

    Args:
      instance: an object with `get_config`, a function, or None.

    Raises:
      ValueError: it has neither a config nor a name.
    """
    if instance is None:
        return None
    if hasattr(instance, "get_config"):
        return {
            "class_name": get_registered_name(type(instance)),
            "config": instance.get_config(),
        }
    if hasattr(instance, "__name__"):
        return get_registered_name(instance)
    raise ValueError(f"Instance {instance} doesn't have `get_config` and no name: not serializable")


def deserialize_keras_object(
    identifier: Any,
    module_objects: Any = None,
    custom_objects: Any = None,
    printable_module_name: str = "object",
) -> Any:
    """The object of what `serialize_keras_object` wrote.

    Args:
      identifier: a dict, a name, or None.
      module_objects: names and what they mean.
      custom_objects: further names, which come first.
      printable_module_name: for messages.

    Raises:
      ValueError: an unknown name.
    """
    known = {**(module_objects or {}), **(custom_objects or {})}
    if isinstance(identifier, str):
        if identifier in known:
            found = known[identifier]
            return found() if isinstance(found, type) else found
        raise ValueError(f"Unknown {printable_module_name}: '{identifier}'.")
    if identifier is None or not isinstance(identifier, dict):
        return identifier
    found = known.get(identifier["class_name"])
    if found is None:
        return _deserialize(identifier, custom_objects=custom_objects)
    with custom_object_scope(known):
        return found.from_config(identifier["config"])
