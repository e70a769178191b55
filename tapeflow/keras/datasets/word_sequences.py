"""What imdb and reuters do to their texts: each a list of word numbers, by falling frequency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tapeflow.engine.errors import problem


def shuffled(seed: int, *arrays: np.ndarray, rng: np.random.RandomState | None = None):
    """The arrays, all in the same new order (Keras's for this seed)."""
    rng = np.random.RandomState(seed) if rng is None else rng
    order = np.arange(len(arrays[0]))
    rng.shuffle(order)
    return [array[order] for array in arrays]


def numbered(
    texts: Iterable[Sequence[int]], start_char: int | None, index_from: int | None
) -> list[list[int]]:
    """Each text with its words counted from `index_from` on, and `start_char` before it."""
    offset = index_from or 0
    first = [] if start_char is None else [start_char]
    return [first + [word + offset for word in text] for text in texts]


def short_enough(texts, labels, maxlen: int | None, name: str):
    """The texts of fewer than `maxlen` words, and their labels.

    Raises:
      ValueError: none is left.
    """
    if not maxlen:
        return texts, labels
    kept = [i for i, text in enumerate(texts) if len(text) < maxlen]
    if not kept:
        raise ValueError(
            problem(
                f"tf.keras.datasets.{name}.load_data: no text is short enough",
                given=f"maxlen={maxlen}; the shortest has {min(map(len, texts))} words",
                expected="maxlen above that",
            )
        )
    return [texts[i] for i in kept], np.asarray([labels[i] for i in kept])


def limited(
    texts: list[list[int]], num_words: int | None, skip_top: int, oov_char: int | None
) -> np.ndarray:
    """Each text with the words outside `[skip_top, num_words)` replaced, or dropped.

    Returns:
      An array `[texts]` of lists.
    """
    limit = num_words or max(max(text) for text in texts)
    if oov_char is None:
        rows = [[word for word in text if skip_top <= word < limit] for text in texts]
    else:
        rows = [[word if skip_top <= word < limit else oov_char for word in text] for text in texts]
    array = np.empty(len(rows), dtype=object)
    array[:] = rows
    return array
