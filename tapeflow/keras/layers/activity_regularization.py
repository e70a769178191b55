"""`ActivityRegularization`: a penalty on what passes through."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import regularizers
from tapeflow.keras.layers.layer import Layer


class ActivityRegularization(Layer):
    """Gives its inputs back, and adds `l1 * sum(|inputs|) + l2 * sum(inputs**2)` to `losses`.

    The penalty is divided by the size of the batch.

    Args:
      l1, l2: the factors, at least 0.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.ActivityRegularization(l2=0.5)
    >>> _ = layer(tf.constant([[1.0, 2.0]]))
    >>> [float(loss) for loss in layer.losses]
    [2.5]
    """

    supports_masking = True

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any):
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.l1, self.l2 = l1, l2

    def call(self, inputs):
        return inputs

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("activity_regularizer", None)
        return config

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
