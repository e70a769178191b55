"""`Vocabulary`: tokens and their indices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from tapeflow.engine import problem


class Vocabulary:
    """Tokens in order; the index of the first is `start`, as those before it are special.

    Args:
      tokens: distinct strings, or integers.
      start: the first one's index.

    Raises:
      ValueError: a token occurs twice.
    """

    def __init__(self, tokens: Sequence, start: int):
        self.tokens = list(tokens)
        self.start = start
        self._indices = {token: start + i for i, token in enumerate(self.tokens)}
        if len(self._indices) != len(self.tokens):
            repeated = [token for token, n in Counter(self.tokens).items() if n > 1]
            raise ValueError(
                problem(
                    "The passed vocabulary has at least one repeated term. Please uniquify your "
                    "dataset.",
                    given=f"repeated: {repeated[:10]}",
                )
            )

    def __len__(self) -> int:
        return len(self.tokens)

    def indices(self, tokens: list, missing: int) -> np.ndarray:
        """The index of each token; `missing` for those that are not there."""
        find = self._indices.get
        return np.fromiter((find(token, missing) for token in tokens), np.int64, len(tokens))


def by_frequency(counts: Counter, limit: int | None) -> list:
    """The most frequent tokens first; of two equally frequent ones the later in order first."""
    ordered = sorted(counts, reverse=True)
    ordered.sort(key=lambda token: -counts[token])
    return ordered if limit is None else ordered[:limit]


def tokens_from_file(path: str, is_text: bool) -> list:
    """The lines of a file.

    Raises:
      ValueError: there is no such file.
    """
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
    except FileNotFoundError:
        raise ValueError(f"Vocabulary file {path} does not exist.") from None
    while lines and not lines[-1]:
        lines.pop()
    return lines if is_text else [int(line) for line in lines]


def as_tokens(values: Any, is_text: bool) -> list:
    """An array or tensor as a flat list of str or int."""
    array = np.asarray(values.numpy() if hasattr(values, "numpy") else values)
    items = array.ravel().tolist()
    if not is_text:
        return [int(item) for item in items]
    return [item.decode() if isinstance(item, bytes) else str(item) for item in items]
