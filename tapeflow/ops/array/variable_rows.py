"""Reading and writing some rows of a variable: methods of `tf.Variable`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from tapeflow.engine import Tensor, Variable, op
from tapeflow.ops.array import scatter
from tapeflow.ops.array.gather import gather, gather_nd
from tapeflow.ops.array.indexed_slices import IndexedSlices
from tapeflow.ops.array.reshape import expand_dims


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


def _install() -> None:
    for name, function in _ROWS.items():
        setattr(Variable, f"scatter_{name}", _by_slices(name, function))
        if name not in ("mul", "div"):
            setattr(Variable, f"scatter_nd_{name}", _by_coordinates(name, function))
    for name, method in (("gather_nd", _gather_nd), ("sparse_read", _sparse_read)):
        setattr(Variable, name, method)


_install()
