"""`tf.experimental.numpy`: NumPy's names over tensors, with NumPy's promotion of dtypes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype, convert_to_tensor, problem
from tapeflow.engine.nest import flatten
from tapeflow.ops import array as array_ops
from tapeflow.ops import linalg, math
from tapeflow.ops.math.cast import cast
from tapeflow.ops.random.stateful import normal
from tapeflow.ops.random.stateful import uniform as uniform_numbers

ndarray = Tensor
newaxis = None
pi, e, inf = np.pi, np.e, np.inf


class _Preferences:
    float32 = False


def experimental_enable_numpy_behavior(
    prefer_float32: bool = False, dtype_conversion_mode: str = "legacy"
) -> None:
    """Gives tensors NumPy's methods: `reshape`, `astype`, `ravel`, `T`, `sum`, `tolist` and more.

    Operators of tensors of different dtypes stay an error; the functions of this module promote.

    Args:
      prefer_float32: whether Python's floats (and ints) become 32-bit numbers here.
      dtype_conversion_mode: only "legacy" (and its other name "all").

    Raises:
      NotImplementedError: another mode.
    """
    if dtype_conversion_mode not in ("legacy", "all", "off"):
        raise NotImplementedError(
            problem("dtype_conversion_mode", given=dtype_conversion_mode, expected="legacy")
        )
    _Preferences.float32 = bool(prefer_float32)
    for name, method in _METHODS.items():
        setattr(Tensor, name, method)


def _natural(value: Any) -> np.dtype | None:
    """The dtype that NumPy gives a value; None for a tensor's own."""
    if isinstance(value, (Tensor, Variable)):
        return None
    dtype = np.asarray(value).dtype
    if _Preferences.float32 and not isinstance(value, (np.ndarray, np.generic)):
        return np.dtype({"f": np.float32, "i": np.int32}.get(dtype.kind, dtype))
    return dtype


def asarray(a: Any, dtype: Any = None) -> Tensor:
    """A tensor of what converts to one, with NumPy's dtype: Python's floats are float64."""
    if isinstance(a, (Tensor, Variable)):
        tensor = convert_to_tensor(a)
    elif any(isinstance(leaf, (Tensor, Variable)) for leaf in flatten(a)):
        tensor = array_ops.stack([asarray(item) for item in a])
    else:
        tensor = convert_to_tensor(np.asarray(a, _natural(a)))
    return tensor if dtype is None else cast(tensor, dtype)


def array(val: Any, dtype: Any = None, copy: bool = True, ndmin: int = 0) -> Tensor:
    """`asarray`, of at least `ndmin` axes.

    >>> import tapeflow as tf
    >>> tf.experimental.numpy.array([1, 2]).dtype
    tf.int64
    """
    tensor = asarray(val, dtype)
    while tensor.ndim < ndmin:
        tensor = array_ops.expand_dims(tensor, 0)
    return tensor


def copy(a: Any) -> Tensor:
    """The same values: tensors never change."""
    return array_ops.identity(asarray(a))


def result_type(*arrays_and_dtypes: Any) -> Any:
    """The dtype that NumPy's rules give for several."""
    kinds = []
    for item in arrays_and_dtypes:
        if isinstance(item, (Tensor, Variable)):
            kinds.append(item.dtype.np)
        elif isinstance(item, (bool, int, float, complex)):
            kinds.append(item if not _Preferences.float32 else _natural(item))
        elif hasattr(item, "np"):
            kinds.append(item.np)
        else:
            kinds.append(
                np.asarray(item).dtype
                if not isinstance(item, (type, np.dtype, str))
                else np.dtype(item)
            )
    return as_dtype(np.result_type(*kinds))


def promoted(*operands: Any) -> list[Tensor]:
    """Operands as tensors of one dtype."""
    dtype = result_type(*operands)
    return [cast(asarray(value), dtype) for value in operands]


def _named(name: str, function: Callable, text: str) -> Callable:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = text
    return function


def _unary(name: str, of: Callable, floats: bool = False) -> Callable:
    def function(x: Any) -> Tensor:
        x = asarray(x)
        if floats and not (x.dtype.is_floating or x.dtype.is_complex):
            x = cast(x, "float32" if _Preferences.float32 else "float64")
        return of(x)

    return _named(name, function, f"`numpy.{name}` of a tensor.")


def _binary(name: str, of: Callable, floats: bool = False) -> Callable:
    def function(x1: Any, x2: Any) -> Tensor:
        x1, x2 = promoted(x1, x2)
        if floats and not (x1.dtype.is_floating or x1.dtype.is_complex):
            kind = "float32" if _Preferences.float32 else "float64"
            x1, x2 = cast(x1, kind), cast(x2, kind)
        return of(x1, x2)

    return _named(name, function, f"`numpy.{name}` of two tensors of any dtypes.")


def _reduction(name: str, of: Callable, floats: bool = False) -> Callable:
    def function(a: Any, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Tensor:
        a = asarray(a, dtype)
        if floats and not (a.dtype.is_floating or a.dtype.is_complex):
            a = cast(a, "float32" if _Preferences.float32 else "float64")
        if a.dtype.is_bool and name in ("sum", "prod"):
            a = cast(a, "int64")
        return of(a, axis, keepdims)

    return _named(name, function, f"`numpy.{name}` along axes, along all by default.")


abs = absolute = _unary("abs", math.abs)
ceil = _unary("ceil", math.ceil, True)
cos = _unary("cos", math.cos, True)
exp = _unary("exp", math.exp, True)
floor = _unary("floor", math.floor, True)
log = _unary("log", math.log, True)
negative = _unary("negative", math.negative)
sign = _unary("sign", math.sign)
sin = _unary("sin", math.sin, True)
sqrt = _unary("sqrt", math.sqrt, True)
square = _unary("square", math.square)
tan = _unary("tan", math.tan, True)
isnan = _unary("isnan", math.is_nan, True)
isfinite = _unary("isfinite", math.is_finite, True)
add = _binary("add", math.add)
subtract = _binary("subtract", math.subtract)
multiply = _binary("multiply", math.multiply)
divide = true_divide = _binary("divide", math.truediv, True)
floor_divide = _binary("floor_divide", math.floordiv)
mod = remainder = _binary("mod", math.floormod)
power = _binary("power", math.pow)
maximum = _binary("maximum", math.maximum)
minimum = _binary("minimum", math.minimum)
equal = _binary("equal", math.equal)
not_equal = _binary("not_equal", math.not_equal)
greater = _binary("greater", math.greater)
greater_equal = _binary("greater_equal", math.greater_equal)
less = _binary("less", math.less)
less_equal = _binary("less_equal", math.less_equal)
matmul = _binary("matmul", lambda x, y: x @ y)
sum = _reduction("sum", math.reduce_sum)
prod = _reduction("prod", math.reduce_prod)
mean = _reduction("mean", math.reduce_mean, True)
var = _reduction("var", math.reduce_variance, True)
std = _reduction("std", math.reduce_std, True)
amax = max = _reduction("max", math.reduce_max)
amin = min = _reduction("min", math.reduce_min)


def _shape(shape: Any) -> Any:
    return [shape] if isinstance(shape, int) else shape


def _floats(dtype: Any) -> Any:
    return as_dtype("float32" if _Preferences.float32 else "float64") if dtype is None else dtype


def ones(shape: Any, dtype: Any = None) -> Tensor:
    """Ones, float64 by default."""
    return array_ops.ones(_shape(shape), _floats(dtype))


def zeros(shape: Any, dtype: Any = None) -> Tensor:
    """Zeros, float64 by default."""
    return array_ops.zeros(_shape(shape), _floats(dtype))


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """A shape filled with a value."""
    return array_ops.broadcast_to(asarray(fill_value, dtype), _shape(shape))


def ones_like(a: Any, dtype: Any = None) -> Tensor:
    """Ones in the shape of another tensor."""
    return array_ops.ones_like(asarray(a), dtype)


def zeros_like(a: Any, dtype: Any = None) -> Tensor:
    """Zeros in the shape of another tensor."""
    return array_ops.zeros_like(asarray(a), dtype)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:
    """Ones on a diagonal."""
    return convert_to_tensor(np.eye(N, M, k, as_dtype(_floats(dtype)).np))


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Tensor:
    """Numbers at a distance of `step`."""
    values = np.arange(start, step=step) if stop is None else np.arange(start, stop, step)
    return asarray(values.astype(_natural(values.tolist()[:1] or 0.0)), dtype)


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None
) -> Tensor:
    """Numbers evenly from `start` to `stop`."""
    values = np.linspace(start, stop, num, endpoint)
    return asarray(values, _floats(dtype))


def reshape(a: Any, newshape: Any, order: str = "C") -> Tensor:
    """Another shape of the same elements."""
    if order != "C":
        raise NotImplementedError("tf.experimental.numpy.reshape: order other than 'C'")
    return array_ops.reshape(asarray(a), _shape(newshape))


def ravel(a: Any) -> Tensor:
    """A vector of all elements."""
    return array_ops.reshape(asarray(a), [-1])


def transpose(a: Any, axes: Any = None) -> Tensor:
    """The axes in another order, by default the reverse one."""
    return array_ops.transpose(asarray(a), axes)


def expand_dims(a: Any, axis: int) -> Tensor:
    """A new axis of size 1."""
    return array_ops.expand_dims(asarray(a), axis)


def squeeze(a: Any, axis: Any = None) -> Tensor:
    """Without axes of size 1."""
    return array_ops.squeeze(asarray(a), axis)


def concatenate(arys: Sequence, axis: int = 0) -> Tensor:
    """Tensors one after the other."""
    return array_ops.concat(promoted(*arys), axis)


def stack(arrays: Sequence, axis: int = 0) -> Tensor:
    """Tensors along a new axis."""
    return array_ops.stack(promoted(*arrays), axis)


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """`x` where the condition is true, else `y`; alone, the coordinates, one tensor an axis."""
    condition = cast(asarray(condition), "bool")
    if x is None and y is None:
        return tuple(array_ops.unstack(array_ops.where(condition), axis=1))
    x, y = promoted(x, y)
    return array_ops.where(condition, x, y)


def dot(a: Any, b: Any) -> Tensor:
    """The sum of products over the last axis of `a` and the last but one of `b`."""
    a, b = promoted(a, b)
    if not a.ndim or not b.ndim:
        return a * b
    return linalg.tensordot(a, b, [[-1], [-2 if b.ndim > 1 else -1]])


def argmax(a: Any, axis: int | None = None) -> Tensor:
    """Where the largest element is."""
    a = asarray(a)
    return math.argmax(ravel(a), 0) if axis is None else math.argmax(a, axis)


def argmin(a: Any, axis: int | None = None) -> Tensor:
    """Where the smallest element is."""
    a = asarray(a)
    return math.argmin(ravel(a), 0) if axis is None else math.argmin(a, axis)


def shape(a: Any) -> tuple[int, ...]:
    """The sizes."""
    return tuple(asarray(a).shape)


def randn(*args: int) -> Tensor:
    """Normal numbers in a shape, float64."""
    return normal(list(args), dtype=_floats(None))


def rand(*size: int) -> Tensor:
    """Numbers from `[0, 1)` in a shape, float64."""
    return uniform_numbers(list(size), dtype=_floats(None))


def uniform(low: float = 0.0, high: float = 1.0, size: Any = None) -> Tensor:
    """Numbers from `[low, high)`."""
    return uniform_numbers([] if size is None else _shape(size), low, high, _floats(None))


_METHODS: dict[str, Any] = {
    "T": property(transpose),
    "astype": lambda self, dtype: cast(self, dtype),
    "clip": lambda self, low, high: math.clip_by_value(self, low, high),
    "dot": dot,
    "max": max,
    "mean": mean,
    "min": min,
    "ravel": ravel,
    "reshape": lambda self, *sizes: reshape(self, sizes[0] if len(sizes) == 1 else sizes),
    "size": property(lambda self: self._spec.size),
    "sum": sum,
    "tolist": lambda self: self.numpy().tolist(),
    "transpose": lambda self, *axes: transpose(self, axes or None),
}
