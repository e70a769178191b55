"""`jax_call`: a user's JAX function, of structures of arrays, as a recorded op."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import convert_to_tensor, op


def jax_call(function: Callable, arguments: dict[str, Any], options: dict[str, Any]) -> Any:
    """What `function` gives for structures of tensors, as a structure of tensors.

    Args:
      function: a pure JAX function.
      arguments: structures (any that JAX knows) of tensors and variables, by the argument's name.
      options: hashable values, by the argument's name.
    """
    leaves, tree = jax.tree_util.tree_flatten(arguments)
    tensors = [convert_to_tensor(leaf) for leaf in leaves]
    call = _Call(function, tree, tuple(sorted(options.items())))
    results = _jax_call(tensors, call)
    return jax.tree_util.tree_unflatten(_out_tree(call, tuple(t._spec for t in tensors)), results)


def create(function: Callable, arguments: dict[str, Any], seed: tuple[int, int]) -> Any:
    """Runs a function that makes parameters, with `rng` made of a seed, and arrays of ones.

    Args:
      function: takes `inputs` and maybe `rng` and `training`.
      arguments: those of them that it takes; shapes in `inputs` become arrays of ones.
      seed: two integers.
    """
    given = dict(arguments)
    if "rng" in given:
        given["rng"] = _key(np.asarray(seed, np.int64))
    given["inputs"] = jax.tree_util.tree_map(
        lambda shape: jnp.ones([n or 1 for n in shape], jnp.float32),
        given["inputs"],
        is_leaf=lambda node: isinstance(node, tuple),
    )
    return function(**given)


def map_leaves(function: Callable, structure: Any) -> Any:
    """The same structure, as JAX knows it, of other leaves."""
    return jax.tree_util.tree_map(function, structure)


def leaves_of(structure: Any) -> list:
    """The leaves of a structure as JAX knows it."""
    return jax.tree_util.tree_leaves(structure)


class _Call:
    """A function and the structure of its arguments, as an attribute of an op."""

    __slots__ = ("__weakref__", "function", "key", "options", "tree")

    def __init__(self, function: Callable, tree: Any, options: tuple):
        self.function, self.tree, self.options = function, tree, options
        self.key = (function, tree, options)

    def __call__(self, *arrays: jax.Array) -> Any:
        given = jax.tree_util.tree_unflatten(self.tree, arrays)
        if "rng" in given:
            given["rng"] = _key(given["rng"])
        return self.function(**given, **dict(self.options))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Call) and self.key == other.key


def _key(seed: Any) -> jax.Array:
    """A raw JAX key of two integers."""
    return jnp.asarray(seed).astype(jnp.uint32)


@op("jax_call", costly=True, free=("operands",))
def _jax_call(operands: Sequence[jax.Array], call=None) -> tuple[jax.Array, ...]:
    return tuple(map(jnp.asarray, jax.tree_util.tree_leaves(call(*operands))))


@lru_cache(maxsize=256)
def _out_tree(call: _Call, specs: tuple) -> Any:
    arrays = [jax.ShapeDtypeStruct(s.shape, s.dtype.np) for s in specs]
    with jax.enable_x64(True):
        return jax.tree_util.tree_structure(jax.eval_shape(call, *arrays))


__all__ = ["create", "jax_call", "leaves_of", "map_leaves"]
