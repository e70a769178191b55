"""`resident`: arrays that many programs read, put where they run."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.convert import from_jax
from tapeflow.engine.host_arrays import aligned, own_copy


def resident(array: Any, copy: bool = True, room: int | None = None) -> Tensor:
    """A tensor of an array's values that lives on the device.

    Args:
      array: a NumPy array of numbers, or a tensor.
      copy: whether changes of the NumPy array must not be seen later. Where the device is the host
        it is read in place otherwise.
      room: how long the first axis is to be, if longer; what is there is not initialized, nor does
        it take memory until it is.
    """
    if room is not None:
        larger = aligned((room, *array.shape[1:]), array.dtype)
        larger[: len(array)] = array
        array, copy = larger, False
    if isinstance(array, Tensor):
        value = array.value()
        if isinstance(value, jax.Array):
            return array
        array, copy = np.asarray(value, array.dtype.np), False
    if copy:
        array = own_copy(array, array.dtype)
    with jax.enable_x64(True):
        return from_jax(jax.device_put(array))


def host_is_device() -> bool:
    """Whether programs run on the processor and in the memory of Python itself."""
    return jax.default_backend() == "cpu"
