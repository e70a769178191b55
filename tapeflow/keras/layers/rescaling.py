"""`Rescaling`: other units."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.layers.layer import Layer


class Rescaling(Layer):
    """`inputs * scale + offset`, in the layer's dtype.

    Args:
      scale: a number, or one per channel: `1 / 255` makes pictures of bytes ones of `[0, 1]`.
      offset: a number, or one per channel.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Rescaling(1 / 2, offset=-1)(tf.constant([2, 4])).numpy().tolist()
    [0.0, 1.0]
    """

    _is_simple = True
    supports_masking = True
    _casts_integers = True

    def __init__(self, scale: Any, offset: Any = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.scale, self.offset = scale, offset

    def call(self, inputs):
        return inputs * self.scale + self.offset

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
