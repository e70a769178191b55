"""`initial_value`: what the state of an optimizer or metric starts with."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import DType
from tapeflow.keras import initializers

_CONSTANTS = {"zeros": 0, "ones": 1}


def initial_value(initializer: Any, shape: Any, dtype: DType) -> np.ndarray:
    """An array for a variable to start with.

    Always an array, even for a scalar: a bare number would enter programs in another way than the
    results that follow it, so that the second update would have to be compiled again.

    Args:
      initializer: an initializer, its name or class; None is "zeros".
      shape: the array's shape.
      dtype: its dtype.

    Raises:
      ValueError: there is no initializer of that name.
    """
    initializer = initializer or "zeros"
    if isinstance(initializer, str) and initializer in _CONSTANTS:
        return np.full(tuple(shape), _CONSTANTS[initializer], dtype.np)
    value = initializers.get(initializer)(tuple(shape), dtype=dtype)
    return np.asarray(value, dtype.np)
