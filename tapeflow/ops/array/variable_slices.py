"""`v[1:3].assign(...)`: what a variable's index gives can be assigned to, in the variable."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from tapeflow.engine import Tensor, Variable, convert_to_tensor, invalid, op
from tapeflow.engine import tensor as tensor_module
from tapeflow.ops.array.getitem import getitem
from tapeflow.ops.array.shape import broadcast_to

# id of a tensor -> the tensor, the variable it was taken of (both weakly) and the key. A tensor is
# told from a later one of the same id by the reference.
_TAKEN: dict[int, tuple[weakref.ref, weakref.ref, Any]] = {}


def variable_getitem(variable: Variable, key: Any) -> Tensor:
    """`variable[key]`, whose `assign`, `assign_add` and `assign_sub` change the variable."""
    result = getitem(variable, key)
    identity = id(result)
    forget = weakref.ref(result, lambda _: _TAKEN.pop(identity, None))
    _TAKEN[identity] = (forget, variable._self_reference, key)
    return result


def _method(tensor: Tensor, name: str) -> Callable | None:
    taken = _TAKEN.get(id(tensor))
    if taken is None or taken[0]() is not tensor:
        return None
    variable, key = taken[1](), taken[2]
    if variable is None or name not in _WAYS:
        return None

    def assign(value: Any, name: str | None = None) -> Variable:
        return _assigned(variable, key, value, way)

    way = _WAYS[name]
    return assign


_WAYS = {"assign": "set", "assign_add": "add", "assign_sub": "subtract"}


def _assigned(variable: Variable, key: Any, value: Any, way: str) -> Variable:
    shape = tuple(variable._tensor.shape)
    places = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)[_plain(key)]
    value = convert_to_tensor(value, variable.dtype)
    if tuple(value.shape) != places.shape:
        try:
            value = broadcast_to(value, places.shape)
        except Exception as error:
            raise invalid(
                f"cannot assign to a slice of variable '{variable.name}'",
                given=f"a value of shape {value.shape}",
                expected=f"shape {places.shape}",
            ) from error
    return variable.assign(_put(variable, convert_to_tensor(places), value, way))


def _plain(key: Any) -> Any:
    """A key of Python's and NumPy's own."""
    if isinstance(key, (tuple, list)):
        return tuple(map(_plain, key))
    if isinstance(key, slice):
        return slice(
            *[None if part is None else int(part) for part in (key.start, key.stop, key.step)]
        )
    if isinstance(key, (Tensor, Variable)):
        return np.asarray(key.numpy())
    return key


@op("strided_slice_assign", free=("places",))
def _put(x: jax.Array, places: jax.Array, value: jax.Array, way="set") -> jax.Array:
    at = x.reshape(-1).at[places.reshape(-1)]
    return getattr(at, way)(value.reshape(-1)).reshape(x.shape)


def _install() -> None:
    tensor_module.slice_method = _method
    Variable.__getitem__ = variable_getitem


_install()
