"""`tf.keras.applications.imagenet_utils`: images into the models, class names out of them."""

from __future__ import annotations

import functools
import json
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras import ops
from tapeflow.keras.backend import floatx, image_data_format
from tapeflow.keras.utils.get_file import get_file

CLASS_INDEX = (
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    "c2c37ea517e94d9795004a39431a14cb",
)

# What is subtracted from the channels and what they are divided by then, per mode.
_BLUE_GREEN_RED = ([103.939, 116.779, 123.68], None)
_UNIT_RANGE = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


def preprocess_input(x: Any, data_format: str | None = None, mode: str = "caffe") -> Any:
    """Images as a published model was trained on them. `x` itself is left as it is.

    Args:
      x: array or tensor `[height, width, 3]` or `[batch, height, width, 3]` (or with the channels
        first), red, green and blue in `[0, 255]`.
      data_format: `"channels_last"` or `"channels_first"`; None: Keras's setting.
      mode: `"tf"`: to `[-1, 1]`. `"torch"`: to `[0, 1]`, then mean 0 and deviation 1 per channel
        of ImageNet. `"caffe"`: to blue, green, red with mean 0, not scaled.

    Returns:
      Floats shaped as `x`: a NumPy array if `x` is one.

    Raises:
      ValueError: another mode or data format.

    >>> import numpy as np
    >>> images = np.full((1, 2, 2, 3), 255.0)
    >>> float(tf.keras.applications.imagenet_utils.preprocess_input(images, mode="tf").max())
    1.0
    """
    data_format = data_format or image_data_format()
    _one_of("mode", mode, ("caffe", "tf", "torch"))
    _one_of("data_format", data_format, ("channels_last", "channels_first"))
    x = _as_floats(x)
    if mode == "tf":
        return x / 127.5 - 1.0
    axis = len(x.shape) - (3 if data_format == "channels_first" else 1)
    along = [1] * len(x.shape)
    along[axis] = 3
    mean, deviation = _UNIT_RANGE if mode == "torch" else _BLUE_GREEN_RED
    x = x / 255.0 if mode == "torch" else _reversed(x, axis)
    x = x - _like(x, mean, along)
    return x if deviation is None else x / _like(x, deviation, along)


def decode_predictions(preds: Any, top: int = 5) -> list[list[tuple[str, str, float]]]:
    """The likeliest of ImageNet's classes. Their names come from the network the first time.

    Args:
      preds: array or tensor `[batch, 1000]`, as the models with their top return.
      top: how many classes per image.

    Returns:
      For each image a list of `(WordNet id, name, score)`, the highest score first.

    Raises:
      ValueError: not 1000 scores per image.
      ConnectionError: the network failed; the message says what to put where by hand.
    """
    if len(preds.shape) != 2 or preds.shape[1] != 1000:
        raise ValueError(
            problem(
                "tf.keras.applications: decode_predictions",
                given=f"predictions {tuple(preds.shape)}",
                expected="(batch, 1000): a score for each class of ImageNet",
            )
        )
    names = _class_names()
    return [
        [(*names[str(i)], row[i]) for i in np.argsort(row)[::-1][:top]] for row in np.asarray(preds)
    ]


@functools.cache
def _class_names() -> dict[str, list[str]]:
    address, digest = CLASS_INDEX
    path = get_file("imagenet_class_index.json", address, cache_subdir="models", file_hash=digest)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _one_of(argument: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(
            problem(
                "tf.keras.applications: preprocess_input",
                given=f"{argument}={value!r}",
                expected=" or ".join(map(repr, allowed)),
            )
        )


def _as_floats(x: Any) -> Any:
    if isinstance(x, np.ndarray):
        return x if np.issubdtype(x.dtype, np.floating) else x.astype(floatx())
    return x if "float" in str(getattr(x, "dtype", "")) else ops.cast(x, floatx())


def _reversed(x: Any, axis: int) -> Any:
    return np.flip(x, axis) if isinstance(x, np.ndarray) else ops.flip(x, axis)


def _like(x: Any, values: list[float], shape: list[int]) -> Any:
    constant = np.reshape(values, shape)
    if isinstance(x, np.ndarray):
        return constant.astype(x.dtype)
    return ops.convert_to_tensor(constant, dtype=x.dtype)
