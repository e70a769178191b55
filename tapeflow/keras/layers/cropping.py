"""`Cropping1D`, `Cropping2D`, `Cropping3D`: elements are cut off at both ends of spatial axes."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import backend
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.margins import margins_of, spatial_axes


class BaseCropping(Layer):
    """What the cropping layers share; see `Cropping2D`."""

    _is_simple = True
    _rank = 2

    def __init__(self, cropping: Any, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.cropping = margins_of(type(self).__name__, "cropping", cropping, self._rank)
        self.data_format = backend.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def _pairs(self) -> tuple:
        return self.cropping if self._rank > 1 else (self.cropping,)

    def call(self, inputs):
        self.compute_output_shape(inputs._spec.shape)
        index = [slice(None)] * inputs.ndim
        for axis, (before, after) in zip(spatial_axes(self), self._pairs(), strict=True):
            index[axis] = slice(before, -after if after else None)
        return inputs[tuple(index)]

    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        for axis, (before, after) in zip(spatial_axes(self), self._pairs(), strict=True):
            if shape[axis] is not None:
                shape[axis] -= before + after
                if shape[axis] <= 0:
                    raise ValueError(
                        problem(
                            f"{type(self).__name__} '{self.name}': Values in `cropping` argument "
                            "should be smaller than the corresponding spatial dimension of the "
                            "input.",
                            given=f"inputs {tuple(input_shape)}, cropping {self.cropping}",
                            expected=f"less than {input_shape[axis]} in all along axis {axis}",
                        )
                    )
        return tuple(shape)


class Cropping1D(BaseCropping):
    """Cuts steps off both ends: `[batch, steps, channels]` -> `[batch, fewer_steps, channels]`.

    Args:
      cropping: how many, at both ends alike or as a pair.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Cropping1D((1, 2))(tf.ones([2, 8, 5])).shape
    TensorShape([2, 5, 5])
    """

    _rank = 1
    _never_written = ("data_format",)

    def __init__(self, cropping: Any = (1, 1), **kwargs: Any):
        super().__init__(cropping, "channels_last", **kwargs)


class Cropping2D(BaseCropping):
    """Cuts rows and columns off pictures `[batch, height, width, channels]`.

    Args:
      cropping: a number for all sides; a pair, for rows and for columns; or a pair of pairs,
        `((top, bottom), (left, right))`.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      **kwargs: see `Layer`.

    Raises:
      ValueError: nothing would be left.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Cropping2D(((1, 2), (0, 1)))(tf.ones([2, 8, 8, 3])).shape
    TensorShape([2, 5, 7, 3])
    """

    def __init__(
        self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any
    ):
        super().__init__(cropping, data_format, **kwargs)


class Cropping3D(BaseCropping):
    """Cuts volumes `[batch, depth, height, width, channels]` at their sides.

    Args:
      cropping: a number for all sides, three of them, or three pairs.
      data_format: "channels_last" or "channels_first"; by default `backend.image_data_format()`.
      **kwargs: see `Layer`.
    """

    _rank = 3

    def __init__(
        self,
        cropping: Any = ((1, 1), (1, 1), (1, 1)),
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(cropping, data_format, **kwargs)
