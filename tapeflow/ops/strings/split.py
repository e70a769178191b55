"""Splitting strings."""

from __future__ import annotations

from typing import Any

from tapeflow.ops.strings.host import in_rows


def split(input: Any, sep: Any = None, maxsplit: int = -1, name: str | None = None) -> Any:
    """The parts of each string between separators.

    Args:
      input: strings of any shape.
      sep: the separator; by default (and for "") any white space.
      maxsplit: how many splits there are at most; -1 for as many as there are.
      name: accepted for compatibility, not used.

    Returns:
      A ragged tensor with one more axis; of a single string a tensor of its parts.

    >>> import tapeflow as tf
    >>> tf.strings.split(["a b", "c"])
    <tf.RaggedTensor [[b'a', b'b'], [b'c']]>
    """
    separator = sep.numpy() if hasattr(sep, "numpy") else sep
    separator = separator.encode() if isinstance(separator, str) else separator
    return in_rows(lambda item: item.split(separator or None, maxsplit), input)


def bytes_split(input: Any, name: str | None = None) -> Any:
    """The bytes of each string.

    >>> import tapeflow as tf
    >>> tf.strings.bytes_split("hey").numpy()
    array([b'h', b'e', b'y'], dtype=object)
    """
    return in_rows(lambda item: [item[i : i + 1] for i in range(len(item))], input)
