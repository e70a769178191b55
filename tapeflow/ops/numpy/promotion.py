"""Which dtype an operation of several dtypes has: JAX's lattice, without 64-bit results.

A 64-bit float comes out only where one went in. Python's numbers are weak: they take the dtype of
what they are combined with, if that can hold their kind.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import as_dtype, convert_to_tensor

_WEAK = {int: 1, float: 1.0, complex: 1j}


@functools.lru_cache
def result_type(*kinds: Any) -> str:
    """The name of the dtype that dtypes' names and Python's number types give together."""
    with jax.enable_x64(True):
        operands = [_WEAK[kind] if kind in _WEAK else jnp.dtype(kind) for kind in kinds]
        name = jnp.result_type(*operands).name
    if name == "float64" and "float64" not in kinds:
        return "float32"
    if name == "complex128" and not {"float64", "complex128"} & set(kinds):
        return "complex64"
    if name == "int64" and not any(kind in ("int64", "uint32", "uint64") for kind in kinds):
        return "int32"
    return "uint32" if name == "uint64" and len(kinds) > 1 else name


def promoted(*arrays: jax.Array) -> tuple[jax.Array, ...]:
    """Arrays, all in the dtype that they have together."""
    dtype = result_type(*[array.dtype.name for array in arrays])
    return tuple(array.astype(dtype) for array in arrays)


def floating(*arrays: jax.Array) -> tuple[jax.Array, ...]:
    """The same, in floats at least: whole numbers and booleans become float32."""
    dtype = result_type(*[array.dtype.name for array in arrays])
    if not jnp.issubdtype(dtype, jnp.inexact):
        dtype = "float32"
    return tuple(array.astype(dtype) for array in arrays)


def as_floats(array: jax.Array) -> jax.Array:
    """One array, in floats at least."""
    return floating(array)[0]


def summed(array: jax.Array) -> str:
    """The dtype in which an array is summed: small whole numbers have 32 bits."""
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind == "b" or (kind == "i" and size < 4):
        return "int32"
    return "uint32" if kind == "u" and size < 4 else array.dtype.name


def weak(*values: Any) -> list[Any]:
    """Values, of which Python's numbers became tensors of the dtype they have with the others."""
    kinds = [type(value) if type(value) in _WEAK else _dtype_name(value) for value in values]
    if not any(kind in _WEAK for kind in kinds):
        return list(values)
    known = [kind for kind in kinds if kind is not None]
    dtype = result_type(*known)
    if not any(isinstance(kind, str) for kind in known):
        dtype = {"int64": "int32", "float64": "float32"}.get(dtype, dtype)
    return [
        convert_to_tensor(value, dtype) if kind in _WEAK else value
        for value, kind in zip(values, kinds, strict=True)
    ]


def _dtype_name(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        value = convert_to_tensor(value)
    dtype = getattr(value, "dtype", None)
    return np.asarray(value).dtype.name if dtype is None else as_dtype(dtype).name


def takes_numbers(*names: str) -> Callable[[Callable], Callable]:
    """Lets Python's numbers be given for some arguments of an op, and takes them as weak."""

    def decorate(function: Callable) -> Callable:
        parameters = list(inspect.signature(function).parameters)
        places = {name: parameters.index(name) for name in names}

        @functools.wraps(function)
        def public(*args: Any, **kwargs: Any) -> Any:
            given = list(args)
            found = {
                name: given[place] if place < len(given) else kwargs.get(name)
                for name, place in places.items()
            }
            for name, value in zip(found, weak(*found.values()), strict=True):
                if places[name] < len(given):
                    given[places[name]] = value
                elif name in kwargs:
                    kwargs[name] = value
            return function(*given, **kwargs)

        return public

    return decorate
