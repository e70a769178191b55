"""Protocol buffers' wire format: numbered fields, each a varint, 4 or 8 bytes, or bytes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5


class WireError(ValueError):
    """The bytes are no message."""


def varint(value: int) -> bytes:
    """A number in groups of seven bits, the lowest first; negative ones as two's complement."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that starts at a byte, and where the next thing starts."""
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise WireError("truncated varint")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (1 << 64) - 1, at
        shift += 7


def signed(value: int) -> int:
    """A 64-bit number read as two's complement."""
    return value - (1 << 64) if value >> 63 else value


def field(number: int, content: bytes) -> bytes:
    """A field of bytes: a string, a message, or packed numbers."""
    return varint(number << 3 | BYTES) + varint(len(content)) + content


def number_field(number: int, value: int) -> bytes:
    """A field of one varint."""
    return varint(number << 3 | VARINT) + varint(value)


def fields(data: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """The fields of a message: number, wire type and content.

    Raises:
      WireError: the bytes are no message.
    """
    at, end = 0, len(data)
    while at < end:
        key, at = read_varint(data, at)
        number, kind = key >> 3, key & 7
        if not number:
            raise WireError("field number 0")
        if kind == VARINT:
            value, at = read_varint(data, at)
            yield number, kind, value
            continue
        if kind == BYTES:
            size, at = read_varint(data, at)
        elif kind == EIGHT_BYTES:
            size = 8
        elif kind == FOUR_BYTES:
            size = 4
        else:
            raise WireError(f"wire type {kind}")
        if at + size > end:
            raise WireError("truncated field")
        yield number, kind, data[at : at + size]
        at += size


def packed_varints(values: np.ndarray) -> bytes:
    """Integers one after the other as varints."""
    return b"".join(map(varint, values.tolist()))


def read_packed_varints(data: bytes) -> np.ndarray:
    """All varints of some bytes, as int64.

    Raises:
      WireError: the last one is cut off.
    """
    if not data:
        return np.zeros(0, np.int64)
    groups = np.frombuffer(data, np.uint8)
    last = groups < 0x80
    if not last[-1]:
        raise WireError("truncated varint")
    starts = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
    lengths = np.diff(np.append(starts, len(groups)))
    if lengths.max() > 10:
        raise WireError("varint of more than ten bytes")
    shifts = 7 * (np.arange(len(groups)) - np.repeat(starts, lengths)).astype(np.uint64)
    parts = (groups & 0x7F).astype(np.uint64) << shifts
    return np.bitwise_or.reduceat(parts, starts).view(np.int64)
