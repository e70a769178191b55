"""Images of three or four axes: `[height, width, channels]`, with or without a batch before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, host_value, problem
from tapeflow.engine.trace import local


def image_tensor(image: Any) -> Tensor:
    """A tensor of three or four axes.

    Raises:
      ValueError: it has more or fewer.
    """
    tensor = convert_to_tensor(image)
    if tensor.ndim not in (3, 4):
        raise ValueError(
            problem(
                "'image' (shape %s) must have either 3 or 4 dimensions." % (tensor.shape,),  # noqa: UP031
                expected="[height, width, channels] or [batch, height, width, channels]",
            )
        )
    return tensor


def at_least_3d(image: Any) -> Tensor:
    """A tensor of at least three axes.

    Raises:
      ValueError: it has fewer.
    """
    tensor = convert_to_tensor(image)
    if tensor.ndim < 3:
        raise ValueError(f"'image' (shape {tensor.shape}) must be at least three-dimensional.")
    return tensor


def on_host(image: Tensor) -> np.ndarray | None:
    """The image if it is on the host and no tape asks for gradients; else None.

    Images from files come in all sizes. What is done with one of them there needs no program of its
    own, which would have to be compiled for each size.
    """
    return None if local.tapes else host_value(image)


def either(function: Callable, image: Tensor, recorded: Callable) -> Tensor:
    """`function` of an image that is on the host, computed at once; otherwise a recorded op.

    Args:
      function: takes and gives NumPy arrays.
      image: the image.
      recorded: takes and gives tensors.
    """
    known = on_host(image)
    return recorded(image) if known is None else convert_to_tensor(function(known))
