"""Strings are on the host: arrays of bytes, and functions applied to each."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.engine.dtypes import string
from tapeflow.ops.ragged import RaggedTensor


def bytes_of(value: Any) -> np.ndarray:
    """A string tensor (or what converts to one) as an array of bytes.

    Raises:
      TypeError: it is no string.
    """
    if isinstance(value, np.ndarray) and value.dtype == object:
        return value
    tensor = convert_to_tensor(value)
    if tensor.dtype is not string:
        if not tensor.shape.num_elements():
            return np.empty(tuple(tensor.shape), object)
        raise TypeError(f"Cannot convert {value!r} to EagerTensor of dtype string")
    return np.asarray(tensor.numpy(), object)


def strings(array: Any) -> Tensor:
    """A string tensor of an array (or a flat list) of bytes."""
    if isinstance(array, list):
        listed, array = array, np.empty(len(array), object)
        array[:] = listed
    return convert_to_tensor(array, string)


def each(function: Callable, value: Any, dtype: Any = string) -> Tensor:
    """The tensor of `function` of each string."""
    array = bytes_of(value)
    results = [function(item) for item in array.ravel().tolist()]
    if dtype is string:
        return convert_to_tensor(_shaped(results, array.shape), string)
    return convert_to_tensor(np.array(results, dtype.np).reshape(array.shape))


def _shaped(results: list, shape: tuple[int, ...]) -> np.ndarray:
    array = np.empty(len(results), object)
    array[:] = results
    return array.reshape(shape)


def elementwise(function: Callable) -> Callable:
    """Lets a function of strings (its first argument) take a ragged tensor of them."""

    @functools.wraps(function)
    def mapped(input: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(input, RaggedTensor):
            return input.with_flat_values(function(input.flat_values, *args, **kwargs))
        return function(input, *args, **kwargs)

    return mapped


def in_rows(function: Callable, input: Any) -> Any:
    """Pieces of each string as its row: a ragged tensor, or a tensor for a single string.

    Args:
      function: gives the list of a string's pieces, or a tensor of them all and their numbers.
      input: strings of any shape, or a ragged tensor of them.
    """
    if isinstance(input, RaggedTensor):
        return input.with_values(in_rows(function, input.values))
    array = bytes_of(input)
    rows = [function(item) for item in array.ravel().tolist()]
    lengths = np.array([len(row) for row in rows], np.int64)
    flat = [piece for row in rows for piece in row]
    pieces = (
        convert_to_tensor(np.array(flat, np.int32))
        if flat and isinstance(flat[0], int)
        else strings(flat)
    )
    if not array.ndim:
        return pieces
    ragged = RaggedTensor.from_row_lengths(pieces, lengths)
    for size in reversed(array.shape[1:]):
        ragged = RaggedTensor.from_uniform_row_length(ragged, size)
    return ragged
