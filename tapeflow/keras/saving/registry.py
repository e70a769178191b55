"""The register of the user's own classes and functions, by name."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from typing import Any

from tapeflow.engine import problem
from tapeflow.ops.initializers.lookup import FINDERS

_OBJECTS: dict[str, Any] = {}
_NAMES: dict[Any, str] = {}


class _Local(threading.local):
    scopes: tuple = ()


_local = _Local()


class CustomObjectScope:
    """A `with` block in which names stand for the given classes and functions.

    Args:
      custom_objects: a dict from name to class or function.

    >>> import tapeflow as tf
    >>> def double(x):
    ...     return 2 * x
    >>> with tf.keras.utils.custom_object_scope({"double": double}):
    ...     layer = tf.keras.layers.Activation("double")
    >>> layer.activation is double
    True
    """

    def __init__(self, custom_objects: dict[str, Any]):
        self.custom_objects = custom_objects or {}

    def __enter__(self) -> CustomObjectScope:
        _local.scopes = (*_local.scopes, self.custom_objects)
        return self

    def __exit__(self, *exception: Any) -> None:
        _local.scopes = _local.scopes[:-1]


custom_object_scope = CustomObjectScope


def get_custom_objects() -> dict[str, Any]:
    """The register itself: a dict from name to class or function, which may be changed."""
    return _OBJECTS


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable:
    """A decorator that makes a class or function known as `package>name`.

    Args:
      package: the part of the name before `>`.
      name: the part after it; by default the class's name.

    Raises:
      ValueError: a class without `get_config`.

    >>> import tapeflow as tf
    >>> @tf.keras.utils.register_keras_serializable(package="docs")
    ... class Twice(tf.keras.layers.Layer):
    ...     def call(self, inputs):
    ...         return 2 * inputs
    >>> tf.keras.utils.get_registered_name(Twice)
    'docs>Twice'
    """

    def decorate(made: Any) -> Any:
        if inspect.isclass(made) and not hasattr(made, "get_config"):
            raise ValueError(
                problem(
                    "register_keras_serializable: a class needs a get_config method",
                    given=made.__name__,
                    fix="def get_config(self) giving __init__'s arguments as a dict",
                )
            )
        registered = f"{package}>{name or made.__name__}"
        _OBJECTS[registered] = made
        _NAMES[made] = registered
        return made

    return decorate


def get_registered_name(obj: Any) -> str:
    """The name a class or function is registered by, or its own name."""
    try:
        return _NAMES.get(obj, obj.__name__)
    except TypeError:  # unhashable
        return obj.__name__


def get_registered_object(
    name: str,
    custom_objects: dict[str, Any] | None = None,
    module_objects: dict[str, Any] | None = None,
) -> Any:
    """The class or function of a name, or None: innermost scope first, then the register."""
    for known in (*reversed(_local.scopes), custom_objects, _OBJECTS, module_objects):
        if known and name in known:
            return known[name]
    return None


def is_registered(made: Any) -> bool:
    """Whether a class or function went through `register_keras_serializable`."""
    try:
        return made in _NAMES
    except TypeError:
        return False


FINDERS.append(get_registered_object)
