"""`tf.keras.ops.image`: pictures bent, blurred and moved; see `picture_measures` for the rest."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras.random.draws import normal
from tapeflow.keras.resize import channels_back, channels_last
from tapeflow.ops.array.stack import stack
from tapeflow.ops.image.affine import FILL_MODES, INTERPOLATIONS
from tapeflow.ops.image.affine import affine_transform as affine_transform_of
from tapeflow.ops.image.blur import gaussian_blur as gaussian_blur_of
from tapeflow.ops.image.warp import FILL_MODES as COORDINATE_MODES
from tapeflow.ops.image.warp import elastic, homography
from tapeflow.ops.image.warp import map_coordinates as map_coordinates_of
from tapeflow.ops.image.warp import scale_and_translate as scale_and_translate_of
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.shapes import expand_dims, squeeze

_METHODS = {
    "linear": "linear", "bilinear": "linear", "trilinear": "linear",
    "cubic": "cubic", "bicubic": "cubic", "tricubic": "cubic",
    "lanczos3": "lanczos3", "lanczos5": "lanczos5",
}  # fmt: skip


def affine_transform(
    images: Any,
    transform: Any,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Pictures of what lies at other places in `images`.

    For a transform `(a0, a1, a2, b0, b1, b2, c0, c1)` the point `(x, y)` of a result is the one at
    `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` of the picture, `k = c0 x + c1 y + 1`.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1, or without a batch.
      transform: `[8]`, or `[batch, 8]`.
      interpolation: "bilinear" or "nearest".
      fill_mode: what lies outside: "constant", "nearest", "wrap" or "reflect".
      fill_value: what lies outside in mode "constant".
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: an unknown interpolation or mode, or a wrong rank.

    >>> import tapeflow as tf
    >>> picture = tf.constant([[[1.0], [2.0], [3.0]]])
    >>> moved = tf.keras.ops.image.affine_transform(picture, [1, 0, 1, 0, 1, 0, 0, 0])
    >>> moved.numpy().ravel().tolist()
    [2.0, 3.0, 0.0]
    """
    known("interpolation", interpolation, INTERPOLATIONS)
    known("fill_mode", fill_mode, FILL_MODES)
    images, first = channels_last(images, data_format)
    transform = cast(transform, "float32")
    if transform._spec.ndim not in (1, 2):
        raise ValueError(
            "Invalid transform rank: expected rank 1 (single transform) or rank 2 (batch of "
            f"transforms). Received input with shape: transform.shape={transform.shape}"
        )
    transforms = expand_dims(transform, 0) if transform._spec.ndim == 1 else transform
    moved = affine_transform_of(
        _batch(images), transforms, float(fill_value), interpolation, fill_mode
    )
    return channels_back(_like(moved, images), first)


def perspective_transform(
    images: Any,
    start_points: Any,
    end_points: Any,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Pictures as they look when four of their points are pulled to other places.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1, or without a batch.
      start_points: `[4, 2]` or `[batch, 4, 2]`: where the points `(x, y)` are.
      end_points: the same shape: where they come to lie.
      interpolation: "bilinear" or "nearest".
      fill_value: what lies outside.
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: an unknown interpolation, a wrong rank, or points of other shapes.

    >>> import tapeflow as tf
    >>> corners = tf.constant([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> picture = tf.constant([[[1.0], [2.0]], [[3.0], [4.0]]])
    >>> tf.keras.ops.image.perspective_transform(picture, corners, corners).shape
    TensorShape([2, 2, 1])
    """
    known("interpolation", interpolation, INTERPOLATIONS)
    images, first = channels_last(images, data_format)
    start_points, end_points = (
        _points("start_points", start_points),
        _points("end_points", end_points),
    )
    if start_points.shape != end_points.shape:
        raise ValueError(
            "start_points and end_points must have the same shape. Received "
            f"start_points.shape={start_points.shape}, end_points.shape={end_points.shape}"
        )
    pair = (start_points, end_points)
    starts, ends = (expand_dims(p, 0) if p._spec.ndim == 2 else p for p in pair)
    moved = affine_transform_of(
        _batch(images), homography(starts, ends), float(fill_value), interpolation, "constant"
    )
    return channels_back(_like(moved, images), first)


def map_coordinates(
    inputs: Any, coordinates: Any, order: int, fill_mode: str = "constant", fill_value: float = 0
) -> Tensor:
    """The values of an array at any places.

    Args:
      inputs: of any rank.
      coordinates: `[rank, ...]`: an index, whole or not, along each axis.
      order: 0 takes the nearest element, 1 interpolates linearly.
      fill_mode: what lies outside: "constant", "nearest", "wrap", "mirror" (the edge once) or
        "reflect" (the edge twice).
      fill_value: what lies outside in mode "constant".

    Raises:
      ValueError: coordinates of another rank, or an unknown mode.
      NotImplementedError: an order above 1.

    >>> import tapeflow as tf
    >>> tf.keras.ops.image.map_coordinates([1.0, 2.0, 4.0], [[0.5, 1.5]], order=1).numpy().tolist()
    [1.5, 3.0]
    """
    known("fill_mode", fill_mode, COORDINATE_MODES)
    if order not in (0, 1):
        raise NotImplementedError(
            problem("map_coordinates currently requires order<=1", given=f"order={order}")
        )
    return map_coordinates_of(
        convert_to_tensor(inputs), _places(coordinates), float(fill_value), order, fill_mode
    )


def gaussian_blur(
    images: Any,
    kernel_size: Any = (3, 3),
    sigma: Any = (1.0, 1.0),
    data_format: str | None = None,
) -> Tensor:
    """Pictures blurred by a Gaussian window; zeros lie around them.

    Args:
      images: floats `[batch, height, width, channels]`, or channels at axis 1, or without a batch.
      kernel_size: the window's height and width.
      sigma: its standard deviations, across and down (in this order, as Keras takes them).
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: a wrong rank.

    >>> import tapeflow as tf
    >>> blurred = tf.keras.ops.image.gaussian_blur(tf.ones([5, 5, 1]))
    >>> round(float(blurred[2, 2, 0]), 4)
    1.0
    """
    images, first = channels_last(images, data_format)
    size = tuple(int(n) for n in kernel_size)
    sigma = cast(sigma, "float32")
    blurred = gaussian_blur_of(_batch(images), sigma, size)
    return channels_back(_like(blurred, images), first)


def elastic_transform(
    images: Any,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Any = None,
    data_format: str | None = None,
) -> Tensor:
    """Pictures whose points are moved a little, neighbors alike (Simard et al., 2003).

    Args:
      images: floats `[batch, height, width, channels]`, or channels at axis 1, or without a batch.
      alpha: how far points are moved.
      sigma: how wide the moves are smoothed, in pixels.
      interpolation: "bilinear" or "nearest".
      fill_mode: what lies outside: "constant", "nearest", "wrap" or "reflect".
      fill_value: what lies outside in mode "constant".
      seed: an int or a `SeedGenerator` makes the draws repeatable.
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: an unknown interpolation or mode, or a wrong rank.

    >>> import tapeflow as tf
    >>> tf.keras.ops.image.elastic_transform(tf.ones([8, 8, 3]), seed=1).shape
    TensorShape([8, 8, 3])
    """
    known("interpolation", interpolation, INTERPOLATIONS)
    known("fill_mode", fill_mode, FILL_MODES)
    images, first = channels_last(images, data_format)
    batch = _batch(images)
    size = 6 * int(sigma) | 1
    # Both directions of all pictures at once, as two channels.
    shape = (*batch._spec.shape[:3], 2)
    drawn = normal(shape, stddev=float(sigma), dtype="float32", seed=seed)
    moves = float(alpha) * gaussian_blur_of(drawn, [float(sigma)] * 2, (size, size))
    order = INTERPOLATIONS.index(interpolation)
    bent = elastic(batch, moves, float(fill_value), order, fill_mode)
    return channels_back(_like(bent, images), first)


def scale_and_translate(
    images: Any,
    output_shape: Any,
    scale: Any,
    translation: Any,
    spatial_dims: Any,
    method: str,
    antialias: bool = True,
) -> Tensor:
    """Pictures of another size, scaled and then moved along some axes; 0 where nothing was.

    Args:
      images: of any rank; whole numbers are rounded.
      output_shape: the whole result's shape.
      scale: `[len(spatial_dims)]`, above 1 larger.
      translation: `[len(spatial_dims)]`, in elements of the result.
      spatial_dims: the axes that are scaled.
      method: "linear", "cubic", "lanczos3" or "lanczos5".
      antialias: whether what gets smaller is blurred first.

    Raises:
      ValueError: an unknown method.

    >>> import tapeflow as tf
    >>> wider = tf.keras.ops.image.scale_and_translate(
    ...     tf.constant([1.0, 3.0]), (4,), [2.0], [0.0], (0,), "linear")
    >>> wider.numpy().tolist()
    [1.0, 1.5, 2.5, 3.0]
    """
    known("method", method, tuple(_METHODS))
    return scale_and_translate_of(
        convert_to_tensor(images), cast(scale, "float32"), cast(translation, "float32"),
        tuple(int(n) for n in output_shape), tuple(int(n) for n in spatial_dims),
        _METHODS[method], bool(antialias),
    )  # fmt: skip


def known(name: str, value: Any, values: tuple) -> None:
    """Refuses a value that is not one of `values`, with Keras's words."""
    if value not in values:
        raise ValueError(
            f"Invalid value for argument `{name}`. Expected of one {values}. "
            f"Received: {name}={value}"
        )


def _points(name: str, points: Any) -> Tensor:
    points = cast(points, "float32")
    if points._spec.ndim not in (2, 3) or tuple(points._spec.shape[-2:]) != (4, 2):
        raise ValueError(
            f"Invalid {name} shape: expected (4,2) for a single image or (N,4,2) for a batch. "
            f"Received shape: {points.shape}"
        )
    return points


def _places(coordinates: Any) -> Tensor:
    if isinstance(coordinates, (list, tuple)):
        coordinates = stack([convert_to_tensor(part) for part in coordinates])
    coordinates = convert_to_tensor(coordinates)
    return coordinates if coordinates.dtype.is_floating else cast(coordinates, "float32")


def _batch(images: Tensor) -> Tensor:
    return expand_dims(images, 0) if images._spec.ndim == 3 else images


def _like(results: Tensor, images: Tensor) -> Tensor:
    return squeeze(results, 0) if images._spec.ndim == 3 else results
