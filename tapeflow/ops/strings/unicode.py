"""Unicode: characters as numbers and as strings, and other encodings."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, convert_to_tensor, invalid, problem
from tapeflow.engine.dtypes import int32
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.strings.host import each, elementwise, in_rows, strings

_ERRORS = ("strict", "replace", "ignore")
_UTF8 = ("UTF-8", "UTF8")


def unicode_decode(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Any:
    """The code points of each string, int32.

    Args:
      input: strings of any shape.
      input_encoding: "UTF-8", "UTF-16-BE", "UTF-32-BE" or another that Python knows.
      errors: what to do with bytes that are no character: "strict", "replace" or "ignore".
      replacement_char: the code point that replaces them.
      replace_control_characters: whether control characters are replaced as well.
      name: accepted for compatibility, not used.

    Returns:
      A ragged tensor with one more axis; of a single string a tensor.

    >>> import tapeflow as tf
    >>> tf.strings.unicode_decode("hé", "UTF-8").numpy()
    array([104, 233], dtype=int32)
    """
    read = _reader(input_encoding, errors, replacement_char, replace_control_characters)
    return _numbers(in_rows(lambda item: [ord(c) for c, _ in read(item)], input), int32)


def unicode_split(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    name: str | None = None,
) -> Any:
    r"""The characters of each string, as strings; arguments are those of `unicode_decode`.

    >>> import tapeflow as tf
    >>> tf.strings.unicode_split("hé", "UTF-8").numpy()
    array([b'h', b'\xc3\xa9'], dtype=object)
    """
    read = _reader(input_encoding, errors, replacement_char, False)
    return in_rows(lambda item: [_encoded(c, input_encoding) for c, _ in read(item)], input)


def unicode_decode_with_offsets(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> tuple[Any, Any]:
    """`unicode_decode`, and at which byte each character starts, int64."""
    read = _reader(input_encoding, errors, replacement_char, replace_control_characters)
    points = unicode_decode(
        input, input_encoding, errors, replacement_char, replace_control_characters
    )
    return points, _offsets(read, input)


def unicode_split_with_offsets(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    name: str | None = None,
) -> tuple[Any, Any]:
    """`unicode_split`, and at which byte each character starts, int64."""
    read = _reader(input_encoding, errors, replacement_char, False)
    return unicode_split(input, input_encoding, errors, replacement_char), _offsets(read, input)


def _offsets(read: Any, input: Any) -> Any:
    return _numbers(in_rows(lambda item: [at for _, at in read(item)], input), np.int64)


def _numbers(pieces: Any, dtype: Any) -> Any:
    """In the right dtype, also where there are none at all."""
    kind = dtype.np if dtype is int32 else dtype
    if isinstance(pieces, RaggedTensor):
        return pieces.with_flat_values(_numbers(pieces.flat_values, dtype))
    return convert_to_tensor(np.asarray(pieces.numpy()).astype(kind))


def _reader(encoding: str, errors: str, replacement: int, controls: bool) -> Any:
    if errors not in _ERRORS:
        raise ValueError(problem("errors", given=repr(errors), expected=", ".join(_ERRORS)))

    def read(item: bytes) -> list[tuple[str, int]]:
        """Each character, and the byte at which it starts."""
        found = []
        for character, at in _characters(item, encoding):
            if character is None:
                if errors == "strict":
                    raise invalid(f"Invalid formatting on input string {item!r}")
                if errors == "ignore":
                    continue
                character = chr(replacement)
            elif controls and unicodedata.category(character) == "Cc" and character not in "\t\n\r":
                character = chr(replacement)
            found.append((character, at))
        return found

    return read


def _characters(item: bytes, encoding: str) -> list[tuple[str | None, int]]:
    if encoding.upper() in _UTF8:
        return _utf8_characters(item)
    try:
        text = item.decode(encoding)
    except UnicodeDecodeError:
        text = item.decode(encoding, "replace")
    except LookupError as error:
        raise invalid(f"Unknown encoding {encoding!r}") from error
    found, at = [], 0
    for character in text:
        found.append((None if character == "\ufffd" else character, at))
        at += len(character.encode(encoding, "replace"))
    return found


def _utf8_characters(item: bytes) -> list[tuple[str | None, int]]:
    try:
        text = item.decode()
    except UnicodeDecodeError:
        text = item.decode("utf-8", "surrogateescape")
    found: list[tuple[str | None, int]] = []
    at = 0
    for character in text:
        broken = 0xDC80 <= ord(character) <= 0xDCFF
        found.append((None if broken else character, at))
        at += 1 if broken else len(character.encode())
    return found


def unicode_encode(
    input: Any,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    name: str | None = None,
) -> Any:
    r"""Strings of code points: the last axis becomes one string.

    Args:
      input: int32 of shape `[..., characters]`, or a ragged tensor.
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what to do with numbers that are no character.
      replacement_char: what replaces them.
      name: accepted for compatibility, not used.

    >>> import tapeflow as tf
    >>> tf.strings.unicode_encode([104, 233], "UTF-8").numpy()
    b'h\xc3\xa9'
    """
    if isinstance(input, RaggedTensor):
        if isinstance(input.values, RaggedTensor) or input.values.ndim > 1:
            return input.with_values(
                unicode_encode(input.values, output_encoding, errors, replacement_char)
            )
        rows = input.to_list()
        return strings([_row(row, output_encoding, errors, replacement_char) for row in rows])
    array = np.asarray(convert_to_tensor(input).numpy())
    joined = np.empty(array.shape[:-1], object)
    for place in np.ndindex(*joined.shape):
        joined[place] = _row(array[place].tolist(), output_encoding, errors, replacement_char)
    return strings(joined)


def _row(points: list[int], encoding: str, errors: str, replacement: int) -> bytes:
    text = ""
    for point in points:
        if 0 <= point < 0x110000 and not 0xD800 <= point < 0xE000:
            text += chr(point)
        elif errors == "strict":
            raise invalid("Code point is out of range for Unicode, or a noncharacter", given=point)
        elif errors == "replace":
            text += chr(replacement)
    return _encoded(text, encoding)


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "replace")


@elementwise
def unicode_transcode(
    input: Any,
    input_encoding: str,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Tensor:
    r"""Each string in another encoding; arguments are those of `unicode_decode`.

    >>> import tapeflow as tf
    >>> tf.strings.unicode_transcode("hé", "UTF-8", "UTF-16-BE").numpy()
    b'\x00h\x00\xe9'
    """
    read = _reader(input_encoding, errors, replacement_char, replace_control_characters)
    return each(lambda item: _encoded("".join(c for c, _ in read(item)), output_encoding), input)


# What ICU calls some scripts, by the first word of their characters' names.
_SCRIPTS = {
    "ARABIC": 2, "ARMENIAN": 3, "BENGALI": 4, "CYRILLIC": 8, "DEVANAGARI": 10, "ETHIOPIC": 11,
    "GEORGIAN": 12, "GREEK": 14, "GUJARATI": 15, "GURMUKHI": 16, "CJK": 17, "HANGUL": 18,
    "HEBREW": 19, "HIRAGANA": 20, "KANNADA": 21, "KATAKANA": 22, "KHMER": 23, "LAO": 24,
    "LATIN": 25, "MALAYALAM": 26, "MONGOLIAN": 27, "MYANMAR": 28, "ORIYA": 31, "SINHALA": 33,
    "TAMIL": 35, "TELUGU": 36, "THAI": 38, "TIBETAN": 39,
}  # fmt: skip


def unicode_script(input: Any, name: str | None = None) -> Tensor:
    """ICU's number of each code point's script: 25 is Latin, 0 common to all, -1 no character.

    Scripts are told by the names of characters; the rarest ones are given as 0.

    >>> import tapeflow as tf
    >>> tf.strings.unicode_script([97, 1073, 49]).numpy()
    array([25,  8,  0], dtype=int32)
    """
    array = np.asarray(convert_to_tensor(input).numpy())

    def script(point: int) -> int:
        if not 0 <= point < 0x110000:
            return -1
        name, category = unicodedata.name(chr(point), ""), unicodedata.category(chr(point))
        return _SCRIPTS.get(name.split(" ")[0], 0) if category[0] == "L" else 0

    return convert_to_tensor(
        np.array([script(p) for p in array.ravel().tolist()], np.int32).reshape(array.shape)
    )
