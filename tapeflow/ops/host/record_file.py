"""TFRecord files: byte strings with lengths and checksums."""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any

from tapeflow.engine import invalid
from tapeflow.engine.errors import DataLossError, NotFoundError, PermissionDeniedError
from tapeflow.ops.host.crc32c import crc32c, masked


def read_records(path: str, compression_type: str | None = "") -> Iterator[bytes]:
    """The records of a file.

    Args:
      path: the file.
      compression_type: `""`, `"GZIP"` or `"ZLIB"`.

    Raises:
      DataLossError: a record is cut off, or a checksum is wrong.
      NotFoundError: there is no such file.
    """
    position = 0
    with open_file(path, compression_type) as file:
        while header := file.read(12):
            if len(header) < 12:
                raise _damaged(path, position, "the file ends within a record's header")
            (length, check) = struct.unpack("<QI", header)
            if masked(crc32c(header[:8])) != check:
                raise _damaged(path, position, "the length's checksum is wrong")
            body = file.read(length + 4)
            if len(body) < length + 4:
                raise _damaged(path, position, "the file ends within a record")
            record = body[:length]
            if masked(crc32c(record)) != struct.unpack("<I", body[length:])[0]:
                raise _damaged(path, position, "the record's checksum is wrong")
            position += length + 16
            yield record


def framed(record: bytes) -> bytes:
    """A record as it stands in a file."""
    length = struct.pack("<Q", len(record))
    return b"".join(
        [
            length,
            struct.pack("<I", masked(crc32c(length))),
            record,
            struct.pack("<I", masked(crc32c(record))),
        ]
    )


def open_file(path: str, compression_type: str | None = "") -> IO[bytes]:
    """A file opened for reading bytes, uncompressed on the way.

    Raises:
      InvalidArgumentError: the compression is none of those known.
      NotFoundError: there is no such file.
    """
    kind = (compression_type or "").upper()
    if kind not in ("", "GZIP", "ZLIB"):
        raise invalid(
            "Unsupported compression_type",
            given=compression_type,
            expected='"" (none), "GZIP" or "ZLIB"',
        )
    try:
        if kind == "GZIP":
            return gzip.open(path, "rb")  # type: ignore[return-value]
        if kind == "ZLIB":
            with open(path, "rb") as file:
                return io.BytesIO(zlib.decompress(file.read()))
        return open(path, "rb")
    except FileNotFoundError as error:
        raise NotFoundError(None, None, f"{path}; No such file or directory") from error
    except PermissionError as error:
        raise PermissionDeniedError(None, None, f"{path}; Permission denied") from error


def _damaged(path: Any, position: int, why: str) -> DataLossError:
    return DataLossError(None, None, f"corrupted record at {position} of {path}: {why}")
