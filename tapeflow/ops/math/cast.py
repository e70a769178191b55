"""Conversion to another dtype."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import DType, NotDense, Tensor, as_dtype, convert_to_tensor, op, problem
from tapeflow.engine.dispatch import handled
from tapeflow.engine.dtypes import string
from tapeflow.engine.errors import UnimplementedError
from tapeflow.engine.spec import spec


def cast(x: Any, dtype: Any, name: str | None = None) -> Tensor:
    """`x` with its elements converted to `dtype`.

    Floats lose their fraction when they become integers, complex numbers their imaginary part;
    a bool is 0 or 1. A tensor that has the dtype already is returned as it is.

    Args:
      x: a tensor or what converts to one.
      dtype: the dtype to convert to.
      name: accepted for compatibility, not used.

    Raises:
      UnimplementedError: strings are to become numbers or the other way around.

    >>> import tapeflow as tf
    >>> tf.cast([1.8, -1.8], tf.int32).numpy()
    array([ 1, -1], dtype=int32)
    """
    if dtype.__class__ is not DType:
        dtype = as_dtype(dtype)
    if x.__class__ is not Tensor:
        given = x
        try:
            x = convert_to_tensor(x)
        except NotDense as error:
            return handled(error, "cast", (given, dtype))
        if (
            given.__class__ is np.ndarray  # not a variable, whose value must stay its tensor
            and x._value.__class__ is np.ndarray
            and x._spec.dtype is not dtype
            and _plain(x._spec.dtype, dtype)
        ):
            # An array that came in just now is converted before it goes to a device.
            return Tensor(x._value.astype(dtype.np), spec(x._spec.shape, dtype))
    if x._spec.dtype is dtype:
        return x
    if x._spec.dtype is string or dtype is string:
        raise UnimplementedError(
            None,
            None,
            problem(
                f"Cast {x.dtype.name} to {dtype.name} is not supported",
                fix="tf.strings.to_number or tf.strings.as_string",
            ),
        )
    return _cast(x, dtype)


def _plain(given: DType, wanted: DType) -> bool:
    """Whether NumPy converts as XLA does: nothing that overflows or is NaN."""
    return wanted.is_floating and (given.is_integer or given.is_floating or given.is_bool)


@op("cast")
def _cast(x: jax.Array, dtype=None) -> jax.Array:
    if jnp.iscomplexobj(x) and not dtype.is_complex:
        x = jnp.real(x)
    return x.astype(dtype.np)


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Tensor:
    """`cast`, with what lies outside the range of `dtype` moved to its ends.

    >>> import tapeflow as tf
    >>> tf.saturate_cast([-5.0, 300.0], tf.uint8).numpy()
    array([  0, 255], dtype=uint8)
    """
    return _saturate_cast(value, as_dtype(dtype))


@op("saturate_cast")
def _saturate_cast(value: jax.Array, dtype=None) -> jax.Array:
    if dtype.is_complex or jnp.iscomplexobj(value):
        raise TypeError(
            problem("tf.saturate_cast: complex numbers have no range", given=dtype, fix="tf.cast")
        )
    low, high = _range(dtype), _range(as_dtype(value.dtype))
    low, high = max(low[0], high[0]), min(low[1], high[1])
    if dtype.is_integer and jnp.issubdtype(value.dtype, jnp.floating):
        low, high = _inward(low, value.dtype, 1), _inward(high, value.dtype, -1)
    return jnp.clip(value, jnp.asarray(low, value.dtype), jnp.asarray(high, value.dtype)).astype(
        dtype.np
    )


def _range(dtype: DType) -> tuple:
    number = int if dtype.is_integer else float
    return number(dtype.min), number(dtype.max)


def _inward(bound: float, dtype: Any, sign: int) -> float:
    """The float nearest to an integer type's bound that does not lie beyond it."""
    rounded = np.asarray(bound, dtype)
    if (int(rounded) - int(bound)) * sign < 0:
        rounded = np.nextafter(rounded, np.asarray(0, dtype))
    return float(rounded)


def bitcast(input: Any, type: Any, name: str | None = None) -> Tensor:
    """The same bytes read as another dtype; a last axis is added or taken if its width differs.

    >>> import tapeflow as tf
    >>> tf.bitcast(1.0, tf.int32).numpy()
    np.int32(1065353216)
    """
    return _bitcast(input, as_dtype(type))


@op("bitcast", differentiable=False)
def _bitcast(input: jax.Array, dtype=None) -> jax.Array:
    return jax.lax.bitcast_convert_type(input, dtype.np)
