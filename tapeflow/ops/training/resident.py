"""`resident`: arrays that many programs read, put where they run."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.convert import from_jax, own_copy


def resident(array: Any, copy: bool = True) -> Tensor:
    """A tensor of an array's values that lives on the device.

    Args:
      array: a NumPy array of numbers, or a tensor.
      copy: whether changes of the NumPy array must not be seen later. Where the device is the host
        it is read in place otherwise.
    """
    if isinstance(array, Tensor):
        value = array.value()
        if isinstance(value, jax.Array):
            return array
        array, copy = np.asarray(value, array.dtype.np), False
    if copy:
        array = own_copy(array, array.dtype)
    with jax.enable_x64(True):
        return from_jax(jax.device_put(array))
