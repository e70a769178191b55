"""`tf.random.shuffle`: a Fisher-Yates permutation of the first axis, in TensorFlow's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, host_value, op
from tapeflow.engine.dtypes import int32
from tapeflow.engine.spec import spec
from tapeflow.ops.random import philox, seeds
from tapeflow.ops.random.stateful import draw_state
from tapeflow.ops.random.stateless import state_of_seed


def shuffle(value, seed=None, name=None) -> Tensor:
    """`value` with the entries of its first axis in random order.

    Args:
      value: a tensor of any dtype; a scalar is returned as it is.
      seed: an op seed; see `tf.random.set_seed`.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.random.set_seed(3)
    >>> print(tf.random.shuffle(tf.constant([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])))
    tf.Tensor([4 1 6 5 7 9 0 3 8 2], shape=(10,), dtype=int32)
    """
    value = convert_to_tensor(value)
    size = value._spec.shape[0] if value.ndim else 1
    state = draw_state("shuffle", seed, value.dtype, _blocks(size))
    return _shuffled(value, state, size)


def stateless_shuffle(value, seed, alg="auto_select", name=None) -> Tensor:
    """`value` with the entries of its first axis in an order that depends on `seed` alone.

    Args:
      value: a tensor of any dtype and at least one axis.
      seed: two integers, int32 or int64 `[2]`.
      alg: see `stateless_uniform`.
      name: accepted for compatibility, not used.
    """
    value = convert_to_tensor(value)
    return _shuffled(value, state_of_seed(seed, alg), value._spec.shape[0] if value.ndim else 1)


def seeded_orders(sizes: Iterable[int]) -> Iterator[np.ndarray]:
    """The orders in which an epoch of Keras's `fit` comes, for arrays of these sizes in turn.

    Keras shuffles in a function of a data set, which draws from the global seed and the op seed 0,
    and starts again at each epoch: the order is the same in each.
    """
    key, high = seeds.seed_pair(0)
    state = np.array((0, high, key), np.int64)
    for size in sizes:
        yield host_permutation(state, size)
        state = philox.host_skip(state, _blocks(size))


def _blocks(size: int) -> int:
    """A stream goes on by the words used, in whole blocks."""
    return (size + 2) // 4


def _shuffled(value: Tensor, state: Tensor, size: int) -> Tensor:
    if size <= 1 or not value._spec.size:
        return value
    start = host_value(state)
    if start is None:
        return _take(value, _permutation(state, size))
    order = host_permutation(start, size)
    if value.dtype.name == "string":
        return convert_to_tensor(value.numpy()[order])
    return _take(value, Tensor(order, spec((size,), int32)))


def host_permutation(state: np.ndarray, size: int) -> np.ndarray:
    """`_permutation` for a state on the host, 17 times as fast: XLA's loops cost 4 us a turn."""
    ahead = philox.host_words(state, size - 1) % np.arange(size, 1, -1, dtype=np.uint32)
    order = list(range(size))
    for i, step in enumerate(ahead.tolist()):
        j = i + step
        order[i], order[j] = order[j], order[i]
    return np.array(order, np.int32)


@op("random.shuffle", costly=True, differentiable=False)
def _permutation(state: jax.Array, size) -> jax.Array:
    left = jnp.uint32(size) - jax.lax.iota(jnp.uint32, size - 1)
    ahead = (philox.words(state, size - 1) % left).astype(jnp.int32)

    def swap(i: Any, order: jax.Array) -> jax.Array:
        j = i + ahead[i]
        here, there = order[i], order[j]
        return order.at[i].set(there).at[j].set(here)

    return jax.lax.fori_loop(jnp.int32(0), jnp.int32(size - 1), swap, jax.lax.iota(jnp.int32, size))


@op("random.shuffle", free=("order",))
def _take(value: jax.Array, order: jax.Array) -> jax.Array:
    return jnp.take(value, order, axis=0, mode="clip", unique_indices=True)
