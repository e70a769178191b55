"""`smart_resize`: pictures of another size and shape, cut rather than distorted."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.keras.resize import resize


def smart_resize(
    x: Any,
    size: Any,
    interpolation: str = "bilinear",
    data_format: str = "channels_last",
    **kwargs: Any,
) -> Any:
    """The largest part of the right shape, from the middle of pictures, scaled.

    Args:
      x: `[height, width, channels]` or `[batch, height, width, channels]`.
      size: (height, width).
      interpolation: "bilinear", "nearest", "bicubic", "lanczos3" or "lanczos5".
      data_format: "channels_last" or "channels_first".
      **kwargs: `backend_module` has no meaning here; anything else is refused.

    Returns:
      An array if `x` is one, else a tensor.

    Raises:
      ValueError: a wrong rank, or not two sizes.
      TypeError: another argument.

    >>> import tapeflow as tf, numpy as np
    >>> tf.keras.preprocessing.image.smart_resize(np.ones([4, 6, 3]), (2, 2)).shape
    (2, 2, 3)
    """
    extra = sorted(kwargs.keys() - {"backend_module"})
    if extra:
        raise TypeError(f"smart_resize() got unexpected keyword arguments: {extra}")
    if len(size) != 2:
        raise ValueError(f"Expected `size` to be a tuple of 2 integers, but got: {size}.")
    resized = resize(
        x, tuple(size), interpolation, crop_to_aspect_ratio=True, data_format=data_format
    )
    return resized.numpy() if isinstance(x, np.ndarray) else resized
