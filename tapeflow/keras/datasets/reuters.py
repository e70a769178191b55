"""Reuters: 11,228 news wires on 46 topics."""

from __future__ import annotations

import json
import os

from tapeflow.keras.datasets.pickled_arrays import load_npz
from tapeflow.keras.datasets.word_sequences import limited, numbered, short_enough, shuffled
from tapeflow.keras.utils.get_file import get_file

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
SHA256 = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
WORD_INDEX_MD5 = "4d44cc38712099c9e383dc6e5f11a921"
LABEL_NAMES = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves "
    "ship cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin "
    "strategic-metal livestock retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem "
    "dlr gas silver wpi hog lead"
)


def load_data(
    path: str | os.PathLike = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
):
    """The wires as lists of word numbers, and their topics; downloads 2 MB the first time.

    Args:
      path: the file's name in `~/.keras/datasets`.
      num_words: keep the words numbered below this; None keeps all.
      skip_top: leave out the words numbered below this.
      maxlen: keep the wires shorter than this, in words; None keeps all.
      test_split: part of the wires kept for the test, `[0, 1)`.
      seed: of the order.
      start_char: the number put before each wire, or None.
      oov_char: the number that stands for words left out; None drops them.
      index_from: the most frequent word gets the number `index_from + 1`.

    Returns:
      `(x_train, y_train), (x_test, y_test)`: arrays of lists of int, and int64 topics 0 to 45.

    Raises:
      ConnectionError: the network failed; the message says what to put where by hand.
      ValueError: no wire is shorter than `maxlen`.
    """
    arrays = load_npz(get_file(path, origin=ORIGIN + "reuters.npz", file_hash=SHA256))
    texts, labels = shuffled(seed, arrays["x"], arrays["y"])
    texts, labels = short_enough(numbered(texts, start_char, index_from), labels, maxlen, "reuters")
    texts = limited(texts, num_words, skip_top, oov_char)
    split = int(len(texts) * (1 - test_split))
    return (texts[:split], labels[:split]), (texts[split:], labels[split:])


def get_word_index(path: str | os.PathLike = "reuters_word_index.json") -> dict[str, int]:
    """The number of each word, from 1; `load_data` adds its `index_from`."""
    origin = ORIGIN + "reuters_word_index.json"
    with open(get_file(path, origin=origin, file_hash=WORD_INDEX_MD5), encoding="utf-8") as file:
        return json.load(file)


def get_label_names() -> tuple[str, ...]:
    """The topics' names, in the order of their numbers.

    >>> tf.keras.datasets.reuters.get_label_names()[3]
    'earn'
    """
    return tuple(LABEL_NAMES.split())
