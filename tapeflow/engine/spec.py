"""`Spec`: a shape and a dtype, interned, so that two equal ones are one object."""

from __future__ import annotations

import math
from typing import Any

from tapeflow.engine.dtypes import DType, as_dtype
from tapeflow.engine.tensor_shape import TensorShape


class Spec:
    """The static description of an array. Made by `spec`, never directly."""

    __slots__ = ("dtype", "nbytes", "ndim", "public_shape", "shape", "size")

    def __init__(self, shape: tuple[int, ...], dtype: DType):
        self.shape = shape
        self.dtype = dtype
        self.ndim = len(shape)
        self.size = math.prod(shape)
        self.nbytes = self.size * dtype.size
        self.public_shape = TensorShape(shape)

    def __repr__(self) -> str:
        return f"{self.shape} {self.dtype.name}"


_INTERNED: dict[tuple, Spec] = {}


def spec(shape: tuple[int, ...], dtype: DType) -> Spec:
    """The one `Spec` of this shape and dtype."""
    key = (shape, dtype.name)
    found = _INTERNED.get(key)
    if found is None:
        found = _INTERNED.setdefault(key, Spec(shape, dtype))
    return found


_BY_ARRAY: dict[tuple, Spec] = {}


def spec_of(array: Any) -> Spec:
    """The `Spec` of a NumPy or JAX array (or tracer)."""
    key = (array.shape, array.dtype)
    found = _BY_ARRAY.get(key)
    if found is None:
        found = _BY_ARRAY[key] = spec(tuple(int(n) for n in array.shape), as_dtype(array.dtype))
    return found
