"""The one gate through which Python and NumPy values become tensors, with TensorFlow's dtypes."""

from __future__ import annotations

import math
from typing import Any

import jax
import numpy as np

from tapeflow.engine.dtypes import (
    DType,
    as_dtype,
    bool_,
    complex128,
    float32,
    int32,
    int64,
    string,
)
from tapeflow.engine.errors import invalid, problem
from tapeflow.engine.host_arrays import copied
from tapeflow.engine.spec import spec, spec_of
from tapeflow.engine.symbolic import Symbolic
from tapeflow.engine.tensor import Tensor

# How other classes become tensors: type -> function(value, dtype or None) -> Tensor. Variables and
# the classes above the engine register themselves here.
CONVERTERS: dict[type, Any] = {}
# Set by ops.array: stacks a (nested) list that has tensors in it.
stack_list: Any = None

# dtype -> the scalar's spec, and the integers it can hold.
_SCALARS: dict[DType, tuple] = {}
_INT32 = range(-(2**31), 2**31)
_INT64 = range(-(2**63), 2**63)


def convert_to_tensor(
    value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None
) -> Tensor:
    """`value` as a tensor.

    Python floats become float32 and ints int32 (int64 where int32 is too small); NumPy arrays keep
    their type and are copied, so that changing the array later does not change the tensor.

    Args:
      value: a tensor, variable, number, string, (nested) list, NumPy or JAX array, or anything with
        `__array__`.
      dtype: the dtype the result must have; numbers and arrays are converted, a tensor is not.
      dtype_hint: the same, where it is possible.
      name: accepted for compatibility, not used.

    Raises:
      ValueError: `value` is a tensor of another dtype, or a list of uneven rows.
      TypeError: `value` can't be converted to `dtype`.

    >>> import tapeflow as tf
    >>> tf.convert_to_tensor([1, 2]).dtype, tf.convert_to_tensor(0.5).dtype
    (tf.int32, tf.float32)
    """
    if value.__class__ is Tensor:
        if dtype is not None and value._spec.dtype is not as_dtype(dtype):
            raise ValueError(
                problem(
                    f"Tensor conversion requested dtype {as_dtype(dtype).name} for Tensor "
                    f"with dtype {value.dtype.name}",
                    given=f"shape {value.shape}, dtype {value.dtype.name}",
                    fix=f"tf.cast(x, tf.{as_dtype(dtype).name})",
                )
            )
        return value
    if value.__class__ is np.ndarray and dtype_hint is None:
        return convert(value, None if dtype is None else as_dtype(dtype))
    try:
        return as_operand(value, dtype, dtype_hint)
    except Symbolic:
        if dtype is not None and value.dtype != as_dtype(dtype):
            raise
        return value


def as_operand(value: Any, dtype: Any = None, dtype_hint: Any = None) -> Tensor:
    """`convert_to_tensor` of what is no tensor, for an op: a stand-in for a tensor is refused."""
    if dtype is None and dtype_hint is not None:
        try:
            return convert(value, as_dtype(dtype_hint))
        except (TypeError, ValueError, OverflowError):
            pass
    return convert(value, None if dtype is None else as_dtype(dtype))


def convert(value: Any, dtype: DType | None) -> Tensor:
    """`convert_to_tensor` for a value that is no tensor yet, and a dtype that is a `DType`."""
    kind = value.__class__
    if kind is float:
        return number(value, dtype or float32)
    if kind is int:
        return number(value, dtype or (int32 if value in _INT32 else int64))
    if kind is np.ndarray and value.dtype.kind not in "OSU":
        return copied(value, value.dtype if dtype is None else dtype.np)
    if kind is Tensor:
        return convert_to_tensor(value, dtype)
    converter = CONVERTERS.get(kind)
    if converter is None:
        for base in kind.__mro__[1:]:
            if base in CONVERTERS:
                converter = CONVERTERS[kind] = CONVERTERS[base]
                break
        else:
            converter = _convert_other
    return converter(value, dtype)


def adopt(array: np.ndarray) -> Tensor:
    """A tensor of an array, not copied: whoever made it must not keep it."""
    return Tensor(array, spec_of(array))


def number(value: Any, dtype: DType) -> Tensor:
    """A scalar that enters programs as data, packed with the others of its dtype."""
    found = _SCALARS.get(dtype)
    if found is None:
        whole = range(dtype.min, dtype.max + 1) if dtype.is_integer else None
        found = _SCALARS[dtype] = (spec((), dtype), whole)
    scalar, whole = found
    if value.__class__ is float:
        if whole is not None or dtype.is_bool:
            raise _wrong_type(value, dtype)
    elif whole is not None and value not in whole:
        raise _out_of_range(value, dtype)
    if dtype is string:
        raise _wrong_type(value, dtype)
    if dtype.is_bool:
        raise _wrong_type(value, dtype)
    return Tensor(value, scalar)


def constant(
    value: Any, dtype: Any = None, shape: Any = None, name: str | None = "Const"
) -> Tensor:
    """A tensor of `value`, in `shape` if it is given (one number fills the whole shape).

    Args:
      value: a number, string, (nested) list, or array; a tensor is returned as it is.
      dtype: its dtype; by default float32 for floats, int32 for ints, NumPy's own for arrays.
      shape: the result's shape; `value` is reshaped, or repeated if it is a single number.
      name: accepted for compatibility, not used.

    Raises:
      TypeError: `value` doesn't fit `shape`, or can't be had in `dtype`.
      ValueError: rows of different lengths, or numbers mixed with strings.

    >>> import tapeflow as tf
    >>> print(tf.constant([[1, 2], [3, 4]]))
    tf.Tensor(
    [[1 2]
     [3 4]], shape=(2, 2), dtype=int32)
    """
    if value.__class__ is Tensor and dtype is not None and value.dtype is not as_dtype(dtype):
        value = value.numpy()
    tensor = convert_to_tensor(value, dtype)
    if shape is None:
        return tensor
    wanted = tuple(int(n) for n in (shape if hasattr(shape, "__iter__") else (shape,)))
    if wanted == tensor._spec.shape:
        return tensor
    array = np.asarray(tensor.numpy())
    if array.size == 1:
        array = np.full(wanted, array.reshape(()), array.dtype)
    elif array.size == math.prod(wanted):
        array = array.reshape(wanted)
    else:
        raise TypeError(
            f"Eager execution of tf.constant with unsupported shape. Tensor {tensor.shape} "
            f"(converted from {value!r}) has {array.size} elements, but got `shape` {wanted} with "
            f"{math.prod(wanted)} elements"
        )
    return Tensor(array, spec(wanted, tensor.dtype))


def host_value(tensor: Tensor) -> np.ndarray | None:
    """The value as NumPy if it is on the host already, so that looking costs no wait; else None."""
    value = tensor._value
    if value.__class__ is np.ndarray:
        return value
    if value is None or isinstance(value, jax.Array):
        return None
    return np.asarray(value, tensor.dtype.np)


def from_jax(array: jax.Array) -> Tensor:
    """A tensor that shares a JAX array."""
    return Tensor(array, spec_of(array))


def _convert_other(value: Any, dtype: DType | None) -> Tensor:
    if isinstance(value, jax.Array):
        if dtype is not None and spec_of(value).dtype is not dtype:
            return convert(np.asarray(value), dtype)
        return from_jax(value)
    if isinstance(value, (str, bytes)):
        if dtype not in (None, string):
            raise _wrong_type(value, dtype)
        return Tensor(value.encode() if isinstance(value, str) else value, spec((), string))
    if isinstance(value, bool):
        if dtype is not None and not _takes_bool(dtype):
            raise _wrong_type(value, dtype)
        chosen = dtype or bool_
        return Tensor(np.asarray(value, chosen.np), spec((), chosen))
    if isinstance(value, complex):
        chosen = dtype or complex128
        if not chosen.is_complex:
            raise _wrong_type(value, chosen)
        return Tensor(np.asarray(value, chosen.np), spec((), chosen))
    if value is None:
        raise ValueError(
            "Attempt to convert a value (None) with an unsupported type "
            "(<class 'NoneType'>) to a Tensor."
        )
    if isinstance(value, (list, tuple, range)):
        return _convert_list(value, dtype)
    if isinstance(value, DType):
        raise _wrong_type(value, dtype)
    method = getattr(value, "__tf_tensor__", None)
    if method is not None:
        return method(dtype=dtype)
    if isinstance(value, (np.ndarray, np.generic)) or hasattr(value, "__array__"):
        return _convert_array(np.asarray(value), dtype)
    raise ValueError(
        f"Attempt to convert a value ({value!r}) with an unsupported type ({type(value)}) "
        "to a Tensor."
    )


def _convert_array(array: np.ndarray, dtype: DType | None) -> Tensor:
    if array.dtype.kind in "OSU":
        return _convert_strings(array, dtype)
    if dtype is string:
        raise _wrong_type(array, dtype)
    return copied(array, array.dtype if dtype is None else dtype.np)


def _convert_strings(array: np.ndarray, dtype: DType | None) -> Tensor:
    items = array.ravel().tolist()
    if not all(isinstance(item, (str, bytes)) for item in items):
        if (
            dtype is not string
            and items
            and all(isinstance(i, (int, float, np.generic)) for i in items)
        ):
            return _convert_list(array.tolist(), dtype)
        raise ValueError(
            "Failed to convert a NumPy array to a Tensor "
            f"(Unsupported object type {type(items[0]).__name__})."
        )
    if dtype not in (None, string):
        raise _wrong_type(items[0], dtype)
    if not array.ndim:
        return convert(items[0], None)
    encoded = np.empty(len(items), object)
    encoded[:] = [item.encode() if isinstance(item, str) else item for item in items]
    return Tensor(encoded.reshape(array.shape), spec(array.shape, string))


def _convert_list(value: Any, dtype: DType | None) -> Tensor:
    leaves: list = []
    shape = _list_shape(value, leaves)
    if any(_is_tensor_like(leaf) for leaf in leaves):
        return stack_list(value, dtype)
    if leaves and isinstance(leaves[0], (str, bytes)):
        if not all(isinstance(leaf, (str, bytes)) for leaf in leaves):
            raise ValueError("Can't convert Python sequence with mixed types to Tensor.")
        array = np.empty(len(leaves), object)
        array[:] = leaves
        return _convert_strings(array.reshape(shape), dtype)
    if dtype is None:
        dtype = _natural_dtype(leaves)
    else:
        _check_items(leaves, dtype)
    try:
        with np.errstate(over="ignore"):
            array = np.array(value, dtype.np).reshape(shape)
    except OverflowError as error:
        raise ValueError(
            "Can't convert Python sequence with out-of-range integer to Tensor."
        ) from error
    except TypeError as error:
        raise _wrong_type(value, dtype) from error
    return Tensor(array, spec(array.shape, dtype))


def _takes_bool(dtype: DType) -> bool:
    return dtype.is_floating or dtype in (bool_, int32, int64)


def _check_items(leaves: list, dtype: DType) -> None:
    """Refuses what TensorFlow does not turn into that dtype: the first item decides for bools."""
    for position, leaf in enumerate(leaves):
        if isinstance(leaf, (bool, np.bool_)):
            refused = not _takes_bool(dtype) if position == 0 else dtype is string
        elif isinstance(leaf, complex):
            refused = not dtype.is_complex
        elif isinstance(leaf, (float, np.floating)):
            refused = not (dtype.is_floating or dtype.is_complex)
        elif isinstance(leaf, (int, np.integer)):
            refused = dtype.is_bool or dtype is string
        else:
            refused = isinstance(leaf, (str, bytes)) or leaf is None
        if refused:
            raise _wrong_type(leaf, dtype)


def _list_shape(value: Any, leaves: list) -> tuple[int, ...]:
    if isinstance(value, np.ndarray) and value.ndim:
        leaves.extend(value.ravel()[:1] if value.dtype.kind != "O" else value.ravel())
        return value.shape
    if not isinstance(value, (list, tuple, range)):
        leaves.append(value)
        return value._spec.shape if value.__class__ is Tensor else ()
    shapes = {_list_shape(item, leaves) for item in value}
    if len(shapes) > 1:
        raise ValueError(
            "Can't convert non-rectangular Python sequence to Tensor: "
            f"rows of shapes {sorted(shapes)}"
        )
    return (len(value), *(shapes.pop() if shapes else ()))


def _is_tensor_like(leaf: Any) -> bool:
    return leaf.__class__ is Tensor or leaf.__class__ in CONVERTERS or isinstance(leaf, jax.Array)


def _natural_dtype(leaves: list) -> DType:
    if not leaves:
        return float32
    if None in [leaf if leaf is None else 0 for leaf in leaves]:
        raise ValueError(
            "Attempt to convert a value (None) with an unsupported type "
            "(<class 'NoneType'>) to a Tensor."
        )
    bools = [isinstance(leaf, (bool, np.bool_)) for leaf in leaves]
    if all(bools):
        return bool_
    numeric = all(isinstance(leaf, (int, float, complex, np.generic)) for leaf in leaves)
    if bools[0] or not numeric:
        raise ValueError("Can't convert Python sequence with mixed types to Tensor.")
    if any(isinstance(leaf, (complex, np.complexfloating)) for leaf in leaves):
        return complex128
    floats = [leaf for leaf in leaves if isinstance(leaf, (float, np.floating))]
    if floats:
        typed = [leaf for leaf in floats if isinstance(leaf, np.floating)]
        return as_dtype(np.result_type(*typed)) if typed else float32
    # As Python ints: a range looks for NumPy's by counting through it.
    numbers = [int(leaf) for leaf in leaves]
    if not all(leaf in _INT64 for leaf in numbers):
        raise ValueError("Can't convert Python sequence with out-of-range integer to Tensor.")
    return int32 if all(leaf in _INT32 for leaf in numbers) else int64


def _out_of_range(value: int, dtype: DType) -> ValueError:
    info = np.iinfo(dtype.np)
    return ValueError(
        problem(
            "Can't convert Python sequence with out-of-range integer to Tensor.",
            given=value,
            expected=f"{dtype.name}: {info.min} to {info.max}",
        )
    )


def _wrong_type(value: Any, dtype: DType | None) -> TypeError:
    name = "tensor" if dtype is None else dtype.name
    return TypeError(f"Cannot convert {value!r} to EagerTensor of dtype {name}")


def same_dtype(op_name: str, values: tuple) -> tuple[Tensor, ...]:
    """Tensors of one dtype from an op's operands: the first tensor's, which the others must share.

    A Python number, list or NumPy array takes that dtype; a tensor never changes its own.

    Raises:
      InvalidArgumentError: two tensors of different dtypes, or a float where a whole number is due.
    """
    dtype = None
    for value in values:
        if value.__class__ is Tensor:
            dtype = value._spec.dtype
            break
        if value.__class__ in CONVERTERS:
            dtype = value.dtype
            break
    tensors = []
    for position, value in enumerate(values):
        if value.__class__ is not Tensor:
            try:
                value = convert(value, None if value.__class__ in CONVERTERS else dtype)
            except TypeError as error:
                if dtype is None:
                    raise
                raise _mismatch(op_name, position, dtype, convert(value, None).dtype) from error
        if dtype is None:
            dtype = value._spec.dtype
        elif value._spec.dtype is not dtype:
            raise _mismatch(op_name, position, dtype, value._spec.dtype)
        tensors.append(value)
    return tuple(tensors)


def _mismatch(op_name: str, position: int, expected: DType, given: DType) -> Exception:
    return invalid(
        f"cannot compute {op_name} as input #{position}(zero-based) was expected to be a "
        f"{expected.name} tensor but is a {given.name} tensor",
        fix=f"tf.cast(x, tf.{expected.name}) on it, or cast the others to tf.{given.name}",
    )


__all__ = [
    "CONVERTERS",
    "as_operand",
    "constant",
    "convert",
    "convert_to_tensor",
    "from_jax",
    "host_value",
    "number",
    "same_dtype",
]
