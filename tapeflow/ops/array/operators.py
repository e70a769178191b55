"""Installs Python's operators and indexing on tensors and variables."""

from __future__ import annotations

from collections.abc import Callable
from operator import add, floordiv, mod, mul, sub
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, Variable, convert_to_tensor, invalid, op, problem
from tapeflow.engine.convert import number
from tapeflow.engine.dtypes import int32, string
from tapeflow.engine.errors import InvalidArgumentError
from tapeflow.ops.array.getitem import getitem
from tapeflow.ops.math import arithmetic, comparison, logical
from tapeflow.ops.math.pow import pow as power
from tapeflow.ops.math.sign import abs as absolute


@op("linalg.matmul", costly=True)
def _matmul(a: jax.Array, b: jax.Array) -> jax.Array:
    for position, array in enumerate((a, b)):
        if array.ndim < 2:
            raise invalid(
                f"In[{position}] ndims must be >= 2",
                given=f"{a.shape} @ {b.shape}",
                fix="tf.tensordot(a, b, 1), or add an axis with x[:, tf.newaxis]",
            )
    if a.shape[-1] != b.shape[-2]:
        raise invalid(f"Matrix size-incompatible: In[0]: {list(a.shape)}, In[1]: {list(b.shape)}")
    return jnp.matmul(a, b)


def _either(on_bools: Callable, on_integers: Callable) -> Callable:
    """Python's `&`, `|` and `^`: logic for booleans, bits for integers."""

    def choose(x: Any, y: Any) -> Tensor:
        is_bool = (x if hasattr(x, "dtype") else y).dtype == bool
        return (on_bools if is_bool else on_integers)(x, y)

    return choose


def _invert(x: Any) -> Tensor:
    return (logical.logical_not if x.dtype.is_bool else logical.invert)(x)


_ARITHMETIC = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.truediv,
    "floordiv": arithmetic.floordiv,
    "mod": arithmetic.floormod,
    "pow": power,
    "matmul": _matmul,
    "and": _either(logical.logical_and, logical.bitwise_and),
    "or": _either(logical.logical_or, logical.bitwise_or),
    "xor": _either(logical.logical_xor, logical.bitwise_xor),
}
_COMPARISONS = {
    "lt": (comparison.less, "gt"),
    "le": (comparison.less_equal, "ge"),
    "gt": (comparison.greater, "lt"),
    "ge": (comparison.greater_equal, "le"),
}


def _on_sizes(function: Callable, python: Callable) -> Callable:
    """`function`, done in Python on whole numbers that are Python's own already.

    Such are the sizes that come out of `tf.shape`, and counters: what is computed of them stays
    known, so that a shape can be made of it without running anything.
    """

    def operator(self, other):
        if self._value.__class__ is int and self._spec.dtype is int32:
            value = other if other.__class__ is int else None
            if other.__class__ is Tensor and other._spec is self._spec:
                value = other._value
            if value.__class__ is int and (value > 0 or python not in _DIVISIONS):
                result = python(self._value, value)
                if -(2**31) <= result < 2**31:
                    return number(result, int32)
        return function(self, other)

    return operator


def _forward(function: Callable, reflected: str) -> Callable:
    def operator(self, other):
        try:
            return function(self, other)
        except (TypeError, ValueError, InvalidArgumentError):
            if function is arithmetic.add and _are_strings(self, other):
                return convert_to_tensor(np.add(_objects(self), _objects(other)))
            if function is not arithmetic.add:
                _refuse_number(self, other)
            if _has_its_own(other, reflected):
                return NotImplemented
            raise

    return operator


def _reflected(function: Callable, forward: str) -> Callable:
    def operator(self, other):
        try:
            return function(other, self)
        except (TypeError, ValueError, InvalidArgumentError):
            if function is arithmetic.add and _are_strings(self, other):
                return convert_to_tensor(np.add(_objects(other), _objects(self)))
            _refuse_number(self, other)
            if _has_its_own(other, forward):
                return NotImplemented
            raise

    return operator


def _refuse_number(tensor: Any, other: Any) -> None:
    """TensorFlow's error for a Python number that the tensor's dtype can't hold."""
    dtype = tensor.dtype
    if isinstance(other, complex) or (isinstance(other, float) and dtype.is_integer):
        raise TypeError(
            problem(
                f"Cannot convert {other!r} to EagerTensor of dtype {dtype.name}",
                fix=f"tf.cast(x, tf.float32), or a whole number of {dtype.name}",
            )
        )


def _has_its_own(other: Any, method: str) -> bool:
    """Whether a stranger that is no array knows the operation, and shall have its turn."""
    kind = other.__class__
    if kind.__module__ in ("builtins", "numpy") or kind in (Tensor, Variable):
        return False
    return hasattr(kind, method) and not hasattr(other, "__array__")


def _are_strings(*operands: Any) -> bool:
    return all(isinstance(x, (str, bytes)) or getattr(x, "dtype", None) is string for x in operands)


def _objects(x: Any) -> np.ndarray:
    return np.asarray(convert_to_tensor(x).numpy(), object)


def _equality(function: Callable, on_mismatch: bool, of_objects: Callable) -> Callable:
    def operator(self, other):
        if other is None:
            return on_mismatch
        try:
            return function(self, other)
        except (TypeError, ValueError, InvalidArgumentError):
            if _are_strings(self, other):
                return convert_to_tensor(
                    np.asarray(of_objects(_objects(self), _objects(other)), bool)
                )
            if not _compatible(self, other):
                return convert_to_tensor(on_mismatch)
            raise

    return operator


def _compatible(x: Any, y: Any) -> bool:
    """Whether the shapes fit, as far as the other operand has one."""
    try:
        np.broadcast_shapes(tuple(x.shape), tuple(convert_to_tensor(y).shape))
    except ValueError:
        return not hasattr(y, "__len__")
    except TypeError:
        return True
    return True


_DIVISIONS = (floordiv, mod)
_ON_SIZES = {"add": add, "sub": sub, "mul": mul, "floordiv": floordiv, "mod": mod}


def _install() -> None:
    for kind in (Tensor, Variable):
        for name, function in _ARITHMETIC.items():
            _set(kind, f"__{name}__", _forward(function, f"__r{name}__"))
            _set(kind, f"__r{name}__", _reflected(function, f"__{name}__"))
        for name, (function, mirrored) in _COMPARISONS.items():
            _set(kind, f"__{name}__", _forward(function, f"__{mirrored}__"))
        _set(kind, "__eq__", _equality(comparison.equal, False, np.equal))
        _set(kind, "__ne__", _equality(comparison.not_equal, True, np.not_equal))
        _set(kind, "__neg__", lambda self: arithmetic.negative(self))
        _set(kind, "__abs__", lambda self: absolute(self))
        _set(kind, "__invert__", lambda self: _invert(self))
        _set(kind, "__getitem__", getitem)
    for name, python in _ON_SIZES.items():
        _set(Tensor, f"__{name}__", _on_sizes(getattr(Tensor, f"__{name}__"), python))


def _set(kind: type, name: str, function: Callable) -> None:
    setattr(kind, name, function)


_install()
