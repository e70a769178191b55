"""TensorFlow's own 64-bit hash of bytes: MurmurHash64A (Austin Appleby) with TensorFlow's seed."""

from __future__ import annotations

_MASK = (1 << 64) - 1
_FACTOR, _SHIFT, _SEED = 0xC6A4A7935BD1E995, 47, 0xDECAFCAFFE


def hash64(data: bytes, seed: int = _SEED) -> int:
    """The 64-bit hash of bytes."""
    value = seed ^ (len(data) * _FACTOR) & _MASK
    whole = len(data) // 8 * 8
    for at in range(0, whole, 8):
        word = int.from_bytes(data[at : at + 8], "little") * _FACTOR & _MASK
        word = (word ^ word >> _SHIFT) * _FACTOR & _MASK
        value = (value ^ word) * _FACTOR & _MASK
    if len(data) > whole:
        value = (value ^ int.from_bytes(data[whole:], "little")) * _FACTOR & _MASK
    value = (value ^ value >> _SHIFT) * _FACTOR & _MASK
    return value ^ value >> _SHIFT
