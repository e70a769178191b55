"""`normalize`: vectors of length one."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor


def normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    """`x` divided by its norm along `axis`; what has norm 0 stays.

    Args:
      x: an array or tensor.
      axis: the axis of the vectors.
      order: of the norm, at least 1.

    Returns:
      An array for an array, a tensor for a tensor.

    >>> import tapeflow as tf
    >>> tf.keras.utils.normalize(np.array([[3.0, 4.0]])).tolist()
    [[0.6, 0.8]]
    """
    if not isinstance(order, int) or order < 1:
        raise ValueError(f"Argument `order` must be an int >= 1. Received: order={order}")
    array = np.asarray(x)
    norms = np.atleast_1d(np.linalg.norm(array, order, axis))
    norms[norms == 0] = 1
    axis = -1 if axis is None else axis
    result = array / np.expand_dims(norms, axis)
    return convert_to_tensor(result.astype(array.dtype)) if isinstance(x, Tensor) else result
