"""`Masking`: steps that hold one value only are left out by the layers that follow."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.layers.layer import Layer
from tapeflow.ops.math import cast, not_equal, reduce_any


class Masking(Layer):
    """Masks the steps of `[batch, steps, features]` whose features all equal `mask_value`.

    The layers that follow, recurrent ones for example, leave these steps out; in the outputs they
    are zero.

    Args:
      mask_value: the value.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.Masking(mask_value=9.0)
    >>> layer(tf.constant([[[1.0], [9.0]]])).numpy().ravel().tolist()
    [1.0, 0.0]
    """

    supports_masking = True
    _makes_mask = True
    _is_simple = True

    def __init__(self, mask_value: Any = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def compute_mask(self, inputs, mask=None):
        return reduce_any(not_equal(inputs, self.mask_value), axis=-1)

    def call(self, inputs):
        kept = reduce_any(not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        return inputs * cast(kept, inputs.dtype)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
