"""`tf.timestamp`: the time of day."""

from __future__ import annotations

import time

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor


def timestamp(name=None) -> Tensor:
    """Seconds since 1970-01-01 UTC, a float64 scalar: the time at which it is called.

    Args:
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.timestamp().dtype
    tf.float64
    """
    return convert_to_tensor(np.float64(time.time()))
