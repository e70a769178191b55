"""`tf.py_function`, `tf.numpy_function`: Python functions of values, also inside `tf.function`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import jax
import numpy as np
from jax.experimental import io_callback

from tapeflow.engine import (
    DType,
    Tensor,
    as_dtype,
    check_callable,
    convert_to_tensor,
    invalid,
    op,
    problem,
    tell,
)
from tapeflow.engine.callback import Callback
from tapeflow.engine.dtypes import string
from tapeflow.engine.errors import HostValueNeededError
from tapeflow.engine.init_scope import recording
from tapeflow.engine.spec import spec
from tapeflow.engine.tensor_shape import TensorShape
from tapeflow.engine.type_spec import TensorSpec


def py_function(
    func: Callable | None = None, inp: Any = None, Tout: Any = None, name: str | None = None
) -> Any:
    """Calls a Python function of eager tensors.

    Outside of `tf.function` it is called at once, and gradients flow through what it does. Inside,
    it is called each time the function runs. Where `Tout` tells shapes too, as `tf.TensorSpec`s,
    the function is a program that calls back, and no gradient flows; else it runs as Python. Called
    back, `func` finds variables that the function assigns to as they were at the call.

    Args:
      func: takes as many tensors as `inp` has, and gives a tensor, a list of them, or None. Left
        out, as in `@tf.py_function(Tout=tf.int32)`, the result is a decorator.
      inp: a list of tensors.
      Tout: the dtype of the result, or a list of them (or `tf.TensorSpec`s); [] for none.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `func` is not callable.

    >>> import tapeflow as tf
    >>> tf.py_function(lambda x: x.numpy() + 1, [tf.constant(1)], tf.int32).numpy()
    np.int32(2)
    """
    if func is None:
        return lambda func: wraps(func)(lambda *inp: py_function(func, inp, Tout))
    check_callable(func, "tf.py_function", "func", ValueError)
    tensors = [convert_to_tensor(value) for value in _listed(inp)]
    if not recording():
        return _typed(func(*tensors), Tout)

    def of_arrays(*arrays: np.ndarray) -> Any:
        return func(*map(convert_to_tensor, arrays))

    return _called_back(of_arrays, tensors, Tout, "tf.py_function")


def numpy_function(
    func: Callable | None = None,
    inp: Any = None,
    Tout: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """Calls a Python function of NumPy arrays; no gradient flows through it.

    Args:
      func: takes as many arrays as `inp` has, and gives an array, or a list of them. Left out, as
        in `@tf.numpy_function(Tout=tf.int32)`, the result is a decorator.
      inp: a list of tensors.
      Tout: as for `tf.py_function`.
      stateful: accepted for compatibility: it is called each time.
      name: accepted for compatibility, not used.

    Raises:
      TypeError: `func` is not callable.

    >>> import tapeflow as tf
    >>> tf.numpy_function(lambda x: x * 2, [tf.constant([1.0])], tf.float32).numpy()
    array([2.], dtype=float32)
    """
    if func is None:
        return lambda func: wraps(func)(lambda *inp: numpy_function(func, inp, Tout))
    check_callable(func, "tf.numpy_function", "func")
    tensors = [convert_to_tensor(value) for value in _listed(inp)]
    if not recording():
        return _typed(func(*[tensor.numpy() for tensor in tensors]), Tout)
    return _called_back(func, tensors, Tout, "tf.numpy_function")


def _listed(inp: Any) -> list:
    if inp is None:
        return []
    return list(inp) if isinstance(inp, (list, tuple)) else [inp]


def _typed(results: Any, wanted: Any) -> Any:
    if isinstance(wanted, (list, tuple)):
        if not wanted:
            return []
        given = results if isinstance(results, (list, tuple)) else [results]
        return [_as(value, kind) for value, kind in zip(given, wanted, strict=True)]
    if isinstance(results, (list, tuple)) and not isinstance(wanted, TensorSpec):
        return convert_to_tensor(results, as_dtype(wanted))
    return _as(results, wanted)


def _as(value: Any, kind: Any) -> Tensor:
    dtype = kind.dtype if isinstance(kind, TensorSpec) else as_dtype(kind)
    if isinstance(value, Tensor) and value.dtype is not dtype:
        raise _wrong_dtype(value.dtype, dtype)
    array = value
    if isinstance(value, np.ndarray) and value.dtype.kind not in "OSU" and value.dtype != dtype.np:
        raise _wrong_dtype(as_dtype(value.dtype), dtype)
    return convert_to_tensor(array, dtype)


def _wrong_dtype(given: DType, wanted: DType) -> Exception:
    """The error for a function that gave another dtype than it said."""
    return invalid(
        "py_function: the function returned another dtype than Tout says",
        given=given.name,
        expected=wanted.name,
        fix=f"return value.astype({wanted.name!r}), or another Tout",
    )


def _called_back(func: Callable, tensors: list[Tensor], wanted: Any, name: str) -> Any:
    many = isinstance(wanted, (list, tuple))
    specs = [_known(kind, name) for kind in (wanted if many else [wanted])]
    if any(tensor.dtype is string for tensor in tensors):
        raise HostValueNeededError(f"{name} of strings: only Python can run this")
    callback = Callback(func, [spec(*known) for known in specs])
    failed, *results = _callback(tensors, func=callback)
    tell(callback.raise_error, failed, (), every=False)
    return results if many else results[0]


def _known(kind: Any, name: str) -> tuple[tuple[int, ...], DType]:
    if not isinstance(kind, TensorSpec) or not TensorShape(kind.shape).is_fully_defined():
        raise HostValueNeededError(
            problem(
                f"{name}: the shapes of its results must be known here",
                given=f"Tout {kind!r}",
                expected="tf.TensorSpec(shape, dtype)",
                fix="give Tout as specs",
            )
        )
    return tuple(kind.shape), kind.dtype


@op("py_function", free=("operands",), differentiable=False)
def _callback(operands: Sequence[jax.Array], func=None) -> tuple:
    wanted = [jax.ShapeDtypeStruct((), bool)]
    wanted += [jax.ShapeDtypeStruct(each.shape, each.dtype.np) for each in func.specs]
    return io_callback(func, tuple(wanted), *operands, ordered=False)
