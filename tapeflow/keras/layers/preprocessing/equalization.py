"""`Equalization`, `ContrastLimitedAdaptiveHistogramEqualization`: every value equally frequent."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.preprocessing.image_layer import ImageLayer, rescaled, value_bounds
from tapeflow.ops.image.histogram import equalize, equalize_tiles
from tapeflow.ops.math import cast


class Equalization(ImageLayer):
    """Spreads the values of each channel while training, so that each is equally frequent.

    One histogram serves all pictures of a batch, as in Keras.

    Args:
      value_range: the least and the largest value that pictures have.
      bins: how many classes of values are counted.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Raises:
      ValueError: a range that is not two numbers.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Equalization()(tf.constant([[[1.0], [2.0], [3.0]]])).numpy().ravel()
    array([  0., 128., 255.], dtype=float32)
    """

    _only_in_training = True

    def __init__(
        self,
        value_range: Any = (0, 255),
        bins: int = 256,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.value_range = value_bounds("Equalization", value_range)
        self.bins = bins

    def _changed(self, images, transformation):
        values = equalize(rescaled(images, self.value_range, (0, 255)), int(self.bins))
        return rescaled(values, (0, 255), self.value_range)


class ContrastLimitedAdaptiveHistogramEqualization(ImageLayer):
    """Spreads the values of each part of pictures, but not more than to a limit (CLAHE).

    Args:
      value_range: the least and the largest value that pictures have.
      clip_limit: no value counts more than so many times the mean count; 0 is no limit.
      tile_grid_size: into how many parts pictures are cut down and across.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    Call: pictures keep their dtype.

    Raises:
      ValueError: a grid that is not two numbers.
    """

    _casts_integers = False

    def __init__(
        self,
        value_range: Any = (0, 255),
        clip_limit: float = 4.0,
        tile_grid_size: Any = (8, 8),
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(data_format=data_format, **kwargs)
        if not isinstance(tile_grid_size, (tuple, list)) or len(tile_grid_size) != 2:
            raise ValueError(
                problem(
                    "ContrastLimitedAdaptiveHistogramEqualization: tile_grid_size",
                    given=repr(tile_grid_size),
                    expected="two numbers",
                )
            )
        self.value_range, self.clip_limit = value_range, clip_limit
        self.tile_grid_size = tile_grid_size

    def _changed(self, images, transformation):
        values = rescaled(cast(images, "float32"), self.value_range, (0, 255))
        values = equalize_tiles(values, float(self.clip_limit), tuple(self.tile_grid_size))
        return cast(rescaled(values, (0, 255), self.value_range), images.dtype)
