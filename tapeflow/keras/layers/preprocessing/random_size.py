"""`RandomHeight`, `RandomWidth`: Keras 2's layers that scale pictures in one direction."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer
from tapeflow.ops.image.resize import resize
from tapeflow.ops.math import cast


class _RandomSize(RandomImageLayer):
    """Scales one axis of pictures, counted from behind with channels last."""

    _axis = -3

    def __init__(
        self,
        factor: Any,
        interpolation: str = "bilinear",
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, **kwargs)
        low, high = factor if isinstance(factor, (tuple, list)) else (-factor, factor)
        if high < low or low < -1.0:
            raise ValueError(
                problem(
                    f"{type(self).__name__}: `factor` argument must have values larger than -1, "
                    "and its upper bound cannot be lesser than the lower",
                    given=f"factor={factor!r}",
                )
            )
        self.factor, self.interpolation = factor, interpolation
        self._bounds = (low, high)

    def _drawn(self, sizes, draws):
        low, high = self._bounds
        return draws.uniform((), 1.0 + low, 1.0 + high)

    def _changed(self, images, transformation):
        size = list(images._spec.shape[1:3])
        # A size must be known: the draw is read.
        size[self._axis + 3] = int(float(transformation) * size[self._axis + 3])
        return cast(resize(images, size, self.interpolation), images.dtype)

    def compute_output_shape(self, input_shape):
        shape, first = list(input_shape), self.data_format == "channels_first"
        shape[self._axis + 1 if first else self._axis] = None
        return tuple(shape)


class RandomHeight(_RandomSize):
    """Scales pictures down or up in height while training; Keras 2's layer.

    Args:
      factor: the bounds of the change, `(low, high)`, or `f` for `(-f, f)`.
      interpolation: a method of `tf.image.resize`.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: bounds below -1, or in the wrong order.

    >>> import tapeflow as tf
    >>> tf.keras.layers.RandomHeight((0.5, 0.5))(tf.ones([2, 4, 4, 3])).shape
    TensorShape([2, 6, 4, 3])
    """


class RandomWidth(_RandomSize):
    """Scales pictures down or up in width while training; Keras 2's layer.

    Args:
      factor: the bounds of the change, `(low, high)`, or `f` for `(-f, f)`.
      interpolation: a method of `tf.image.resize`.
      seed: makes the draws repeatable.
      **kwargs: see `Layer`.

    Raises:
      ValueError: bounds below -1, or in the wrong order.
    """

    _axis = -2
