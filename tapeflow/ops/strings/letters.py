"""Case, length, parts and the like of each string."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import int32
from tapeflow.ops.strings.host import bytes_of, each, elementwise, strings

_UNITS = ("BYTE", "UTF8_CHAR")


@elementwise
def lower(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Each string in lower case.

    Args:
      input: strings.
      encoding: "" changes ASCII letters only, "utf-8" all letters.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.strings.lower("Ab").numpy()
    b'ab'
    """
    return each(_cased(bytes.lower, str.lower, encoding), input)


@elementwise
def upper(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Each string in upper case; arguments are those of `lower`.

    >>> import tapeflow as tf
    >>> tf.strings.upper("Ab").numpy()
    b'AB'
    """
    return each(_cased(bytes.upper, str.upper, encoding), input)


def _cased(of_bytes: Callable, of_text: Callable, encoding: str) -> Callable:
    if encoding == "":
        return of_bytes
    if encoding.lower() not in ("utf-8", "utf8"):
        raise invalid("only utf-8 or '' (no encoding) is supported", given=f"encoding {encoding!r}")
    return lambda item: of_text(item.decode("utf-8", "replace")).encode()


@elementwise
def strip(input: Any, name: str | None = None) -> Tensor:
    """Each string without white space at its ends.

    >>> import tapeflow as tf
    >>> tf.strings.strip(" a ").numpy()
    b'a'
    """
    return each(bytes.strip, input)


@elementwise
def length(input: Any, unit: str = "BYTE", name: str | None = None) -> Tensor:
    """Each string's length, int32.

    Args:
      input: strings.
      unit: what is counted, "BYTE" or "UTF8_CHAR".
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.strings.length(["é", "ab"]).numpy()
    array([2, 2], dtype=int32)
    """
    _check_unit(unit)
    return each(len if unit == "BYTE" else _characters, input, int32)


def _characters(item: bytes) -> int:
    return sum(byte & 0xC0 != 0x80 for byte in item)


def _check_unit(unit: str) -> None:
    if unit not in _UNITS:
        raise ValueError(problem("unit", given=repr(unit), expected=" or ".join(_UNITS)))


@elementwise
def substr(input: Any, pos: Any, len: Any, unit: str = "BYTE", name: str | None = None) -> Tensor:
    """A part of each string.

    Args:
      input: strings.
      pos: where it starts, integers that stretch to the strings' shape; negative from the end.
      len: how long it is at most.
      unit: what is counted, "BYTE" or "UTF8_CHAR".
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: a start beyond the end of its string.

    >>> import tapeflow as tf
    >>> tf.strings.substr("hello", 1, 3).numpy()
    b'ell'
    """
    _check_unit(unit)
    array, starts = bytes_of(input), convert_to_tensor(pos).numpy()
    lengths = convert_to_tensor(len).numpy()
    try:
        array, starts, lengths = np.broadcast_arrays(array, starts, lengths)
    except ValueError as error:
        raise invalid(f"tf.strings.substr: the shapes don't fit: {error}") from error
    found = np.empty(array.shape, object)
    for place in np.ndindex(*array.shape):
        found[place] = _part(array[place], int(starts[place]), int(lengths[place]), unit)
    return strings(found)


def _part(item: bytes, start: int, length: int, unit: str) -> bytes:
    units: Any = item if unit == "BYTE" else item.decode("utf-8", "replace")
    size = units.__len__()
    if not -size <= start <= size:
        raise invalid(f"pos {start} out of range for string {item!r}")
    start = start + size if start < 0 else start
    piece = units[start : start + max(length, 0)]
    return piece if unit == "BYTE" else piece.encode()
