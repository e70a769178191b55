"""Regular expressions, by Python's `re`, in RE2's notation of replacements."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from tapeflow.engine import Tensor, invalid
from tapeflow.engine.dtypes import bool_
from tapeflow.ops.strings.host import each, elementwise

# RE2's names of classes, as Python writes them.
_CLASSES = {
    "[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:space:]": r"\s",
    "[:lower:]": "a-z", "[:upper:]": "A-Z", "[:word:]": r"\w", "[:blank:]": " \\t",
    "[:punct:]": r"!-/:-@\[-`{-~", "[:xdigit:]": "0-9A-Fa-f",
}  # fmt: skip


@elementwise
def regex_replace(
    input: Any, pattern: Any, rewrite: Any, replace_global: bool = True, name: str | None = None
) -> Tensor:
    r"""Each string with what matches a pattern replaced.

    Args:
      input: strings.
      pattern: a regular expression.
      rewrite: what comes in its place; `\\1` to `\\9` are the groups, `\\0` the whole match.
      replace_global: whether all matches are replaced, or the first only.
      name: accepted for compatibility, not used.

    Raises:
      InvalidArgumentError: the pattern is no regular expression.

    >>> import tapeflow as tf
    >>> tf.strings.regex_replace("a1b22", "[0-9]+", "#").numpy()
    b'a#b#'
    """
    compiled = _compiled(_text(pattern))
    template = re.sub(r"\\0", r"\\g<0>", _text(rewrite))
    count = 0 if replace_global else 1

    def replaced(item: bytes) -> bytes:
        return compiled.sub(template, item.decode("utf-8", "surrogateescape"), count).encode(
            "utf-8", "surrogateescape"
        )

    return each(replaced, input)


@elementwise
def regex_full_match(input: Any, pattern: Any, name: str | None = None) -> Tensor:
    """Whether a pattern matches the whole of each string.

    >>> import tapeflow as tf
    >>> tf.strings.regex_full_match(["ab", "b"], "a.*").numpy()
    array([ True, False])
    """
    compiled = _compiled(_text(pattern))
    return each(
        lambda item: compiled.fullmatch(item.decode("utf-8", "surrogateescape")) is not None,
        input,
        bool_,
    )


def _text(value: Any) -> str:
    value = value.numpy() if isinstance(value, Tensor) else value
    return value.decode() if isinstance(value, bytes) else value


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern:
    for name, characters in _CLASSES.items():
        pattern = pattern.replace(name, characters)
    pattern = re.sub(r"\\p\{L\}|\\pL", r"[^\\W\\d_]", pattern)
    pattern = re.sub(r"\\z", r"\\Z", pattern)
    try:
        return re.compile(pattern)
    except re.error as error:
        raise invalid(f"Invalid pattern: {pattern}, error: {error}") from error
