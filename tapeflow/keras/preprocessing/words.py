"""Words of texts, and numbers of words by hashing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def text_to_word_sequence(
    input_text: str, filters: str = FILTERS, lower: bool = True, split: str = " "
) -> list[str]:
    """A text's words.

    Args:
      input_text: the text.
      filters: characters that count as `split`.
      lower: whether it is turned to lower case.
      split: what separates words.

    >>> import tapeflow as tf
    >>> tf.keras.preprocessing.text.text_to_word_sequence("The cat, asleep.")
    ['the', 'cat', 'asleep']
    """
    text = input_text.lower() if lower else input_text
    text = text.translate({ord(character): split for character in filters})
    return [word for word in text.split(split) if word]


def hashing_trick(
    text: str,
    n: int,
    hash_function: Callable | str | None = None,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Callable | None = None,
) -> list[int]:
    """Numbers from 1 to `n - 1` for a text's words, by a hash: different words may share one.

    Args:
      text: the text.
      n: one more than the largest number.
      hash_function: `"md5"`, a function of a word, or None for Python's `hash`, which differs from
        process to process.
      filters: see `text_to_word_sequence`.
      lower: see `text_to_word_sequence`.
      split: see `text_to_word_sequence`.
      analyzer: takes a text, gives its words, in place of the above.

    >>> import tapeflow as tf
    >>> tf.keras.preprocessing.text.hashing_trick("a b a", 10, "md5")
    [2, 5, 2]
    """
    hashed = _md5 if hash_function == "md5" else hash_function or hash
    words = analyzer(text) if analyzer else text_to_word_sequence(text, filters, lower, split)
    return [hashed(word) % (n - 1) + 1 for word in words]


def one_hot(
    input_text: str,
    n: int,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Callable | None = None,
) -> list[int]:
    """`hashing_trick` with Python's `hash`."""
    return hashing_trick(input_text, n, hash, filters, lower, split, analyzer)


def _md5(word: str) -> int:
    return int(hashlib.md5(word.encode()).hexdigest(), 16)
