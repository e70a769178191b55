"""`Pipeline`: layers one after the other, as one."""

from __future__ import annotations

from inspect import signature
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.saving.serialization import deserialize_keras_object


class Pipeline(Layer):
    """Calls layers one after the other with what the one before gave: a tensor, or a dict.

    Args:
      layers: a list of layers.
      name: see `Layer`.

    >>> import tapeflow as tf
    >>> layers = tf.keras.layers
    >>> pipeline = layers.Pipeline([layers.Rescaling(0.5), layers.CenterCrop(1, 1)])
    >>> pipeline(tf.ones([2, 3, 3, 1])).numpy().ravel()
    array([0.5, 0.5], dtype=float32)
    """

    def __init__(self, layers: Any, name: str | None = None):
        super().__init__(name=name)
        self._pipeline_layers = list(layers)

    @property
    def layers(self) -> list:
        return self._pipeline_layers

    def call(self, inputs, training=True, mask=None):
        for layer in self._pipeline_layers:
            options = {"training": training} if layer._takes_training else {}
            if mask is not None and "mask" in signature(layer.call).parameters:
                options["mask"] = mask
            inputs = layer(inputs, **options)
        return inputs

    def compute_output_shape(self, input_shape):
        for layer in self._pipeline_layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def get_config(self):
        config = super().get_config()
        return {"layers": config["layers"], "name": config["name"]}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        layers = config.get("layers")
        if not isinstance(layers, (list, tuple)):
            raise ValueError(
                problem(
                    "Pipeline: `Pipeline` config must contain a `layers` key mapping to a list of "
                    "serialized layers",
                    given=f"layers={layers!r}",
                )
            )
        made = [deserialize_keras_object(layer, custom_objects=custom_objects) for layer in layers]
        return cls(**{**config, "layers": made})
