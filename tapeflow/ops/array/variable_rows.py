"""Reading and writing some rows of a variable: methods of `tf.Variable`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, Variable, convert_to_tensor, invalid, op
from tapeflow.engine.errors import OutOfRangeError
from tapeflow.ops.array import scatter
from tapeflow.ops.array.gather import gather, gather_nd
from tapeflow.ops.array.indexed_slices import IndexedSlices
from tapeflow.ops.array.reshape import expand_dims
from tapeflow.ops.array.stack import stack


@op("scatter", free=("indices",))
def _scale(tensor: jax.Array, indices: jax.Array, updates: jax.Array, divide=False) -> jax.Array:
    rows = jnp.where(indices[..., 0] < 0, tensor.shape[0], indices[..., 0])
    at = tensor.at[rows]
    return at.divide(updates, mode="drop") if divide else at.multiply(updates, mode="drop")


_ROWS: dict[str, Callable] = {
    "add": scatter.tensor_scatter_nd_add,
    "sub": scatter.tensor_scatter_nd_sub,
    "max": scatter.tensor_scatter_nd_max,
    "min": scatter.tensor_scatter_nd_min,
    "update": scatter.tensor_scatter_nd_update,
    "mul": _scale,
    "div": lambda tensor, indices, updates: _scale(tensor, indices, updates, True),
}


def _by_slices(name: str, function: Callable) -> Callable:
    def method(
        self: Variable, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        if not isinstance(sparse_delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {sparse_delta}")
        indices = expand_dims(sparse_delta.indices, -1)
        return self.assign(function(self, indices, sparse_delta.values))

    method.__name__ = f"scatter_{name}"
    method.__doc__ = f"Assigns {name} of the rows `sparse_delta.indices` and `sparse_delta.values`."
    return method


def _by_coordinates(name: str, function: Callable) -> Callable:
    def method(self: Variable, indices: Any, updates: Any, name: str | None = None) -> Variable:
        return self.assign(function(self, indices, updates))

    method.__name__ = f"scatter_nd_{name}"
    method.__doc__ = f"Assigns `tf.tensor_scatter_nd_{name}(self, indices, updates)`."
    return method


def _gather_nd(self: Variable, indices: Any, name: str | None = None) -> Tensor:
    """`tf.gather_nd(self, indices)`."""
    return gather_nd(self, indices)


def _sparse_read(self: Variable, indices: Any, name: str | None = None) -> Tensor:
    """`tf.gather(self, indices)`."""
    return gather(self, indices)


def _batch_scatter_update(
    self: Variable, sparse_delta: Any, use_locking: bool = False, name: str | None = None
) -> Variable:
    """Assigns rows of each part of the first axes.

    Args:
      sparse_delta: a `tf.IndexedSlices`: indices `[..., count]`, which name entries of the axis
        after those of `...`; values `[..., count, *rest]`.
      use_locking, name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> v = tf.Variable([[0, 0], [0, 0]])
    >>> update = tf.IndexedSlices(indices=[[0], [1]], values=[[5], [6]])
    >>> v.batch_scatter_update(update).numpy().tolist()
    [[5, 0], [0, 6]]
    """
    indices = convert_to_tensor(sparse_delta.indices)
    values = convert_to_tensor(sparse_delta.values, self.dtype)
    parts = np.indices(tuple(indices.shape))[:-1]
    placed = [*[convert_to_tensor(part, indices.dtype) for part in parts], indices]
    return self.assign(scatter.tensor_scatter_nd_update(self, stack(placed, -1), values))


def _count_up_to(self: Variable, limit: int) -> Tensor:
    """The whole number it holds, to which 1 is added then.

    Raises:
      OutOfRangeError: it is `limit` already.
    """
    if not self.dtype.is_integer:
        raise invalid("Variable.count_up_to: a number that is not whole", self.dtype.name)
    before = self.numpy()
    if before >= limit:
        raise OutOfRangeError(None, None, f"Reached limit of {limit}")
    self.assign(before + 1)
    return convert_to_tensor(before)


def _load(self: Variable, value: Any, session: Any = None) -> None:
    """`assign`, as TensorFlow 1 had it."""
    self.assign(value)


def _eval(self: Variable, session: Any = None) -> None:
    """Of TensorFlow 1.

    Raises:
      RuntimeError: always.
    """
    raise RuntimeError(
        "This operation is not supported when eager execution is enabled; Variable.numpy() gives "
        "the value"
    )


_OTHERS: dict[str, Callable] = {
    "batch_scatter_update": _batch_scatter_update,
    "count_up_to": _count_up_to,
    "eval": _eval,
    "gather_nd": _gather_nd,
    "load": _load,
    "sparse_read": _sparse_read,
}


def _install() -> None:
    for name, function in _ROWS.items():
        setattr(Variable, f"scatter_{name}", _by_slices(name, function))
        if name not in ("mul", "div"):
            setattr(Variable, f"scatter_nd_{name}", _by_coordinates(name, function))
    for name, method in _OTHERS.items():
        setattr(Variable, name, method)


_install()
