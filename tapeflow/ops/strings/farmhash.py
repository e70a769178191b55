"""FarmHash's `Fingerprint64` (Geoff Pike, 2014): the hash `na::Hash64`, by length of the input."""

from __future__ import annotations

_MASK = (1 << 64) - 1
_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def fingerprint64(data: bytes) -> int:
    """The 64-bit fingerprint of bytes."""
    size = len(data)
    if size <= 16:
        return _up_to_16(data)
    if size <= 32:
        return _up_to_32(data)
    if size <= 64:
        return _up_to_64(data)
    return _longer(data)


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "little")


def _half(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _right(value: int, bits: int) -> int:
    return value if not bits else (value >> bits | value << (64 - bits)) & _MASK


def _mixed(value: int) -> int:
    return value ^ value >> 47


def _both(u: int, v: int, factor: int) -> int:
    a = _mixed((u ^ v) * factor & _MASK)
    return _mixed((v ^ a) * factor & _MASK) * factor & _MASK


def _up_to_16(data: bytes) -> int:
    size = len(data)
    if size >= 8:
        factor = _K2 + size * 2
        a, b = _word(data, 0) + _K2 & _MASK, _word(data, size - 8)
        c = _right(b, 37) * factor + a & _MASK
        d = (_right(a, 25) + b) * factor & _MASK
        return _both(c, d, factor & _MASK)
    if size >= 4:
        factor = _K2 + size * 2 & _MASK
        return _both(size + (_half(data, 0) << 3), _half(data, size - 4), factor)
    if size:
        y = data[0] + (data[size >> 1] << 8)
        z = size + (data[size - 1] << 2)
        return _mixed((y * _K2 ^ z * _K0) & _MASK) * _K2 & _MASK
    return _K2


def _up_to_32(data: bytes) -> int:
    size = len(data)
    factor = _K2 + size * 2 & _MASK
    a, b = _word(data, 0) * _K1 & _MASK, _word(data, 8)
    c, d = _word(data, size - 8) * factor & _MASK, _word(data, size - 16) * _K2 & _MASK
    u = _right(a + b & _MASK, 43) + _right(c, 30) + d & _MASK
    return _both(u, a + _right(b + _K2 & _MASK, 18) + c & _MASK, factor)


def _up_to_64(data: bytes) -> int:
    size = len(data)
    factor = _K2 + size * 2 & _MASK
    a, b = _word(data, 0) * _K2 & _MASK, _word(data, 8)
    c, d = _word(data, size - 8) * factor & _MASK, _word(data, size - 16) * _K2 & _MASK
    y = _right(a + b & _MASK, 43) + _right(c, 30) + d & _MASK
    z = _both(y, a + _right(b + _K2 & _MASK, 18) + c & _MASK, factor)
    e, f = _word(data, 16) * factor & _MASK, _word(data, 24)
    g = (y + _word(data, size - 32)) * factor & _MASK
    h = (z + _word(data, size - 24)) * factor & _MASK
    u = _right(e + f & _MASK, 43) + _right(g, 30) + h & _MASK
    return _both(u, e + _right(f + a & _MASK, 18) + g & _MASK, factor)


def _weak(data: bytes, at: int, a: int, b: int) -> tuple[int, int]:
    w, x, y, z = (_word(data, at + 8 * i) for i in range(4))
    a = a + w & _MASK
    b = _right(b + a + z & _MASK, 21)
    c = a
    a = a + x + y & _MASK
    b = b + _right(a, 44) & _MASK
    return a + z & _MASK, b + c & _MASK


def _longer(data: bytes) -> int:
    size, seed = len(data), 81
    x = seed
    y = seed * _K1 + 113 & _MASK
    z = _mixed(y * _K2 + 113 & _MASK) * _K2 & _MASK
    v, w = (0, 0), (0, 0)
    x = x * _K2 + _word(data, 0) & _MASK
    end = (size - 1) // 64 * 64
    for at in range(0, end, 64):
        x = _right(x + y + v[0] + _word(data, at + 8) & _MASK, 37) * _K1 & _MASK
        y = _right(y + v[1] + _word(data, at + 48) & _MASK, 42) * _K1 & _MASK
        x ^= w[1]
        y = y + v[0] + _word(data, at + 40) & _MASK
        z = _right(z + w[0] & _MASK, 33) * _K1 & _MASK
        v = _weak(data, at, v[1] * _K1 & _MASK, x + w[0] & _MASK)
        w = _weak(data, at + 32, z + w[1] & _MASK, y + _word(data, at + 16) & _MASK)
        z, x = x, z
    factor = _K1 + ((z & 0xFF) << 1) & _MASK
    at = size - 64
    w = (w[0] + (size - 1 & 63) & _MASK, w[1])
    v = (v[0] + w[0] & _MASK, v[1])
    w = (w[0] + v[0] & _MASK, w[1])
    x = _right(x + y + v[0] + _word(data, at + 8) & _MASK, 37) * factor & _MASK
    y = _right(y + v[1] + _word(data, at + 48) & _MASK, 42) * factor & _MASK
    x ^= w[1] * 9 & _MASK
    y = y + v[0] * 9 + _word(data, at + 40) & _MASK
    z = _right(z + w[0] & _MASK, 33) * factor & _MASK
    v = _weak(data, at, v[1] * factor & _MASK, x + w[0] & _MASK)
    w = _weak(data, at + 32, z + w[1] & _MASK, y + _word(data, at + 16) & _MASK)
    z, x = x, z
    first = _both(v[0], w[0], factor) + _mixed(y) * _K0 + z & _MASK
    return _both(first, _both(v[1], w[1], factor) + x & _MASK, factor)
