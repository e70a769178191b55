"""TFRecord files: records of bytes, each with its length and checksums."""

from __future__ import annotations

import gzip
import os
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any

from tapeflow.engine import problem
from tapeflow.engine.errors import DataLossError, NotFoundError
from tapeflow.ops.io.crc32c import masked_crc32c

_COMPRESSIONS = ("", "GZIP", "ZLIB")


class TFRecordOptions:
    """How TFRecord files are compressed.

    Args:
      compression_type: "", "GZIP" or "ZLIB".
      flush_mode, input_buffer_size, output_buffer_size, window_bits, compression_method, mem_level,
      compression_strategy: accepted for compatibility, not used.
      compression_level: 0 to 9.
    """

    compression_type_map = {0: "", 1: "ZLIB", 2: "GZIP"}  # noqa: RUF012

    def __init__(
        self,
        compression_type: Any = None,
        flush_mode: Any = None,
        input_buffer_size: Any = None,
        output_buffer_size: Any = None,
        window_bits: Any = None,
        compression_level: int | None = None,
        compression_method: Any = None,
        mem_level: Any = None,
        compression_strategy: Any = None,
    ):
        self.compression_type = compression_name(compression_type)
        self.compression_level = compression_level

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """The compression that options, a string or None name."""
        return compression_name(options)


def compression_name(options: Any) -> str:
    """What compresses: of options, a string or None, one of "", "GZIP" and "ZLIB".

    Raises:
      ValueError: another name.
    """
    if isinstance(options, TFRecordOptions):
        return options.compression_type
    if hasattr(options, "numpy"):
        options = options.numpy()
    name = options.decode() if isinstance(options, bytes) else options or ""
    if name not in _COMPRESSIONS:
        raise ValueError(
            problem(
                "Not a valid compression_type", given=repr(name), expected='"", "GZIP" or "ZLIB"'
            )
        )
    return name


class TFRecordWriter:
    """Writes records to a file.

    Args:
      path: where; an existing file is replaced.
      options: a `TFRecordOptions` or the name of a compression.

    >>> import tempfile, tapeflow as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with tf.io.TFRecordWriter(f"{folder}/a.tfrecord") as writer:
    ...         writer.write(b"one")
    ...     [r for r in tf.compat.v1.io.tf_record_iterator(f"{folder}/a.tfrecord")]
    [b'one']
    """

    def __init__(self, path: Any, options: Any = None):
        compression = compression_name(options)
        level = getattr(options, "compression_level", None)
        level = -1 if level is None else level
        self._file: IO[bytes] | None = open(os.fspath(path), "wb")  # noqa: SIM115 - closed by close
        self._compressor = None
        if compression:
            bits = zlib.MAX_WBITS | (16 if compression == "GZIP" else 0)
            self._compressor = zlib.compressobj(level, zlib.DEFLATED, bits)

    def write(self, record: Any) -> None:
        """Adds a record.

        Args:
          record: bytes, or a string tensor.

        Raises:
          TypeError: it is something else.
        """
        if self._file is None:
            raise ValueError("TFRecordWriter.write: the writer is closed")
        record = record.numpy() if hasattr(record, "numpy") else record
        if not isinstance(record, (bytes, bytearray, memoryview)):
            raise TypeError(f"a record must be bytes, not {type(record).__name__}")
        self._put(framed(bytes(record)))

    def _put(self, data: bytes) -> None:
        assert self._file is not None
        self._file.write(self._compressor.compress(data) if self._compressor else data)

    def flush(self) -> None:
        """Writes what is held back."""
        if self._file is not None:
            if self._compressor:
                self._file.write(self._compressor.flush(zlib.Z_SYNC_FLUSH))
            self._file.flush()

    def close(self) -> None:
        """Writes what is held back, and closes the file."""
        if self._file is not None:
            if self._compressor:
                self._file.write(self._compressor.flush())
            self._file.close()
            self._file = None

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self.close()


def framed(record: bytes) -> bytes:
    """A record with its length before it and the checksums of both."""
    length = struct.pack("<Q", len(record))
    return b"".join(
        (
            length,
            struct.pack("<I", masked_crc32c(length)),
            record,
            struct.pack("<I", masked_crc32c(record)),
        )
    )


def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file, one after the other.

    Args:
      path: the file.
      options: a `TFRecordOptions` or the name of a compression.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: a checksum is wrong, or a record is cut off.
    """
    compression = compression_name(options)
    try:
        file = open(os.fspath(path), "rb", buffering=1 << 18)  # noqa: SIM115 - closed below
    except FileNotFoundError as error:
        raise NotFoundError(None, None, f"{path}; No such file or directory") from error
    with file:
        source: Any = file
        if compression == "GZIP":
            source = gzip.GzipFile(fileobj=file)
        elif compression == "ZLIB":
            source = _Inflated(file)
        yield from _records(source, path)


def _records(source: Any, path: Any) -> Iterator[bytes]:
    at = 0
    while True:
        try:
            head = source.read(12)
        except (OSError, EOFError, zlib.error) as error:
            raise DataLossError(
                None, None, f"{path}: {error}; is it compressed otherwise?"
            ) from error
        if not head:
            return
        if len(head) < 12:
            raise _lost("truncated record", at, path)
        length, checksum = struct.unpack("<QI", head)
        if masked_crc32c(head[:8]) != checksum:
            raise _lost("corrupted record", at, path)
        record, tail = source.read(length), source.read(4)
        if len(record) < length or len(tail) < 4:
            raise _lost("truncated record", at, path)
        if masked_crc32c(record) != struct.unpack("<I", tail)[0]:
            raise _lost("corrupted record", at, path)
        yield record
        at += length + 16


def _lost(what: str, at: int, path: Any) -> DataLossError:
    return DataLossError(
        None,
        None,
        problem(
            f"{what} at {at}",
            given=os.fspath(path),
            fix="check that the file is a TFRecord file, complete, and what compresses it",
        ),
    )


class _Inflated:
    """Reads a file that zlib compressed."""

    def __init__(self, file: IO[bytes]):
        self._file, self._inflate, self._held = file, zlib.decompressobj(), b""

    def read(self, size: int) -> bytes:
        while len(self._held) < size:
            chunk = self._file.read(1 << 18)
            if not chunk:
                break
            self._held += self._inflate.decompress(chunk)
        found, self._held = self._held[:size], self._held[size:]
        return found
