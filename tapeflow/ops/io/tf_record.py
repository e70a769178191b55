"""TFRecord files: records of bytes, each with its length and checksums."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from typing import IO, Any

from tapeflow.engine import problem
from tapeflow.ops.host.record_file import framed, read_records

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


def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file, one after the other.

    Args:
      path: the file.
      options: a `TFRecordOptions` or the name of a compression.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: a checksum is wrong, or a record is cut off.
    """
    return read_records(os.fspath(path), compression_name(options))
