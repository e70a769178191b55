"""Box-Muller (1958): two uniform words to two normal numbers, to the last bit as on Linux.

TensorFlow calls the C library's `logf` and `sincosf`. XLA's own differ in the last place, so both
are spelled out here in float64, after the Arm optimized routines that the GNU C library (2.28 to
2.40) and musl contain (MIT license). Tests compare every one of their 2**23 possible arguments.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

_TAU = 2 * np.pi
_SMALLEST = np.float32(1.0e-7)

# logf: the range is cut in 16; for each part 1/c and log(c) of a point c near its middle.
_LOG_TABLE = np.array([float.fromhex(x) for x in (
    "0x1.661ec79f8f3bep+0", "0x1.571ed4aaf883dp+0", "0x1.49539f0f010bp+0", "0x1.3c995b0b80385p+0",
    "0x1.30d190c8864a5p+0", "0x1.25e227b0b8eap+0", "0x1.1bb4a4a1a343fp+0", "0x1.12358f08ae5bap+0",
    "0x1.0953f419900a7p+0", "0x1p+0", "0x1.e608cfd9a47acp-1", "0x1.ca4b31f026aap-1",
    "0x1.b2036576afce6p-1", "0x1.9c2d163a1aa2dp-1", "0x1.886e6037841edp-1", "0x1.767dcf5534862p-1",
    "-0x1.57bf7808caadep-2", "-0x1.2bef0a7c06ddbp-2", "-0x1.01eae7f513a67p-2",
    "-0x1.b31d8a68224e9p-3", "-0x1.6574f0ac07758p-3", "-0x1.1aa2bc79c81p-3",
    "-0x1.a4e76ce8c0e5ep-4", "-0x1.1973c5a611cccp-4",
    "-0x1.252f438e10c1ep-5", "0x0p+0", "0x1.aa5aa5df25984p-5", "0x1.c5e53aa362eb4p-4",
    "0x1.526e57720db08p-3", "0x1.bc2860d22477p-3", "0x1.1058bc8a07ee1p-2", "0x1.4043057b6ee09p-2",
)]).reshape(2, 16)  # fmt: skip
_LOG_2 = float.fromhex("0x1.62e42fefa39efp-1")
_LOG_POLYNOMIAL = tuple(
    float.fromhex(x)
    for x in ("-0x1.00ea348b88334p-2", "0x1.5575b0be00b6ap-2", "-0x1.ffffef20a4123p-2")
)
_LOG_OFFSET = 0x3F330000

_HALF_PI = float.fromhex("0x1.921FB54442D18p0")
_QUARTERS = float.fromhex("0x1.45F306DC9C883p+23")  # 2**24 * 2 / pi
_COS = tuple(float.fromhex(x) for x in (
    "-0x1.ffffffd0c621cp-2", "0x1.55553e1068f19p-5", "-0x1.6c087e89a359dp-10",
    "0x1.99343027bf8c3p-16",
))  # fmt: skip
_SIN = tuple(
    float.fromhex(x)
    for x in ("-0x1.555545995a603p-3", "0x1.1107605230bc4p-7", "-0x1.994eb3774cf24p-13")
)


def normal_from_words(first: jax.Array, second: jax.Array, cosine: jax.Array) -> jax.Array:
    """A standard normal number of each pair of uint32 words: `sqrt(-2 log u) * sin(2 pi v)`.

    Args:
      first: uint32, the words of `u`.
      second: uint32, the words of `v`.
      cosine: bool, whether it is the pair's second number, with `cos` for `sin`.

    Returns:
      float32, shaped like the operands.
    """
    uniform = jnp.maximum(unit_float(first), _SMALLEST)
    angle = (unit_float(second).astype(jnp.float64) * _TAU).astype(jnp.float32)
    radius = jnp.sqrt(log(uniform) * np.float32(-2))
    return sine(angle, cosine) * radius


def unit_float(word: jax.Array) -> jax.Array:
    """The low 23 bits of uint32 words as the fraction of a float32 in `[0, 1)`."""
    bits = (word & np.uint32(0x7FFFFF)) | np.uint32(0x3F800000)
    return jax.lax.bitcast_convert_type(bits, jnp.float32) - np.float32(1)


def log(positive: jax.Array) -> jax.Array:
    """`logf` of positive, normal float32 numbers."""
    bits = jax.lax.bitcast_convert_type(positive, jnp.int32)
    shifted = bits - np.int32(_LOG_OFFSET)
    part = (shifted >> np.int32(19)) & np.int32(15)
    exponent = shifted >> np.int32(23)
    scaled = jax.lax.bitcast_convert_type(bits - (exponent << np.int32(23)), jnp.float32)
    inverse, log_center = (_lookup(row, part) for row in _LOG_TABLE)
    rest = scaled.astype(jnp.float64) * inverse - 1.0
    base = log_center + exponent.astype(jnp.float64) * _LOG_2
    square = rest * rest
    tail = _LOG_POLYNOMIAL[1] * rest + _LOG_POLYNOMIAL[2]
    tail = _LOG_POLYNOMIAL[0] * square + tail
    return (tail * square + (base + rest)).astype(jnp.float32)


def sine(angle: jax.Array, cosine: jax.Array) -> jax.Array:
    """`sinf`, or `cosf` where `cosine`, of float32 angles in `[0, 120)`."""
    wide = angle.astype(jnp.float64)
    quarter = ((wide * _QUARTERS).astype(jnp.int32) + np.int32(0x800000)) >> np.int32(24)
    rest = wide - quarter.astype(jnp.float64) * _HALF_PI
    square = rest * rest
    # cos(x) = sin(x + a quarter turn), also for which polynomial is due.
    turned = quarter + cosine.astype(jnp.int32)
    fourth = square * square
    cosines = (
        (1.0 + square * _COS[0]) + fourth * _COS[1] + fourth * square * (_COS[2] + square * _COS[3])
    )
    cube = square * rest
    sines = (rest + cube * _SIN[0]) + cube * square * (_SIN[1] + square * _SIN[2])
    value = jnp.where((turned & np.int32(1)) == 1, cosines, sines)
    negative = (turned & np.int32(2)) == 2
    value = jnp.where(negative, -value, value).astype(jnp.float32)
    tiny = jnp.abs(angle) < np.float32(2.0**-12)
    return jnp.where(tiny, jnp.where(cosine, np.float32(1), angle), value)


def _lookup(row: np.ndarray, index: jax.Array) -> jax.Array:
    """`row[index]` by selects, which run in vectors where a gather does not."""
    values = [np.float64(x) for x in row]
    for bit in range(4):
        chosen = (index >> np.int32(bit)) & np.int32(1) == 1
        values = [
            jnp.where(chosen, high, low)
            for low, high in zip(values[::2], values[1::2], strict=True)
        ]
    return values[0]
