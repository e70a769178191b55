"""IMDB: 50,000 film reviews, each for or against."""

from __future__ import annotations

import json
import os

import numpy as np

from tapeflow.keras.datasets.pickled_arrays import load_npz
from tapeflow.keras.datasets.word_sequences import limited, numbered, short_enough, shuffled
from tapeflow.keras.utils.get_file import get_file

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
SHA256 = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
WORD_INDEX_MD5 = "bfafd718b763782e994055a2d397834f"


def load_data(
    path: str | os.PathLike = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
):
    """The reviews as lists of word numbers, and their labels; downloads 17 MB the first time.

    Args:
      path: the file's name in `~/.keras/datasets`.
      num_words: keep the words numbered below this; None keeps all.
      skip_top: leave out the words numbered below this.
      maxlen: keep the reviews shorter than this, in words; None keeps all.
      seed: of the order.
      start_char: the number put before each review, or None.
      oov_char: the number that stands for words left out; None drops them.
      index_from: the most frequent word gets the number `index_from + 1`.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: arrays `[25000]` of lists of int, and int64 labels
      `[25000]`, 1 for a good review.

    Raises:
      ConnectionError: the network failed; the message says what to put where by hand.
      ValueError: no review is shorter than `maxlen`.
    """
    arrays = load_npz(get_file(path, origin=ORIGIN + "imdb.npz", file_hash=SHA256))
    rng = np.random.RandomState(seed)
    train = shuffled(seed, arrays["x_train"], arrays["y_train"], rng=rng)
    test = shuffled(seed, arrays["x_test"], arrays["y_test"], rng=rng)
    x_train, y_train = short_enough(
        numbered(train[0], start_char, index_from), train[1], maxlen, "imdb"
    )
    x_test, y_test = short_enough(
        numbered(test[0], start_char, index_from), test[1], maxlen, "imdb"
    )
    texts = limited(x_train + x_test, num_words, skip_top, oov_char)
    return (texts[: len(x_train)], y_train), (texts[len(x_train) :], y_test)


def get_word_index(path: str | os.PathLike = "imdb_word_index.json") -> dict[str, int]:
    """The number of each word, from 1; `load_data` adds its `index_from`."""
    origin = ORIGIN + "imdb_word_index.json"
    with open(get_file(path, origin=origin, file_hash=WORD_INDEX_MD5), encoding="utf-8") as file:
        return json.load(file)
