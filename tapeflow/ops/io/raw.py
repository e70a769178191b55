"""Bytes as numbers, base64, and compressed strings."""

from __future__ import annotations

import base64
import gzip
import zlib
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, as_dtype, convert_to_tensor, invalid
from tapeflow.ops.strings.host import bytes_of, each


def decode_raw(
    input_bytes: Any,
    out_type: Any,
    little_endian: bool = True,
    fixed_length: int | None = None,
    name: str | None = None,
) -> Tensor:
    r"""The bytes of each string read as numbers.

    Args:
      input_bytes: strings of one length, of any shape.
      out_type: the numbers' dtype.
      little_endian: whether the lowest byte comes first.
      fixed_length: in bytes: strings are cut, or filled with zeros, to it.
      name: accepted for compatibility, not used.

    Returns:
      A tensor with one more axis.

    Raises:
      InvalidArgumentError: the lengths differ, or are no multiple of the number's size.

    >>> import tapeflow as tf
    >>> tf.io.decode_raw(b"\x01\x00\x02\x00", tf.int16).numpy()
    array([1, 2], dtype=int16)
    """
    array, dtype = bytes_of(input_bytes), as_dtype(out_type)
    items = array.ravel().tolist()
    if fixed_length is not None:
        if fixed_length <= 0 or fixed_length % dtype.size:
            raise invalid(f"fixed_length must be a multiple of {dtype.size}", given=fixed_length)
        items = [item[:fixed_length].ljust(fixed_length, b"\0") for item in items]
    sizes = {len(item) for item in items} or {0}
    if len(sizes) > 1:
        raise invalid(
            "DecodeRaw requires input strings to all be the same size",
            given=f"sizes {sorted(sizes)}",
        )
    size = sizes.pop()
    if size % dtype.size:
        raise invalid(
            f"Input to DecodeRaw has length {size} that is not a multiple of {dtype.size}, "
            f"the size of {dtype.name}"
        )
    numbers = np.frombuffer(b"".join(items), dtype.np)
    numbers = numbers if little_endian else numbers.byteswap()
    return convert_to_tensor(numbers.reshape(*array.shape, size // dtype.size))


def encode_base64(input: Any, pad: bool = False, name: str | None = None) -> Tensor:
    """Each string in the alphabet of base64 that is safe in addresses.

    >>> import tapeflow as tf
    >>> tf.io.encode_base64("hi").numpy()
    b'aGk'
    """

    def encoded(item: bytes) -> bytes:
        found = base64.urlsafe_b64encode(item)
        return found if pad else found.rstrip(b"=")

    return each(encoded, input)


def decode_base64(input: Any, name: str | None = None) -> Tensor:
    """The strings that `encode_base64` made these of.

    Raises:
      InvalidArgumentError: other characters.
    """

    def decoded(item: bytes) -> bytes:
        try:
            padded = item + b"=" * (-len(item) % 4)
            return base64.b64decode(padded, altchars=b"-_", validate=True)
        except ValueError as error:
            raise invalid(f"Invalid character found in base64: {item!r}") from error

    return each(decoded, input)


def decode_compressed(bytes: Any, compression_type: str = "", name: str | None = None) -> Tensor:
    """Each string decompressed.

    Args:
      bytes: strings.
      compression_type: "", "ZLIB" or "GZIP".
      name: accepted for compatibility, not used.
    """
    functions = {"": lambda item: item, "ZLIB": zlib.decompress, "GZIP": gzip.decompress}
    if compression_type not in functions:
        raise invalid(f"Only ZLIB, GZIP or NONE are supported compressions: {compression_type!r}")
    try:
        return each(functions[compression_type], bytes)
    except (OSError, zlib.error) as error:
        raise invalid(f"the bytes are not compressed by {compression_type}: {error}") from error
