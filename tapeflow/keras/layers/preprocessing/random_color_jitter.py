"""`RandomColorJitter`: brightness, contrast, saturation and hue at once."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.layers.preprocessing.image_layer import RandomImageLayer
from tapeflow.keras.layers.preprocessing.random_color import RandomHue, RandomSaturation
from tapeflow.keras.layers.preprocessing.random_light import RandomBrightness, RandomContrast

_KINDS = {
    "brightness": RandomBrightness,
    "contrast": RandomContrast,
    "saturation": RandomSaturation,
    "hue": RandomHue,
}


class RandomColorJitter(RandomImageLayer):
    """Changes brightness, contrast, saturation and hue, in this order, while training.

    Args:
      value_range: the least and the largest value that pictures have.
      brightness_factor: see `RandomBrightness`; None changes nothing.
      contrast_factor: see `RandomContrast`.
      saturation_factor: see `RandomSaturation`.
      hue_factor: see `RandomHue`.
      seed: makes the draws repeatable.
      data_format: "channels_last" or "channels_first".
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.RandomColorJitter(brightness_factor=0.2, hue_factor=0.1)
    >>> layer(tf.ones([2, 4, 4, 3])).shape
    TensorShape([2, 4, 4, 3])
    """

    def __init__(
        self,
        value_range: Any = (0, 255),
        brightness_factor: Any = None,
        contrast_factor: Any = None,
        saturation_factor: Any = None,
        hue_factor: Any = None,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.value_range = value_range
        self.brightness_factor, self.contrast_factor = brightness_factor, contrast_factor
        self.saturation_factor, self.hue_factor = saturation_factor, hue_factor
        factors = (brightness_factor, contrast_factor, saturation_factor, hue_factor)
        # Pictures come to them with their channels last.
        self._parts = {
            name: kind(factor, value_range, seed=seed, data_format="channels_last")
            for (name, kind), factor in zip(_KINDS.items(), factors, strict=True)
            if factor is not None
        }

    def _drawn(self, sizes, draws):
        return {name: part._drawn(sizes, draws) for name, part in self._parts.items()}

    def _changed(self, images, transformation):
        for name, part in self._parts.items():
            images = part._changed(images, transformation[name])
        return images
