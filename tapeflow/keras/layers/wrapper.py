"""`Wrapper`: the base of layers around a layer."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.layer import Layer


class Wrapper(Layer):
    """A layer around another, its attribute `layer`; a subclass writes `call`.

    Args:
      layer: the one inside.
      **kwargs: see `Layer`.

    Raises:
      ValueError: `layer` is no layer.
    """

    def __init__(self, layer: Any, **kwargs: Any):
        if not isinstance(layer, Layer):
            raise ValueError(
                problem(
                    f"Layer {layer} supplied to {type(self).__name__} isn't a supported layer "
                    "type.",
                    given=f"layer={layer!r}",
                    expected="a tf.keras.layers.Layer",
                )
            )
        super().__init__(**kwargs)
        self.layer = layer

    def build(self, input_shape=None):
        if not self.layer.built:
            self.layer.build(input_shape)
