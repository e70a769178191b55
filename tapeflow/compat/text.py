"""`tf.compat.as_bytes` and its kin: text and bytes, each made of either."""

from __future__ import annotations

import numbers
import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from tapeflow.engine import TensorShape
from tapeflow.engine.errors import problem

bytes_or_text_types = (bytes, str)
complex_types = (numbers.Complex, np.number)
integral_types = (numbers.Integral, np.integer)
real_types = (numbers.Real, np.integer, np.floating)


def as_bytes(bytes_or_text: str | bytes | bytearray, encoding: str = "utf-8") -> bytes:
    """Bytes of text, or the bytes themselves.

    >>> tf.compat.as_bytes("abc")
    b'abc'
    """
    if isinstance(bytes_or_text, bytearray):
        return bytes(bytes_or_text)
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text
    raise TypeError(_neither("as_bytes", bytes_or_text))


def as_text(bytes_or_text: str | bytes | bytearray, encoding: str = "utf-8") -> str:
    """Text of bytes, or the text itself.

    >>> tf.compat.as_text(b"abc")
    'abc'
    """
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    if isinstance(bytes_or_text, bytes | bytearray):
        return bytes_or_text.decode(encoding)
    raise TypeError(_neither("as_text", bytes_or_text))


as_str = as_text


def as_str_any(value: object, encoding: str = "utf-8") -> str:
    """Text of bytes, and `str` of anything else.

    >>> tf.compat.as_str_any(12)
    '12'
    """
    if isinstance(value, bytes | bytearray):
        return as_text(value, encoding)
    return str(value)


def path_to_str(path: object) -> object:
    """The text of a path object; anything else as it is.

    >>> tf.compat.path_to_str(__import__("pathlib").PurePosixPath("a/b"))
    'a/b'
    """
    return as_str_any(os.fspath(path)) if isinstance(path, os.PathLike) else path


def _neither(name: str, value: object) -> str:
    return problem(
        f"tf.compat.{name}: neither text nor bytes",
        given=f"{value!r} of type {type(value).__name__}",
        expected="str or bytes",
    )


def dimension_value(dimension: object) -> object:
    """A size of a shape as a number, or None.

    >>> tf.compat.dimension_value(tf.TensorShape([2, None])[1])
    """
    return getattr(dimension, "value", dimension)


def dimension_at_index(shape: object, index: int) -> object:
    """A shape's size along an axis; None if it is not known.

    >>> tf.compat.dimension_at_index(tf.TensorShape([2, 3]), 1)
    3
    """
    known = TensorShape(shape)
    return None if known.rank is None else known[index]


def forward_compatible(year: int, month: int, day: int) -> bool:
    """Whether what was new at a date may be used: always."""
    return True


@contextmanager
def forward_compatibility_horizon(year: int, month: int, day: int) -> Iterator[None]:
    """A `with` block that changes nothing."""
    yield
