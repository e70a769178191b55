"""`model_from_json`: a model from what `Model.to_json` wrote."""

from __future__ import annotations

import json
from typing import Any

from tapeflow.keras.saving.serialization import deserialize_keras_object


def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """A model of the config in a JSON text, with new weights.

    Args:
      json_string: what `model.to_json()` gave.
      custom_objects: a dict from name to class or function, for those that aren't registered.

    >>> import tapeflow as tf
    >>> inputs = tf.keras.Input((3,))
    >>> model = tf.keras.Model(inputs, tf.keras.layers.Dense(2)(inputs))
    >>> tf.keras.models.model_from_json(model.to_json()).output_shape
    (None, 2)
    """
    return deserialize_keras_object(json.loads(json_string), custom_objects)
