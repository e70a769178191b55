"""The modes of `preprocess_input`, each as the function that modules show under that name."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.applications import imagenet_utils


def to_unit_interval(x: Any, data_format: str | None = None) -> Any:
    """Images from `[0, 255]` to `[-1, 1]`; see `tf.keras.applications.imagenet_utils`."""
    return imagenet_utils.preprocess_input(x, data_format, "tf")


def to_unit_deviation(x: Any, data_format: str | None = None) -> Any:
    """Images to mean 0, deviation 1 of ImageNet; see `tf.keras.applications.imagenet_utils`."""
    return imagenet_utils.preprocess_input(x, data_format, "torch")


def to_blue_green_red(x: Any, data_format: str | None = None) -> Any:
    """Images to blue, green, red of mean 0; see `tf.keras.applications.imagenet_utils`."""
    return imagenet_utils.preprocess_input(x, data_format, "caffe")


def unchanged(x: Any, data_format: str | None = None) -> Any:
    """The images as they are: this architecture's first layers preprocess them."""
    return x
