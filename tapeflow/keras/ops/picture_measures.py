"""`tf.keras.ops.image`: edges, likeness and patches of pictures."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.resize import channels_last
from tapeflow.ops.image.patches import blocks
from tapeflow.ops.image.quality import similarity
from tapeflow.ops.image.quality import sobel_edges as sobel_edges_of
from tapeflow.ops.math.cast import cast
from tapeflow.ops.numpy.reductions import mean
from tapeflow.ops.numpy.shapes import expand_dims, moveaxis, squeeze


def sobel_edges(images: Any, data_format: str | None = None) -> Tensor:
    """Sobel's edge maps: down and across, in a new last axis.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1.
      data_format: "channels_last" or "channels_first".

    Raises:
      ValueError: another rank.

    >>> import tapeflow as tf
    >>> tf.keras.ops.image.sobel_edges(tf.ones([1, 4, 5, 3])).shape
    TensorShape([1, 4, 5, 3, 2])
    """
    images, first = channels_last(images, data_format)
    if images._spec.ndim != 4:
        raise ValueError(
            "Invalid images rank: expected rank 4 (batch of images). "
            f"Received: images.shape={images.shape}"
        )
    edges = sobel_edges_of(images)
    return moveaxis(edges, 3, 1) if first else edges


def ssim(
    image1: Any,
    image2: Any,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> Tensor:
    """The structural similarity of two pictures (Wang et al., 2004), 1 for equal ones.

    Args:
      image1: `[batch, height, width, channels]`, or channels at axis 1, or without a batch; not
        smaller than the filter.
      image2: pictures of the same shape.
      max_val: the difference between the largest and the smallest value there may be.
      filter_size: the width of the Gaussian window.
      filter_sigma: its standard deviation.
      k1: the constant of the luminance.
      k2: the constant of the contrast.
      data_format: "channels_last" or "channels_first".

    Returns:
      `[batch]`, or a scalar, in the dtype of `image1`.

    Raises:
      ValueError: a wrong rank, other shapes, or pictures smaller than the filter.

    >>> import tapeflow as tf
    >>> picture = tf.reshape(tf.range(144.0), [12, 12, 1])
    >>> float(tf.keras.ops.image.ssim(picture, picture, max_val=144.0))
    1.0
    """
    image1, _ = channels_last(image1, data_format)
    image2, _ = channels_last(image2, data_format)
    dtype = image1.dtype
    if image1.shape != image2.shape or min(image1._spec.shape[-3:-1]) < filter_size:
        raise ValueError(
            problem(
                "keras.ops.image.ssim: cannot compare these pictures",
                given=f"image1 {tuple(image1.shape)}, image2 {tuple(image2.shape)}",
                expected=f"equal shapes, height and width at least filter_size={filter_size}",
            )
        )
    floats = dtype if dtype.is_floating else "float32"
    whole, _ = similarity(
        cast(image1, floats), cast(image2, floats), cast(float(max_val), floats),
        int(filter_size), float(filter_sigma), float(k1), float(k2),
    )  # fmt: skip
    return cast(mean(whole, (-3, -2, -1)), dtype)


def extract_patches(
    images: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The patches of pictures, each laid out along the channels' axis.

    Args:
      images: `[batch, height, width, channels]`, or channels at axis 1, or without a batch; with
        three numbers in `size` volumes, with one axis more.
      size: the patches' size: an int, or one for each axis.
      strides: how far apart they begin; `size` by default.
      dilation_rate: how far apart their elements are.
      padding: "valid" or "same".
      data_format: "channels_last" or "channels_first".

    Returns:
      `[batch, patches down, patches across, rows * columns * channels]`.

    Raises:
      TypeError: a size that is neither an int nor a tuple.
      ValueError: another number of sizes, a wrong rank or an unknown padding.

    >>> import tapeflow as tf
    >>> picture = tf.reshape(tf.range(8.0), [2, 4, 1])
    >>> tf.keras.ops.image.extract_patches(picture, 2).numpy().tolist()
    [[[0.0, 1.0, 4.0, 5.0], [2.0, 3.0, 6.0, 7.0]]]
    """
    if not isinstance(size, int):
        if not isinstance(size, (tuple, list)):
            raise TypeError(
                "Invalid `size` argument. Expected an int or a tuple. "
                f"Received: size={size} of type {type(size).__name__}"
            )
        if len(size) not in (2, 3):
            raise ValueError(
                "Invalid `size` argument. Expected a tuple of length 2 or 3. "
                f"Received: size={size} with length {len(size)}"
            )
    rank = 2 if isinstance(size, int) else len(size)
    return _extracted(images, size, strides, dilation_rate, padding, data_format, rank)


def extract_patches_3d(
    volumes: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The blocks of volumes, each laid out along the channels' axis.

    Args:
      volumes: `[batch, depth, height, width, channels]`, or channels at axis 1, or without a batch.
      size, strides, dilation_rate, padding, data_format: see `extract_patches`.

    Raises:
      ValueError: another number of sizes or strides, a wrong rank or an unknown padding.

    >>> import tapeflow as tf
    >>> tf.keras.ops.image.extract_patches_3d(tf.ones([4, 4, 4, 1]), 2).shape
    TensorShape([2, 2, 2, 8])
    """
    return _extracted(volumes, size, strides, dilation_rate, padding, data_format, 3)


def _extracted(
    images: Any, size: Any, strides: Any, rate: Any, padding: str, data_format: Any, rank: int
) -> Tensor:
    if padding not in ("valid", "same"):
        raise ValueError(
            problem("extract_patches: padding", given=repr(padding), expected="'valid' or 'same'")
        )
    images = convert_to_tensor(images)
    if images._spec.ndim not in (rank + 1, rank + 2):
        raise ValueError(
            f"Invalid images rank: expected rank {rank + 1} or {rank + 2} (with a batch). "
            f"Received input with shape: images.shape={images.shape}"
        )
    first = backend.standardize_data_format(data_format) == "channels_first"
    single = images._spec.ndim == rank + 1
    images = moveaxis(images, -1 - rank, -1) if first else images
    images = expand_dims(images, 0) if single else images
    sizes = _numbers("size", size, rank)
    steps = _numbers("strides", strides, rank) if strides else sizes
    patches = blocks(images, sizes, steps, _numbers("dilation_rate", rate, rank), padding == "same")
    patches = squeeze(patches, 0) if single else patches
    return moveaxis(patches, -1, -1 - rank) if first else patches


def _numbers(name: str, value: Any, rank: int) -> tuple[int, ...]:
    numbers = (value,) * rank if isinstance(value, int) else tuple(int(n) for n in value)
    if len(numbers) != rank:
        raise ValueError(f"Invalid `{name}` argument. Expected {rank} numbers. Got: {value}")
    return numbers
