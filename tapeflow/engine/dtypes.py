"""TensorFlow's data types, each one object, over NumPy's."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np


class DType:
    """The type of a tensor's elements; one object per type, so `is` compares.

    >>> import tapeflow as tf
    >>> tf.float32.as_numpy_dtype
    <class 'numpy.float32'>
    >>> tf.float32 == "float32", tf.as_dtype(np.int64).name
    (True, 'int64')
    """

    __slots__ = ("enum", "is_bool", "is_complex", "is_floating", "is_integer", "name", "np")

    def __init__(self, name: str, numpy_type: Any, enum: int):
        self.name = name
        self.np = np.dtype(numpy_type)
        self.enum = enum
        kind = self.np.kind
        self.is_floating = kind == "f" or name.startswith(("bfloat", "float"))
        self.is_integer = kind in "iu" or name.startswith(("int", "uint"))
        self.is_complex = kind == "c"
        self.is_bool = kind == "b"

    @property
    def as_numpy_dtype(self) -> type:
        return object if self.name == "string" else self.np.type

    @property
    def as_datatype_enum(self) -> int:
        return self.enum

    @property
    def base_dtype(self) -> DType:
        return self

    @property
    def real_dtype(self) -> DType:
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    @property
    def is_unsigned(self) -> bool:
        return self.np.kind == "u" or self.name.startswith("uint")

    @property
    def is_numeric(self) -> bool:
        return self.is_floating or self.is_integer or self.is_complex

    @property
    def is_differentiable(self) -> bool:
        return self.is_floating or self.is_complex

    @property
    def size(self) -> int:
        """Bytes per element."""
        return self.np.itemsize

    @property
    def min(self):
        return (ml_dtypes.iinfo if self.is_integer else ml_dtypes.finfo)(self.np).min

    @property
    def max(self):
        return (ml_dtypes.iinfo if self.is_integer else ml_dtypes.finfo)(self.np).max

    @property
    def limits(self):
        return self.min, self.max

    def is_compatible_with(self, other: Any) -> bool:
        return self is as_dtype(other)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, DType) or other is None:
            return False
        try:
            return self is as_dtype(other)
        except TypeError:
            return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: {self.name!r}>"

    def __reduce__(self):
        return as_dtype, (self.name,)


float32 = DType("float32", np.float32, 1)
float64 = DType("float64", np.float64, 2)
int32 = DType("int32", np.int32, 3)
uint8 = DType("uint8", np.uint8, 4)
int16 = DType("int16", np.int16, 5)
int8 = DType("int8", np.int8, 6)
string = DType("string", np.object_, 7)
complex64 = DType("complex64", np.complex64, 8)
int64 = DType("int64", np.int64, 9)
bool_ = DType("bool", np.bool_, 10)
bfloat16 = DType("bfloat16", ml_dtypes.bfloat16, 14)
uint16 = DType("uint16", np.uint16, 17)
complex128 = DType("complex128", np.complex128, 18)
float16 = DType("float16", np.float16, 19)
uint32 = DType("uint32", np.uint32, 22)
uint64 = DType("uint64", np.uint64, 23)

# Of few bits: `tf.dtypes.experimental`.
float8_e5m2 = DType("float8_e5m2", ml_dtypes.float8_e5m2, 24)
float8_e4m3fn = DType("float8_e4m3fn", ml_dtypes.float8_e4m3fn, 25)
float8_e4m3fnuz = DType("float8_e4m3fnuz", ml_dtypes.float8_e4m3fnuz, 26)
float8_e4m3b11fnuz = DType("float8_e4m3b11fnuz", ml_dtypes.float8_e4m3b11fnuz, 27)
float8_e5m2fnuz = DType("float8_e5m2fnuz", ml_dtypes.float8_e5m2fnuz, 28)
int4 = DType("int4", ml_dtypes.int4, 29)
uint4 = DType("uint4", ml_dtypes.uint4, 30)
int2 = DType("int2", ml_dtypes.int2, 31)
uint2 = DType("uint2", ml_dtypes.uint2, 32)
float4_e2m1fn = DType("float4_e2m1fn", ml_dtypes.float4_e2m1fn, 33)
NARROW = (
    float8_e5m2, float8_e4m3fn, float8_e4m3fnuz, float8_e4m3b11fnuz, float8_e5m2fnuz,
    int4, uint4, int2, uint2, float4_e2m1fn,
)  # fmt: skip
ALL = (
    float32, float64, int32, uint8, int16, int8, string, complex64, int64,
    bool_, bfloat16, uint16, complex128, float16, uint32, uint64,
)  # fmt: skip
_BY_NAME = {dtype.name: dtype for dtype in (*ALL, *NARROW)}
_ALIASES = {"half": float16, "float": float32, "double": float64, "bool_": bool_, "str": string}
_BY_ENUM = {dtype.enum: dtype for dtype in (*ALL, *NARROW)}
_BY_NUMPY = {dtype.np: dtype for dtype in (*ALL, *NARROW)}
_BY_PYTHON = {float: float32, bool: bool_, object: string, complex: complex128}
_CACHE: dict[Any, DType] = {}


def as_dtype(type_value: Any) -> DType:
    """The `DType` that a name, NumPy type, Python type or `DType` stands for.

    Raises:
      TypeError: nothing known by that name.
    """
    if type_value.__class__ is DType:
        return type_value
    found = _CACHE.get(type_value) if type_value.__hash__ else None
    if found is None:
        found = _lookup(type_value)
        if type_value.__hash__:
            _CACHE[type_value] = found
    return found


def _lookup(value: Any) -> DType:
    if isinstance(value, str):
        found = _BY_NAME.get(value) or _ALIASES.get(value)
        if found is not None:
            return found
    if isinstance(value, int) and value in _BY_ENUM:
        return _BY_ENUM[value]
    if isinstance(value, type) and value in _BY_PYTHON:
        return _BY_PYTHON[value]
    # Which of several is meant is not clear.
    if any(value is vague for vague in (int, str, bytes, None)):
        raise _unknown(value)
    try:
        numpy_dtype = np.dtype(value)
    except TypeError:
        pass
    else:
        if numpy_dtype.kind in "SU":
            return string
        if numpy_dtype in _BY_NUMPY:
            return _BY_NUMPY[numpy_dtype]
    dtype = getattr(value, "dtype", None)
    if dtype is not None and dtype is not value:
        return as_dtype(dtype)
    raise _unknown(value)


def _unknown(value: Any) -> TypeError:
    return TypeError(
        f"Cannot convert the argument `type_value`: {value!r} to a TensorFlow DType; "
        f"known are {', '.join(_BY_NAME)}"
    )
