"""`RMSNormalization`, `UnitNormalization`: by the root mean square, and to length 1."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.checks import checked_axes
from tapeflow.keras.layers.layer import Layer
from tapeflow.ops.nn import l2_normalize
from tapeflow.ops.nn.group_norm import rms_norm


class RMSNormalization(Layer):
    """`inputs / sqrt(mean(inputs**2) + epsilon) * scale`, the mean over `axis`.

    Zhang & Sennrich 2019, arXiv:1910.07467.

    Args:
      axis: an axis, or several.
      epsilon: added to the mean.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.RMSNormalization(epsilon=0.0)
    >>> layer(tf.constant([[3.0, 3.0]])).numpy().tolist()
    [[1.0, 1.0]]
    """

    _is_simple = True
    _casts_integers = True
    supports_masking = True

    def __init__(self, axis: Any = -1, epsilon: float = 1e-6, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis
        self.epsilon = epsilon

    def build(self, input_shape):
        self._axes = checked_axes(self, self.axis, len(input_shape))
        shape = tuple(input_shape[axis] for axis in self._axes)
        self.scale = self.add_weight(name="scale", shape=shape, initializer="ones")

    def call(self, inputs):
        return rms_norm(inputs, self.scale.value(), self._axes, self.epsilon)

    def compute_output_shape(self, input_shape):
        checked_axes(self, self.axis, len(input_shape))
        return tuple(input_shape)


class UnitNormalization(Layer):
    """Divides by the Euclidean length along `axis`.

    Args:
      axis: an axis, or several.
      **kwargs: see `Layer`.

    Raises:
      TypeError: `axis` is no integer.

    >>> import tapeflow as tf
    >>> tf.keras.layers.UnitNormalization()(tf.constant([[3.0, 4.0]])).numpy().round(1).tolist()
    [[0.6000000238418579, 0.800000011920929]]
    """

    _is_simple = True
    _casts_integers = True
    supports_masking = True

    def __init__(self, axis: Any = -1, **kwargs: Any):
        super().__init__(**kwargs)
        axes = axis if isinstance(axis, (list, tuple)) else [axis]
        if not all(hasattr(item, "__index__") for item in axes):
            raise TypeError(
                problem(
                    "Invalid value for `axis` argument: expected an int or a list/tuple of ints: "
                    "UnitNormalization",
                    given=f"axis={axis!r}",
                )
            )
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis

    def call(self, inputs):
        return l2_normalize(inputs, self.axis, 1e-24)  # a length of at least 1e-12, as Keras has it

    def compute_output_shape(self, input_shape):
        checked_axes(self, self.axis, len(input_shape))
        return tuple(input_shape)
