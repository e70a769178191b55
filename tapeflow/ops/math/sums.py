"""Sums of several tensors, and polynomials."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import jax

from tapeflow.engine import Tensor, Variable, dispatched, invalid, op
from tapeflow.ops.math.arithmetic import add, multiply
from tapeflow.ops.math.operands import numeric


@dispatched("math.add_n")
def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """The sum of all tensors of a list, elementwise.

    Args:
      inputs: a list of tensors of one shape and dtype, at least one.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `inputs` is no list, or empty.
      InvalidArgumentError: the shapes differ.

    >>> import tapeflow as tf
    >>> tf.add_n([1.0, 2.0, 3.0]).numpy()
    np.float32(6.0)
    """
    if isinstance(inputs, (Tensor, Variable)):
        inputs = [inputs]
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise ValueError(
            "inputs must be a list of at least one tensor with the same dtype and shape, "
            f"got {inputs!r}"
        )
    return _add_n(inputs)


@op("math.add_n")
def _add_n(inputs: Sequence[jax.Array]) -> jax.Array:
    numeric("math.add_n", *inputs)
    shapes = {array.shape for array in inputs}
    if len(shapes) > 1:
        raise invalid("tf.math.add_n: Inputs must have the same shape", given=sorted(shapes))
    return reduce(lambda total, array: total + array, inputs)


def accumulate_n(
    inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None
) -> Tensor:
    """The same as `add_n`; `shape` and `tensor_dtype` are known anyway.

    >>> import tapeflow as tf
    >>> tf.math.accumulate_n([1.0, 2.0]).numpy()
    np.float32(3.0)
    """
    return add_n(inputs)


def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Tensor:
    """`scalar * x`.

    Raises:
      ValueError: `scalar` is not of rank 0.

    >>> import tapeflow as tf
    >>> tf.math.scalar_mul(2.0, [1.0, 3.0]).numpy()
    array([2., 6.], dtype=float32)
    """
    if getattr(scalar, "ndim", 0):
        raise ValueError(f"Only scalar multiply works, got shape {scalar.shape}")
    return multiply(scalar, x)


def polyval(coeffs: Any, x: Any, name: str | None = None) -> Tensor:
    """The polynomial with those coefficients, the highest power's first, at `x`.

    Args:
      coeffs: a list of tensors that broadcast with `x`.
      x: a tensor.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `coeffs` is no list.

    >>> import tapeflow as tf
    >>> tf.math.polyval([2.0, 0.0, 1.0], 3.0).numpy()
    np.float32(19.0)
    """
    if not isinstance(coeffs, list):
        raise ValueError(f"Argument coeffs must be list type. Received type {type(coeffs)}.")
    if not coeffs:
        return multiply(x, 0)
    total = coeffs[0]
    for coefficient in coeffs[1:]:
        total = add(coefficient, multiply(total, x))
    return add(total, 0) if not isinstance(total, Tensor) else total
