"""`serialize`, `deserialize`: layers as plain data and back."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)


def serialize(layer: Any) -> dict[str, Any]:
    """A layer as a dict of its class's name and its config.

    >>> import tapeflow as tf
    >>> data = tf.keras.layers.serialize(tf.keras.layers.Dense(3))
    >>> data["class_name"], data["config"]["units"]
    ('Dense', 3)
    """
    return serialize_keras_object(layer)


def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """The layer that `serialize` wrote, with new weights.

    Args:
      config: what it gave; Keras 2's form, without a module, is taken too.
      custom_objects: a dict from name to class, for those that aren't registered.

    Raises:
      ValueError: `config` does not describe a layer.
      TypeError: an unknown class.
    """
    made = deserialize_keras_object(config, custom_objects=custom_objects)
    if not isinstance(made, Layer):
        raise ValueError(
            problem(
                "tf.keras.layers.deserialize: `keras.layers.deserialize` was passed a `config` "
                "object that is not a `keras.layers.Layer`.",
                given=f"{config}",
            )
        )
    return made
