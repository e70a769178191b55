"""`tf.image.resize` and what builds on it."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, op, problem
from tapeflow.ops.array import expand_dims, squeeze
from tapeflow.ops.image.batch import either, image_tensor
from tapeflow.ops.image.crop import pad_to_bounding_box
from tapeflow.ops.image.resize_weights import METHODS, nearest, weights
from tapeflow.ops.math.cast import cast


class ResizeMethod:
    """The names of `tf.image.resize`'s methods."""

    AREA = "area"
    BICUBIC = "bicubic"
    BILINEAR = "bilinear"
    GAUSSIAN = "gaussian"
    LANCZOS3 = "lanczos3"
    LANCZOS5 = "lanczos5"
    MITCHELLCUBIC = "mitchellcubic"
    NEAREST_NEIGHBOR = "nearest"


def resize(
    images: Any,
    size: Any,
    method: str = ResizeMethod.BILINEAR,
    preserve_aspect_ratio: bool = False,
    antialias: bool = False,
    name: str | None = None,
) -> Tensor:
    """Images in another size.

    Args:
      images: `[height, width, channels]` or `[batch, height, width, channels]`, any number type.
      size: the new height and width.
      method: "bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian" or
        "mitchellcubic".
      preserve_aspect_ratio: whether the images keep their proportions and fit into `size`.
      antialias: whether to smooth where images become smaller.
      name: accepted for compatibility, not used.

    Returns:
      float32 images; in the dtype of `images` for "nearest".

    Raises:
      ValueError: another rank, a size that is not two numbers, or an unknown method.

    >>> import tapeflow as tf
    >>> tf.image.resize([[[1.0], [3.0]]], [1, 4])[0, :, 0].numpy()
    array([1. , 1.5, 2.5, 3. ], dtype=float32)
    """
    images = image_tensor(images)
    height, width = _new_size(images, size, preserve_aspect_ratio)
    method = _OLD_NUMBERS.get(method, method)
    if method not in METHODS:
        raise ValueError(problem("Resize method is not implemented", method, ", ".join(METHODS)))
    if (height, width) == tuple(images.shape[-3:-1]) and method not in _SMOOTHING:
        return images if method == "nearest" else cast(images, "float32")
    rows, columns = images.shape[-3], images.shape[-2]
    if method == "nearest":
        down, across = nearest(rows, height), nearest(columns, width)
        return either(
            lambda array: array[..., down[:, None], across, :],
            images,
            lambda tensor: _picked(tensor, tuple(down.tolist()), tuple(across.tolist())),
        )
    options = (method, bool(antialias), rows, height, columns, width)
    return either(
        lambda array: _scaled(np, array.astype(np.float32), *_matrices(*options)),
        images,
        lambda tensor: _resized(cast(tensor, "float32"), *options),
    )


# Methods that change an image even if its size stays.
_SMOOTHING = ("gaussian", "lanczos3", "lanczos5", "mitchellcubic")
# TensorFlow 1's numbers for methods.
_OLD_NUMBERS = {0: "bilinear", 1: "nearest", 2: "bicubic", 3: "area"}


def _new_size(images: Tensor, size: Any, keep: bool) -> tuple[int, int]:
    sizes = convert_to_tensor(size)
    if sizes.ndim != 1 or sizes.shape[0] != 2:
        raise ValueError("'size' must be a 1-D Tensor of 2 elements: new_height, new_width")
    height, width = (int(n) for n in sizes.numpy())
    if height < 1 or width < 1:
        raise ValueError(f"'size' must be positive, got {[height, width]}")
    if keep:
        rows, columns = images.shape[-3:-1]
        scale = min(height / rows, width / columns)
        height, width = round(scale * rows), round(scale * columns)
    return height, width


def _matrices(method, antialias, rows, height, columns, width) -> tuple[np.ndarray, np.ndarray]:
    return weights(method, antialias, rows, height), weights(method, antialias, columns, width)


def _scaled(xp: Any, images: Any, down: Any, across: Any) -> Any:
    # First along the axis that leaves less to do.
    shape = images.shape
    flat = images.reshape(-1, shape[-3], shape[-2] * shape[-1])
    tall = xp.matmul(down, flat).reshape(-1, shape[-2], shape[-1])
    wide = xp.matmul(across, tall)
    return wide.reshape(*shape[:-3], down.shape[0], across.shape[0], shape[-1])


@op("image.resize")
def _resized(
    images: jax.Array, method="", antialias=False, rows=0, height=0, columns=0, width=0
) -> jax.Array:
    return _scaled(jnp, images, *_matrices(method, antialias, rows, height, columns, width))


@op("image.resize")
def _picked(images: jax.Array, down=(), across=()) -> jax.Array:
    return images[..., np.array(down)[:, None], np.array(across), :]


def resize_with_pad(
    image: Any,
    target_height: Any,
    target_width: Any,
    method: str = ResizeMethod.BILINEAR,
    antialias: bool = False,
) -> Tensor:
    """An image in its proportions, as large as fits, with zeros around it.

    Args:
      image: one image or a batch.
      target_height: the result's height.
      target_width: the result's width.
      method: see `resize`.
      antialias: see `resize`.

    Raises:
      ValueError: another rank, or a size that is not positive.
    """
    image = image_tensor(image)
    single = image.ndim == 3
    batch = expand_dims(image, 0) if single else image
    height, width = int(target_height), int(target_width)
    if height <= 0 or width <= 0:
        raise ValueError(f"target_height and target_width must be > 0, got {height} and {width}")
    rows, columns = batch.shape[1:3]
    ratio = max(columns / width, rows / height)
    down, across = int(np.floor(rows / ratio)), int(np.floor(columns / ratio))
    resized = resize(batch, [down, across], method, antialias=antialias)
    padded = pad_to_bounding_box(
        resized,
        max(0, int((height - rows / ratio) / 2)),
        max(0, int((width - columns / ratio) / 2)),
        height,
        width,
    )
    return squeeze(padded, [0]) if single else padded
