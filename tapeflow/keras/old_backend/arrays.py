"""Keras 2's `K` functions of arrays: making them, their shapes, variables and their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, as_dtype, convert_to_tensor
from tapeflow.keras import backend, ops
from tapeflow.keras.ops.core import shape as shape_of
from tapeflow.keras.random import draws
from tapeflow.keras.symbolic import is_keras_tensor as is_symbolic
from tapeflow.ops.array.identity import stop_gradient as without_gradient
from tapeflow.ops.array.shape import shape as shape_tensor
from tapeflow.ops.numpy.promotion import result_type as result_type_of


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = "int32") -> Tensor:
    """Numbers from `start` before `stop`; from 0 with one argument."""
    return ops.arange(start, stop, step, dtype)


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Tensor:
    """A tensor of given numbers, which fill a shape if one is given."""
    made = convert_to_tensor(np.asarray(value, as_dtype(dtype or backend.floatx()).np))
    return made if shape is None else ops.broadcast_to(made, tuple(shape))


def eye(size: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """A matrix with ones on its diagonal; `size` may be a pair."""
    rows, columns = size if isinstance(size, (list, tuple)) else (size, size)
    return ops.eye(rows, columns, dtype=dtype)


def zeros(shape: Any, dtype: Any = None, name: str | None = None) -> Any:
    """A variable of zeros."""
    return variable(np.zeros(tuple(shape)), dtype, name)


def ones(shape: Any, dtype: Any = None, name: str | None = None) -> Any:
    """A variable of ones."""
    return variable(np.ones(tuple(shape)), dtype, name)


def zeros_like(x: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Zeros of the shape of `x`."""
    return ops.zeros_like(x, dtype)


def ones_like(x: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Ones of the shape of `x`."""
    return ops.ones_like(x, dtype)


def variable(
    value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None
) -> Variable:
    """A variable, `floatx` by default."""
    dtype = as_dtype(dtype or backend.floatx())
    value = value if isinstance(value, Tensor) else np.asarray(value, dtype.np)
    return Variable(value, dtype=dtype, name=name, constraint=constraint)


def random_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Numbers of a normal distribution."""
    return draws.normal(shape, mean, stddev, dtype, seed)


def random_uniform(
    shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Numbers that are equally likely between two bounds."""
    return draws.uniform(shape, minval, maxval, dtype, seed)


def random_bernoulli(shape: Any, p: float = 0.0, dtype: Any = None, seed: Any = None) -> Tensor:
    """1 with a probability, else 0."""
    return ops.cast(draws.uniform(shape, seed=seed) <= p, dtype or backend.floatx())


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Numbers of a normal distribution, those beyond two deviations drawn anew."""
    return draws.truncated_normal(shape, mean, stddev, dtype, seed)


def random_normal_variable(
    shape: Any, mean: float, scale: float, dtype: Any = None, name: Any = None, seed: Any = None
) -> Variable:
    """A variable of numbers of a normal distribution."""
    return variable(draws.normal(shape, mean, scale, dtype, seed), dtype, name)


def random_uniform_variable(
    shape: Any, low: float, high: float, dtype: Any = None, name: Any = None, seed: Any = None
) -> Variable:
    """A variable of numbers that are equally likely between two bounds."""
    return variable(draws.uniform(shape, low, high, dtype, seed), dtype, name)


def batch_flatten(x: Any) -> Tensor:
    """`[batch, n]`: all axes but the first as one."""
    return ops.reshape(x, (-1, int(np.prod(shape_of(x)[1:]))))


def concatenate(tensors: Sequence, axis: int = -1) -> Tensor:
    """Tensors one behind the other along an axis."""
    return ops.concatenate(list(tensors), axis)


def expand_dims(x: Any, axis: int = -1) -> Tensor:
    """`x` with a new axis of size 1."""
    return ops.expand_dims(x, axis)


def flatten(x: Any) -> Tensor:
    """All elements in a row."""
    return ops.reshape(x, (-1,))


def gather(reference: Any, indices: Any) -> Tensor:
    """Slices of the first axis by their places."""
    return ops.take(reference, indices, axis=0)


def one_hot(indices: Any, num_classes: int) -> Tensor:
    """Class numbers as vectors that are 1 at the class and 0 elsewhere."""
    return ops.one_hot(indices, num_classes)


def permute_dimensions(x: Any, pattern: Any) -> Tensor:
    """`x` with its axes in another order."""
    return ops.transpose(x, tuple(pattern))


def repeat(x: Any, n: int) -> Tensor:
    """`[batch, n, features]` of `[batch, features]`."""
    return ops.repeat(ops.expand_dims(x, 1), n, axis=1)


def repeat_elements(x: Any, rep: int, axis: int) -> Tensor:
    """Each element of an axis several times."""
    return ops.repeat(x, rep, axis=axis)


def reshape(x: Any, shape: Any) -> Tensor:
    """The same elements in another shape."""
    return ops.reshape(x, tuple(shape))


def reverse(x: Any, axes: Any) -> Tensor:
    """`x` backwards along an axis, or several."""
    return ops.flip(x, axes if isinstance(axes, int) else tuple(axes))


def squeeze(x: Any, axis: int) -> Tensor:
    """`x` without an axis of size 1."""
    return ops.squeeze(x, axis)


def stack(x: Sequence, axis: int = 0) -> Tensor:
    """Tensors of one shape along a new axis."""
    return ops.stack(list(x), axis)


def tile(x: Any, n: Any) -> Tensor:
    """`x` several times along its axes."""
    return ops.tile(x, (n,) if isinstance(n, int) else tuple(n))


def transpose(x: Any) -> Tensor:
    """`x` with its axes backwards."""
    return ops.transpose(x)


def temporal_padding(x: Any, padding: Any = (1, 1)) -> Tensor:
    """`[batch, time, features]` with zeros before and behind."""
    return ops.pad(x, ((0, 0), tuple(padding), (0, 0)))


def spatial_2d_padding(
    x: Any, padding: Any = ((1, 1), (1, 1)), data_format: str | None = None
) -> Tensor:
    """Pictures with zeros around them: (top, bottom), (left, right)."""
    return _spatial(x, padding, data_format)


def spatial_3d_padding(
    x: Any, padding: Any = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None
) -> Tensor:
    """Volumes with zeros around them: a pair for each of three axes."""
    return _spatial(x, padding, data_format)


def _spatial(x: Any, padding: Any, data_format: str | None) -> Tensor:
    pairs = tuple(tuple(pair) for pair in padding)
    none = (0, 0)
    if backend.standardize_data_format(data_format) == "channels_last":
        return ops.pad(x, (none, *pairs, none))
    return ops.pad(x, (none, none, *pairs))


def int_shape(x: Any) -> tuple | None:
    """The sizes of the axes, None where one is not known."""
    return shape_of(x)


def ndim(x: Any) -> int:
    """How many axes there are."""
    return len(shape_of(x))


def shape(x: Any) -> Any:
    """The sizes of the axes, as a tensor."""
    return shape_tensor(x)


def dtype(x: Any) -> str:
    """The name of the dtype."""
    return ops.dtype(x)


def count_params(x: Any) -> int:
    """How many numbers a variable has."""
    return int(np.prod(shape_of(x), dtype=np.int64))


def stop_gradient(variables: Any) -> Any:
    """Tensors that gradients take as constants: one, or a list."""
    if isinstance(variables, (list, tuple)):
        return [without_gradient(v) for v in variables]
    return without_gradient(variables)


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """One of two values, or what one of two functions gives; elementwise for a tensor of rank."""
    if len(shape_of(condition)) == 0 and callable(then_expression):
        return then_expression() if bool(condition) else else_expression()
    first = then_expression() if callable(then_expression) else then_expression
    second = else_expression() if callable(else_expression) else else_expression
    missing = len(shape_of(first)) - len(shape_of(condition))
    for _ in range(max(missing, 0)):
        condition = ops.expand_dims(condition, -1)
    return ops.where(condition, first, second)


def eval(x: Any) -> np.ndarray:
    """The value as a NumPy array."""
    return np.asarray(x)


def get_value(x: Any) -> Any:
    """The value as a NumPy array; what is no tensor stays."""
    return x.numpy() if isinstance(x, (Tensor, Variable)) else x


def batch_get_value(tensors: Iterable) -> list:
    """The values of tensors as NumPy arrays."""
    return [get_value(tensor) for tensor in tensors]


def set_value(x: Variable, value: Any) -> None:
    """Gives a variable another value."""
    x.assign(np.asarray(value, x.dtype.np))


def batch_set_value(tuples: Iterable) -> None:
    """Gives variables other values, in pairs."""
    for x, value in tuples:
        set_value(x, value)


def update(x: Variable, new_x: Any) -> Variable:
    """Gives a variable another value."""
    return x.assign(new_x)


def update_add(x: Variable, increment: Any) -> Variable:
    """Adds to a variable."""
    return x.assign_add(increment)


def update_sub(x: Variable, decrement: Any) -> Variable:
    """Subtracts from a variable."""
    return x.assign_sub(decrement)


def moving_average_update(x: Variable, value: Any, momentum: float) -> Variable:
    """Moves a variable towards a value: `x * momentum + value * (1 - momentum)`."""
    value = ops.cast(value, x.dtype)
    return x.assign(x * momentum + value * (1 - momentum))


def is_keras_tensor(x: Any) -> bool:
    """Whether it is a symbolic tensor of a functional model."""
    return is_symbolic(x)


def is_sparse(tensor: Any) -> bool:
    """Whether it is a sparse tensor."""
    return type(tensor).__name__ == "SparseTensor"


def is_float_dtype(dtype: Any) -> bool:
    """Whether it is a dtype of floats."""
    return as_dtype(dtype).is_floating


def is_int_dtype(dtype: Any) -> bool:
    """Whether it is a dtype of whole numbers."""
    return as_dtype(dtype).is_integer


def result_type(*dtypes: Any) -> str:
    """The name of the dtype that dtypes, and Python's number types, give together.

    >>> import tapeflow as tf
    >>> tf.keras.backend.result_type("int32", float)
    'float32'
    """
    if not dtypes:
        return backend.floatx()
    known = [d if d in (int, float) else as_dtype(d).name for d in dtypes]
    name = result_type_of(*known)
    if all(isinstance(kind, type) for kind in known):
        return {"int64": "int32", "float64": "float32"}.get(name, name)
    return name


def standardize_dtype(dtype: Any) -> str:
    """The name of a dtype; `floatx` for None.

    Raises:
      ValueError: what is no dtype.
    """
    if dtype is None:
        return backend.floatx()
    if dtype in (int, float, "int", "float"):
        return "int32" if dtype in (int, "int") else "float32"
    try:
        return as_dtype(dtype).name
    except TypeError:
        raise ValueError(f"Invalid dtype: {dtype}") from None
