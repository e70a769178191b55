"""`initial_value`: what the state of an optimizer or metric starts with."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import DType, Tensor, problem

_CONSTANTS = {None: 0, "zeros": 0, "Zeros": 0, "ones": 1, "Ones": 1}


def initial_value(initializer: Any, shape: Any, dtype: DType) -> Any:
    """An array for a variable to start with.

    Always an array, even for a scalar: a bare number would enter programs in another way than the
    results that follow it, so that the second update would have to be compiled again.

    Args:
      initializer: "zeros", "ones", None for zeros, or an initializer (or its class).
      shape: the array's shape.
      dtype: its dtype.

    Raises:
      NotImplementedError: another name.
    """
    shape = tuple(shape)
    if isinstance(initializer, type):
        initializer = initializer()
    if callable(initializer):
        value = initializer(shape, dtype=dtype)
        return np.asarray(value.numpy() if isinstance(value, Tensor) else value, dtype.np)
    if initializer not in _CONSTANTS:
        raise NotImplementedError(
            problem(
                "this initializer is not known by name here",
                given=f"initializer={initializer!r}",
                expected="'zeros', 'ones' or an object of tf.keras.initializers",
            )
        )
    return np.full(shape, _CONSTANTS[initializer], dtype.np)
