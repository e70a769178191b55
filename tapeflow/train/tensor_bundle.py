"""Real TensorFlow's checkpoint files, read: an index of sorted blocks, and raw arrays.

The index is a LevelDB table: blocks of keys that share prefixes, then a block of blocks, then a
footer with a magic number. Its values are small protocol buffers: dtype, shape, shard, offset,
size.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator

import ml_dtypes
import numpy as np

from tapeflow.engine import as_dtype, problem
from tapeflow.engine.errors import DataLossError, UnimplementedError

_MAGIC = struct.pack("<Q", 0xDB4775248B80FB57)
_FOOTER = 48
# tensorflow.DataType's numbers.
_DTYPES = {
    1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 8: "complex64",
    9: "int64", 10: "bool", 14: "bfloat16", 17: "uint16", 18: "complex128", 19: "float16",
    22: "uint32", 23: "uint64",
}  # fmt: skip


def is_one(index: bytes) -> bool:
    """Whether the content of an `.index` file is TensorFlow's."""
    return index[-8:] == _MAGIC


class Bundle:
    """A checkpoint of TensorFlow's: `described` has `[shape, dtype, ...]` by name.

    Raises:
      DataLossError: the index is damaged.
    """

    def __init__(self, path: str, index: bytes):
        self._path = path
        self._entries: dict[str, tuple] = {}
        self.described: dict[str, list] = {}
        try:
            entries = dict(_table(index))
            shards = _fields(entries.pop(b"", b"")).get(1, [1])[0]
            for key, value in entries.items():
                self._add(key.decode(), _fields(value), shards)
        except (IndexError, struct.error, ValueError) as error:
            raise DataLossError(
                None, None, problem(f"the index of the checkpoint {path} is damaged", str(error))
            ) from error

    def _add(self, name: str, entry: dict[int, list], shards: int) -> None:
        dtype = _DTYPES.get(entry.get(1, [0])[0])
        if dtype is None:  # strings: TensorFlow's own description of the objects
            return
        dims = _fields(entry[2][0]).get(2, []) if 2 in entry else []
        shape = [_fields(dim).get(1, [0])[0] for dim in dims]
        shard, offset, size = (entry.get(i, [0])[0] for i in (3, 4, 5))
        self._entries[name] = (shard, shards, offset, size, 7 in entry)
        self.described[name] = [shape, dtype, 0]

    def read(self, name: str) -> np.ndarray:
        """One array.

        Raises:
          UnimplementedError: a variable that was written in slices.
          DataLossError: the data is not there.
        """
        shard, shards, offset, size, sliced = self._entries[name]
        shape, dtype, _ = self.described[name]
        if sliced:
            raise UnimplementedError(
                None, None, problem(f"variable {name} was saved in slices, which are not read")
            )
        kind = np.dtype(ml_dtypes.bfloat16) if dtype == "bfloat16" else as_dtype(dtype).np
        with open(f"{self._path}.data-{shard:05d}-of-{shards:05d}", "rb") as file:
            held = os.fstat(file.fileno()).st_size
            # Before anything is read: a damaged index may name any size.
            if size != kind.itemsize * math.prod(shape) or offset + size > held:
                raise DataLossError(
                    None, None, problem(f"variable {name}: the data is not whole", f"{size} bytes")
                )
            file.seek(offset)
            content = file.read(size)
        return np.frombuffer(content, kind).reshape(shape).copy()


def _table(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    footer = content[-_FOOTER:]
    _, position = _varint(footer, 0)
    _, position = _varint(footer, position)  # the meta index, which is empty
    for _, handle in _block(content, *_handle(footer, position)):
        yield from _block(content, *_handle(handle, 0))


def _handle(data: bytes, position: int) -> tuple[int, int]:
    offset, position = _varint(data, position)
    size, _ = _varint(data, position)
    return offset, size


def _block(content: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    if content[offset + size] != 0:
        raise ValueError("a compressed block")
    block = content[offset : offset + size]
    (restarts,) = struct.unpack("<I", block[-4:])
    end = len(block) - 4 * (restarts + 1)
    key, position = b"", 0
    while position < end:
        shared, position = _varint(block, position)
        fresh, position = _varint(block, position)
        length, position = _varint(block, position)
        key = key[:shared] + block[position : position + fresh]
        position += fresh
        yield key, block[position : position + length]
        position += length


def _fields(message: bytes) -> dict[int, list]:
    """A protocol buffer's fields by number: numbers and bytes."""
    found: dict[int, list] = {}
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        kind = tag & 7
        if kind == 0:
            value, position = _varint(message, position)
        elif kind == 2:
            length, position = _varint(message, position)
            value = message[position : position + length]
            position += length
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
            value = message[position : position + length]
            position += length
        else:
            raise ValueError(f"field of kind {kind}")
        found.setdefault(tag >> 3, []).append(value)
    return found


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
