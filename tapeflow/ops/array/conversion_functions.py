"""`tf.register_tensor_conversion_function`, `tf.tuple` and `tf.AggregationMethod`."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import CONVERTERS, DType, Tensor, convert_to_tensor


def register_tensor_conversion_function(
    base_type: Any, conversion_func: Callable, priority: int = 100
) -> None:
    """Says how objects of a class become tensors, wherever a tensor is wanted.

    Args:
      base_type: a class, or a tuple of classes.
      conversion_func: `conversion_func(value, dtype=None, name=None, as_ref=False)` gives a tensor.
      priority: not used: the last one registered for a class counts.

    Raises:
      TypeError: `base_type` is no class, or one of Python's or NumPy's numbers.

    >>> import tapeflow as tf
    >>> class Celsius:
    ...     degrees = 20.0
    >>> tf.register_tensor_conversion_function(
    ...     Celsius, lambda value, dtype=None, name=None, as_ref=False: tf.constant(value.degrees)
    ... )
    >>> (tf.constant(1.0) + Celsius()).numpy()
    np.float32(21.0)
    """
    kinds = base_type if isinstance(base_type, builtins.tuple) else (base_type,)
    if not all(isinstance(kind, type) for kind in kinds):
        raise TypeError(f"Argument `base_type` must be a type or a tuple of types: {base_type!r}")
    if not callable(conversion_func):
        raise TypeError(f"Argument `conversion_func` must be callable: {conversion_func!r}")
    if any(issubclass(kind, (int, float, complex, np.generic, np.ndarray)) for kind in kinds):
        raise TypeError(
            "Cannot register conversions for Python numeric types and NumPy scalars and arrays."
        )

    def converted(value: Any, dtype: DType | None) -> Tensor:
        return convert_to_tensor(
            conversion_func(value, dtype=dtype, name=None, as_ref=False), dtype
        )

    for kind in kinds:
        CONVERTERS[kind] = converted


def tuple(
    tensors: Sequence, control_inputs: Sequence | None = None, name: str | None = None
) -> list:
    """The tensors, None left as it is; a program computes all of them in any case.

    Args:
      tensors: a list of tensors and None.
      control_inputs: not used.
      name: accepted for compatibility, not used.
    """
    return [None if tensor is None else convert_to_tensor(tensor) for tensor in tensors]


class AggregationMethod:
    """How derivatives are added up: here always as XLA finds best."""

    ADD_N = 0
    DEFAULT = ADD_N
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2
