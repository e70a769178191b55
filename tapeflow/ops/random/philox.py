"""Philox 4x32-10, as TensorFlow lays it out.

The generator is of Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".

A *state* is an int64 array of three: the low and the high half of the 128-bit counter, and the
key. One counter gives one block of four words of 32 bits.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

_MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
_WEYL = 0x9E3779B9, 0xBB67AE85
_ROUNDS = 10
_U32, _U64 = np.uint32, np.uint64
_LOW = (1 << 32) - 1
_ALL = (1 << 64) - 1


def word_lanes(state: jax.Array, blocks: jax.Array) -> tuple[jax.Array, ...]:
    """The four words of the blocks `blocks` counts past `state`.

    Args:
      state: int64 `[3]`.
      blocks: uint64 of any shape.

    Returns:
      Four uint32 arrays shaped like `blocks`.
    """
    start = jax.lax.bitcast_convert_type(state, jnp.uint64)
    low = start[0] + blocks
    high = start[1] + (low < blocks).astype(jnp.uint64)
    counter = [*_halves(low), *_halves(high)]
    return _rounds(counter, _halves(start[2]))


def words(state: jax.Array, count: int, first: int = 0) -> jax.Array:
    """`count` words in the stream's order, from word `first` on: uint32 `[count]`.

    Each element computes its block and picks a lane. That looks four times too much, but XLA's CPU
    loops over it in vectors: interleaving four arrays of lanes instead takes seven times as long.
    """
    position = jax.lax.iota(jnp.uint64, count) + _U64(first)
    return pick(word_lanes(state, position >> _U64(2)), position.astype(jnp.uint32) & _U32(3))


def pick(lanes: tuple[jax.Array, ...], lane: jax.Array) -> jax.Array:
    """Of each element, the word of the lane (0 to 3) that `lane` names."""
    lower = jnp.where(lane == 0, lanes[0], lanes[1])
    upper = jnp.where(lane == 2, lanes[2], lanes[3])
    return jnp.where(lane < 2, lower, upper)


def host_words(state: np.ndarray, count: int) -> np.ndarray:
    """`words` for a state on the host, without a program."""
    low, high, key = (int(number) & _ALL for number in state)
    blocks = np.arange(-(-count // 4), dtype=np.uint64) + np.full(1, low, np.uint64)
    over = np.full(1, high, np.uint64) + (blocks < _U64(low)).astype(np.uint64)
    counter = *_halves(blocks), *_halves(over)
    lanes = _rounds(counter, _halves(np.full(1, key, np.uint64)))
    return np.stack(np.broadcast_arrays(*lanes), axis=-1).reshape(-1)[:count]


def host_skip(state: np.ndarray, blocks: int) -> np.ndarray:
    """`skip` for a state on the host."""
    low, high, key = (int(number) & _ALL for number in state)
    counter = (high << 64 | low) + blocks
    return np.array([counter & _ALL, counter >> 64 & _ALL, key], np.uint64).view(np.int64)


def skip(state: jax.Array, blocks: Any) -> jax.Array:
    """`state`, `blocks` counters further on."""
    start = jax.lax.bitcast_convert_type(state, jnp.uint64)
    blocks = jnp.asarray(blocks).astype(jnp.uint64)
    low = start[0] + blocks
    high = start[1] + (low < blocks).astype(jnp.uint64)
    return jax.lax.bitcast_convert_type(jnp.stack([low, high, start[2]]), jnp.int64)


def state_from_seed(seed: jax.Array) -> jax.Array:
    """The state that TensorFlow's stateless functions start from, for an integer seed `[2]`.

    The seed is the counter of one Philox call with a fixed key; two of the words it gives are the
    key, the others the upper half of the counter.
    """
    seed = seed.astype(jnp.int64).astype(jnp.uint64)
    counter = [*_halves(seed[0]), *_halves(seed[1])]
    mixed = [
        word.astype(jnp.uint64)
        for word in _rounds(counter, (jnp.uint32(0x3EC8F720), jnp.uint32(0x02461E29)))
    ]
    key = mixed[0] | (mixed[1] << _U64(32))
    high = mixed[2] | (mixed[3] << _U64(32))
    return jax.lax.bitcast_convert_type(
        jnp.stack([jnp.zeros((), jnp.uint64), high, key]), jnp.int64
    )


def host_state_from_seed(first: int, second: int) -> np.ndarray:
    """`state_from_seed` of two Python ints, without a program."""
    words = [first & _LOW, first >> 32 & _LOW, second & _LOW, second >> 32 & _LOW]
    keys = [0x3EC8F720, 0x02461E29]
    for _ in range(_ROUNDS):
        left, right = words[0] * _MULTIPLIERS[0], words[2] * _MULTIPLIERS[1]
        words = [
            right >> 32 ^ words[1] ^ keys[0],
            right & _LOW,
            left >> 32 ^ words[3] ^ keys[1],
            left & _LOW,
        ]
        keys = [key + weyl & _LOW for key, weyl in zip(keys, _WEYL, strict=True)]
    return np.array([0, words[2] | words[3] << 32, words[0] | words[1] << 32], np.uint64).view(
        np.int64
    )


def _rounds(counter: Any, keys: Any) -> tuple:
    """The ten rounds, on JAX or NumPy arrays."""
    first, second, third, fourth = counter
    left_key, right_key = keys
    for _ in range(_ROUNDS):
        left = first.astype(np.uint64) * _U64(_MULTIPLIERS[0])
        right = third.astype(np.uint64) * _U64(_MULTIPLIERS[1])
        left_low, left_high = _halves(left)
        right_low, right_high = _halves(right)
        first, second = right_high ^ second ^ left_key, right_low
        third, fourth = left_high ^ fourth ^ right_key, left_low
        left_key = left_key + np.uint32(_WEYL[0])
        right_key = right_key + np.uint32(_WEYL[1])
    return first, second, third, fourth


def _halves(wide: jax.Array) -> tuple[jax.Array, jax.Array]:
    return wide.astype(np.uint32), (wide >> _U64(32)).astype(np.uint32)
