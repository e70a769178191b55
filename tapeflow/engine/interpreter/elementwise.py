"""Rules for primitives that work on each element by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine.dtypes import bfloat16, float16
from tapeflow.engine.interpreter.rules import plain, rule

HALF = (np.dtype(float16.np), np.dtype(bfloat16.np))


def _divide(x: Any, y: Any) -> Any:
    if x.dtype.kind not in "iu":
        return np.divide(x, y)
    safe = np.where(y == 0, np.ones_like(y), y)
    quotient = np.abs(x) // np.abs(safe) * (np.sign(x) * np.sign(safe))
    return np.where(y == 0, np.array(-1).astype(x.dtype), quotient).astype(x.dtype)


def _remainder(x: Any, y: Any) -> Any:
    if x.dtype.kind not in "iu":
        return np.fmod(x, y)
    safe = np.where(y == 0, np.ones_like(y), y)
    return np.where(y == 0, x, np.fmod(x, safe)).astype(x.dtype)


def _logistic(x: Any) -> Any:
    one = x.dtype.type(1)
    return one / (one + np.exp(-x))


def _shift_left(x: Any, y: Any) -> Any:
    return np.where(_in_width(x, y), np.left_shift(x, y), np.zeros_like(x))


def _shift_right_logical(x: Any, y: Any) -> Any:
    unsigned = x.dtype.str.replace("i", "u")
    shifted = np.right_shift(x.view(unsigned), y.view(unsigned))
    return np.where(_in_width(x, y), shifted, np.zeros_like(shifted)).view(x.dtype)


def _shift_right_arithmetic(x: Any, y: Any) -> Any:
    width = x.dtype.itemsize * 8
    return np.right_shift(x, np.where(_in_width(x, y), y, np.array(width - 1, y.dtype)))


def _in_width(x: Any, y: Any) -> Any:
    return (y >= 0) & (y < x.dtype.itemsize * 8)


def _select(which: Any, *cases: Any) -> Any:
    if which.dtype == bool and len(cases) == 2:
        return np.where(which, cases[1], cases[0])
    return np.choose(which, cases)


def _clamp(low: Any, x: Any, high: Any) -> Any:
    return np.minimum(np.maximum(x, low), high)


def _sign(x: Any) -> Any:
    if x.dtype.kind == "c":
        return np.where(x == 0, x, x / np.abs(np.where(x == 0, 1, x))).astype(x.dtype)
    return np.sign(x)


plain({
    "abs": np.abs, "acos": np.arccos, "acosh": np.arccosh, "add": np.add, "add_any": np.add,
    "and": np.bitwise_and, "asin": np.arcsin, "asinh": np.arcsinh, "atan": np.arctan,
    "atan2": np.arctan2, "atanh": np.arctanh, "cbrt": np.cbrt, "ceil": np.ceil, "clamp": _clamp,
    "complex": lambda x, y: x + y * np.complex64(1j) if x.dtype == np.float32 else x + y * 1j,
    "conj": np.conj, "cos": np.cos, "cosh": np.cosh, "div": _divide, "eq": np.equal,
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "floor": np.floor,
    "ge": np.greater_equal, "gt": np.greater, "imag": np.imag, "is_finite": np.isfinite,
    "le": np.less_equal, "log": np.log, "log1p": np.log1p, "logistic": _logistic, "lt": np.less,
    "max": np.maximum, "min": np.minimum, "mul": np.multiply, "ne": np.not_equal,
    "neg": np.negative, "nextafter": np.nextafter, "not": np.invert, "or": np.bitwise_or,
    "real": np.real, "rem": _remainder, "rsqrt": lambda x: x.dtype.type(1) / np.sqrt(x),
    "select_n": _select, "shift_left": _shift_left,
    "shift_right_arithmetic": _shift_right_arithmetic,
    "shift_right_logical": _shift_right_logical, "sign": _sign, "sin": np.sin, "sinh": np.sinh,
    "sqrt": np.sqrt, "square": lambda x: x * x, "sub": np.subtract, "tan": np.tan,
    "tanh": np.tanh, "xor": np.bitwise_xor,
})  # fmt: skip

plain({
    name: lambda x: x
    for name in ("copy", "copy_p", "stop_gradient")
})  # fmt: skip


@rule("optimization_barrier")
def _barrier(**_: Any):
    return lambda *arrays: arrays


@rule("pow")
def _power(**_: Any):
    return lambda x, y: np.power(x, y.astype(x.dtype) if x.dtype.kind != "c" else y)


@rule("integer_pow")
def _integer_power(y: int, **_: Any):
    def power(x: Any) -> Any:
        result = _whole_power(x, abs(y))
        return x.dtype.type(1) / result if y < 0 else result

    return power


def _whole_power(x: Any, exponent: int) -> Any:
    result, factor = None, x
    while exponent:
        if exponent & 1:
            result = factor if result is None else result * factor
        exponent >>= 1
        if exponent:
            factor = factor * factor
    return np.ones_like(x) if result is None else result


@rule("round")
def _round(rounding_method: Any, **_: Any):
    if int(rounding_method) == 1:
        return np.rint

    def away_from_zero(x: Any) -> Any:
        whole = np.trunc(x)
        return np.where(np.abs(x - whole) >= 0.5, whole + np.sign(x), whole).astype(x.dtype)

    return away_from_zero


@rule("convert_element_type")
def _convert(new_dtype: Any, **_: Any):
    new = np.dtype(new_dtype)
    if new.kind not in "iu":
        return lambda x: x.astype(new, copy=False)
    limits = np.iinfo(new)

    def convert(x: Any) -> Any:
        if x.dtype.kind in "biu":
            return x.astype(new, copy=False)
        wide = np.nan_to_num(x.real.astype(np.float64), nan=0.0, posinf=np.inf, neginf=-np.inf)
        inside = (wide > float(limits.min) - 1) & (wide < float(limits.max) + 1)
        whole = np.where(inside, wide, 0).astype(new)
        return np.where(inside, whole, np.where(wide > 0, limits.max, limits.min).astype(new))

    return convert


@rule("bitcast_convert_type")
def _bitcast(new_dtype: Any, **_: Any):
    new = np.dtype(new_dtype)

    def bitcast(x: Any) -> Any:
        x = np.ascontiguousarray(x).reshape(x.shape)
        if x.itemsize == new.itemsize:
            return x.view(new)
        if x.itemsize > new.itemsize:  # the parts become a last axis
            return x[..., None].view(new)
        return x.view(new)[..., 0]

    return bitcast
