"""`skipgrams` and `make_sampling_table`: pairs of words that stand near each other."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

_EULER_GAMMA = 0.577  # Keras's digits


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> np.ndarray:
    """For each rank of a word how likely it is kept: `min(1, sqrt(factor / frequency))`.

    The frequency of rank `r` is Zipf's, `1 / (r (log r + gamma) + 1/2 - 1/(12 r))`.

    Args:
      size: how many words; rank 0 is taken for 1.
      sampling_factor: the `t` of word2vec (Mikolov et al. 2013, section 2.3).

    >>> import tapeflow as tf
    >>> tf.keras.preprocessing.sequence.make_sampling_table(3).round(4)
    array([0.0032, 0.0032, 0.0055])
    """
    rank = np.arange(size)
    rank[0] = 1
    inverse = rank * (np.log(rank) + _EULER_GAMMA) + 0.5 - 1.0 / (12.0 * rank)
    ratio = sampling_factor * inverse
    return np.minimum(1.0, ratio / np.sqrt(ratio))


def skipgrams(
    sequence: Any,
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Any = None,
    seed: int | None = None,
) -> tuple[list, list]:
    """Pairs of words of one window, labeled 1, and of random words, labeled 0.

    Numbers are drawn from Python's `random`, in Keras's order.

    Args:
      sequence: word numbers; 0 is no word.
      vocabulary_size: the largest word number and 1.
      window_size: how far apart the words of a pair may be.
      negative_samples: how many random pairs come on each true one.
      shuffle: whether the pairs are mixed.
      categorical: whether labels are `[0, 1]` and `[1, 0]`.
      sampling_table: for each word how likely it is kept.
      seed: of the mixing.

    Returns:
      Couples and labels, lists of one length.

    >>> import tapeflow as tf
    >>> tf.keras.preprocessing.sequence.skipgrams([1, 2], 3, negative_samples=0, shuffle=False)
    ([[1, 2], [2, 1]], [1, 1])
    """
    couples = []
    for i, word in enumerate(sequence):
        if not word:
            continue
        if sampling_table is not None and sampling_table[word] < random.random():
            continue
        window = range(max(0, i - window_size), min(len(sequence), i + window_size + 1))
        couples += [[word, sequence[j]] for j in window if j != i and sequence[j]]
    yes, no = ([0, 1], [1, 0]) if categorical else (1, 0)
    labels: list[Any] = [yes] * len(couples)
    if negative_samples > 0:
        count = int(len(labels) * negative_samples)
        words = [couple[0] for couple in couples]
        random.shuffle(words)
        couples += [
            [words[i % len(words)], random.randint(1, vocabulary_size - 1)] for i in range(count)
        ]
        labels += [no] * count
    if shuffle:
        seed = random.randint(0, 10_000_000) if seed is None else seed
        for mixed in (couples, labels):  # alike
            random.seed(seed)
            random.shuffle(mixed)
    return couples, labels
