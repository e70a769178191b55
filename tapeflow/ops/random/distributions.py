"""Standard random numbers from a Philox state, in the order TensorFlow's CPU kernels give them.

Every function here is pure: `state` is int64 `[3]` (see `philox`), sizes and dtypes are static. A
16- or 32-bit number takes one word, a 64-bit number two; a block has four words.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tapeflow.ops.random import philox
from tapeflow.ops.random.box_muller import normal_from_words, unit_float

_U32, _U64 = np.uint32, np.uint64
_TRUNCATE_AT = 2.0
# Blocks of the stream that one group (a block's worth of results) may use up at most.
_BLOCKS_PER_GROUP = 256
# Bits of the fraction, and the exponent field of 1.0, of the types that take one word.
_NARROW = {"float16": (10, 0x3C00), "bfloat16": (7, 0x3F80)}


def uniform(state: jax.Array, size: int, dtype: Any) -> jax.Array:
    """Floats in `[0, 1)`, `[size]`: as many random bits as the fraction has, on an even grid."""
    if dtype == np.float32:
        return unit_float(philox.words(state, size))
    if dtype == np.float64:
        return _unit_double(*_word_pairs(state, size))
    bits, one = _NARROW[np.dtype(dtype).name]
    word = philox.words(state, size).astype(jnp.uint16)
    fraction = (word & np.uint16((1 << bits) - 1)) | np.uint16(one)
    return jax.lax.bitcast_convert_type(fraction, dtype) - jnp.ones((), dtype)


def host_uniform(state: np.ndarray, size: int) -> np.ndarray:
    """`uniform` in float32 for a state on the host, without a program."""
    bits = (philox.host_words(state, size) & _U32(0x7FFFFF)) | _U32(0x3F800000)
    return bits.view(np.float32) - np.float32(1)


def uniform_int(state: jax.Array, size: int, low: jax.Array, high: jax.Array) -> jax.Array:
    """Integers in `[low, high)`, `[size]`, of the bounds' 32- or 64-bit dtype.

    The word modulo the range: with a range that is no power of two, small numbers are very
    slightly likelier, as in TensorFlow.
    """
    unsigned = np.uint32 if low.dtype.itemsize == 4 else np.uint64
    bits = _bits(state, size, unsigned)
    span = _as(high, unsigned) - _as(low, unsigned)
    return _as(_as(low, unsigned) + bits % jnp.maximum(span, unsigned(1)), low.dtype)


def full_range_int(state: jax.Array, size: int, dtype: Any) -> jax.Array:
    """Integers over everything that a 32- or 64-bit dtype holds, `[size]`."""
    unsigned = np.uint32 if np.dtype(dtype).itemsize == 4 else np.uint64
    return _as(_bits(state, size, unsigned), dtype)


def normal(state: jax.Array, size: int, dtype: Any) -> jax.Array:
    """Standard normal numbers, `[size]`, by Box and Muller."""
    if dtype == np.float64:
        return _normal_double(state, size)
    position = jax.lax.iota(jnp.uint64, size)
    return _normals(state, position >> _U64(2), position).astype(dtype)


def truncated_normal(state: jax.Array, size: int, dtype: Any) -> jax.Array:
    """Standard normal numbers within two standard deviations, `[size]`: others are drawn again.

    A group (a block's worth of results) draws from 256 blocks of its own until it is full.
    """
    wide = dtype == np.float64
    group_size = 2 if wide else 4
    groups = -(-size // group_size)
    stride = _BLOCKS_PER_GROUP * group_size // 4

    shape = (8, groups)

    def candidates(first_block: jax.Array) -> jax.Array:
        turn = jax.lax.broadcasted_iota(jnp.uint64, shape, 0)
        group = jax.lax.broadcasted_iota(jnp.uint64, shape, 1)
        block = group * _U64(stride) + first_block + (turn >> _U64(1 if wide else 2))
        return (_normals_double if wide else _normals)(state, block, turn)

    def unfinished(carry: tuple) -> jax.Array:
        return jnp.any(carry[3] < group_size)

    def merge(carry: tuple) -> tuple:
        first_block, drawn, results, count = carry
        slots = list(results)
        for value in drawn:
            valid = jnp.abs(value) < _TRUNCATE_AT
            slots = [jnp.where(valid & (count == k), value, slot) for k, slot in enumerate(slots)]
            count = count + valid
        first_block = first_block + _U64(8 // group_size)
        # A while loop's carry is stored, and a branch not taken costs nothing: both keep XLA from
        # computing the candidates once for every use.
        enough = jnp.all(count >= group_size)
        drawn = jax.lax.cond(enough, lambda: drawn, lambda: candidates(first_block))
        return first_block, drawn, tuple(slots), count

    kind = jnp.float64 if wide else jnp.float32
    before = jnp.uint64(2**64 - 8 // group_size)
    nothing = jnp.full(shape, np.inf, kind)
    slots = (jnp.zeros(groups, kind),) * group_size
    carry = (before, nothing, slots, jnp.zeros(groups, jnp.int32))
    _, _, slots, _ = jax.lax.while_loop(unfinished, merge, carry)
    return jnp.stack(slots, axis=1).reshape(-1)[:size].astype(dtype)


def doubles(state: jax.Array, size: int) -> jax.Array:
    """float64 in `[0, 1)`, `[size]`, each of two words in a row, whatever the block."""
    return _unit_double(*_word_pairs(state, size))


def _normals(state: jax.Array, block: jax.Array, position: jax.Array) -> jax.Array:
    """The normal number at `position` (modulo 4) of each block: lanes 0, 1 make the first two."""
    lanes = philox.word_lanes(state, block)
    position = position.astype(jnp.uint32)
    upper = (position & _U32(2)) == 2
    first = jnp.where(upper, lanes[2], lanes[0])
    second = jnp.where(upper, lanes[3], lanes[1])
    return normal_from_words(first, second, (position & _U32(1)) == 1)


def _normal_double(state: jax.Array, size: int) -> jax.Array:
    position = jax.lax.iota(jnp.uint64, size)
    return _normals_double(state, position >> _U64(1), position)


def _normals_double(state: jax.Array, block: jax.Array, position: jax.Array) -> jax.Array:
    lanes = philox.word_lanes(state, block)
    radius = jnp.sqrt(-2.0 * jnp.log(jnp.maximum(_unit_double(lanes[0], lanes[1]), 1.0e-7)))
    angle = (2 * np.pi) * _unit_double(lanes[2], lanes[3])
    return jnp.where((position & _U64(1)) == 1, jnp.cos(angle), jnp.sin(angle)) * radius


def _word_pairs(state: jax.Array, size: int) -> tuple[jax.Array, jax.Array]:
    """Two consecutive words per element."""
    position = jax.lax.iota(jnp.uint64, size)
    lanes = philox.word_lanes(state, position >> _U64(1))
    upper = (position & _U64(1)) == 1
    return jnp.where(upper, lanes[2], lanes[0]), jnp.where(upper, lanes[3], lanes[1])


def _unit_double(first: jax.Array, second: jax.Array) -> jax.Array:
    high = (first & _U32(0xFFFFF)).astype(jnp.uint64) << _U64(32)
    bits = high | second.astype(jnp.uint64) | _U64(1023 << 52)
    return jax.lax.bitcast_convert_type(bits, jnp.float64) - 1.0


def _bits(state: jax.Array, size: int, unsigned: Any) -> jax.Array:
    if unsigned is np.uint32:
        return philox.words(state, size)
    low, high = _word_pairs(state, size)
    return low.astype(jnp.uint64) | (high.astype(jnp.uint64) << _U64(32))


def _as(array: jax.Array, dtype: Any) -> jax.Array:
    return jax.lax.bitcast_convert_type(array, dtype) if array.dtype != dtype else array
