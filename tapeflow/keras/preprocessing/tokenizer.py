"""`Tokenizer`: words as numbers, the frequent ones first."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from tapeflow.keras.preprocessing.words import FILTERS, text_to_word_sequence

# What `get_config` writes as JSON of its own.
_TABLES = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")
_BY_NUMBER = ("index_docs", "index_word")


class Tokenizer:
    """Numbers words by how often they occur, from 1 on; 0 is free for padding.

    Args:
      num_words: only words with smaller numbers are used.
      filters: characters that count as `split`.
      lower: whether texts are turned to lower case.
      split: what separates words.
      char_level: whether characters are counted rather than words.
      oov_token: stands for all words that are not known; it gets the number 1.
      analyzer: takes a text, gives its words, in place of the above.

    >>> import tapeflow as tf
    >>> tokenizer = tf.keras.preprocessing.text.Tokenizer(oov_token="?")
    >>> tokenizer.fit_on_texts(["The cat sat.", "The dog"])
    >>> tokenizer.texts_to_sequences(["the dog ran"])
    [[2, 5, 1]]
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: Callable | None = None,
        **kwargs: Any,
    ):
        num_words = kwargs.pop("nb_words", num_words)
        self.document_count = kwargs.pop("document_count", 0)
        if kwargs:
            raise TypeError(f"Unrecognized keyword arguments: {kwargs}")
        self.num_words, self.filters, self.lower, self.split = num_words, filters, lower, split
        self.char_level, self.oov_token, self.analyzer = char_level, oov_token, analyzer
        self.word_counts: OrderedDict[str, int] = OrderedDict()
        self.word_docs: defaultdict[str, int] = defaultdict(int)
        self.index_docs: defaultdict[int, int] = defaultdict(int)
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    def fit_on_texts(self, texts: Iterable) -> None:
        """Counts the words of texts (or of lists of words), and numbers them."""
        for text in texts:
            words = self._words(text)
            self.document_count += 1
            for word in words:
                self.word_counts[word] = self.word_counts.get(word, 0) + 1
            for word in set(words):
                self.word_docs[word] += 1
        by_count = sorted(self.word_counts, key=lambda word: -self.word_counts[word])
        vocabulary = by_count if self.oov_token is None else [self.oov_token, *by_count]
        self.word_index = {word: number for number, word in enumerate(vocabulary, 1)}
        self.index_word = {number: word for word, number in self.word_index.items()}
        for word, count in self.word_docs.items():
            self.index_docs[self.word_index[word]] = count

    def fit_on_sequences(self, sequences: list) -> None:
        """Counts in how many lists of numbers each occurs, for `"tfidf"`."""
        self.document_count += len(sequences)
        for sequence in sequences:
            for number in set(sequence):
                self.index_docs[number] += 1

    def texts_to_sequences(self, texts: Iterable) -> list[list[int]]:
        """The words' numbers; words that are not known are left out, or are `oov_token`'s."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable) -> Iterator[list[int]]:
        """`texts_to_sequences`, one text at a time."""
        unknown = self.word_index.get(self.oov_token)
        for text in texts:
            numbers = [self.word_index.get(word, unknown) for word in self._words(text)]
            numbers = [unknown if self._rare(number) else number for number in numbers]
            yield [number for number in numbers if number is not None]

    def sequences_to_texts(self, sequences: Iterable) -> list[str]:
        """The words of lists of numbers, as texts."""
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(self, sequences: Iterable) -> Iterator[str]:
        """`sequences_to_texts`, one list at a time."""
        for sequence in sequences:
            words = [
                self.oov_token
                if self._rare(number)
                else self.index_word.get(number, self.oov_token)
                for number in sequence
            ]
            yield " ".join(word for word in words if word is not None)

    def texts_to_matrix(self, texts: Iterable, mode: str = "binary") -> np.ndarray:
        """`sequences_to_matrix` of `texts_to_sequences`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: list, mode: str = "binary") -> np.ndarray:
        """What words occur in each list: float64 `[len(sequences), num_words]`.

        Args:
          sequences: lists of numbers.
          mode: `"binary"`, `"count"`, `"freq"` (the share of the list) or `"tfidf"`.

        Raises:
          ValueError: there are no words yet, or the mode is none of those.
        """
        if not self.num_words and not self.word_index:
            raise ValueError(
                "Specify a dimension (`num_words` argument), or fit on some text data first."
            )
        if mode == "tfidf" and not self.document_count:
            raise ValueError("Fit the Tokenizer on some data before using tfidf mode.")
        if mode not in ("binary", "count", "freq", "tfidf"):
            raise ValueError("Unknown vectorization mode:", mode)
        size = self.num_words or len(self.word_index) + 1
        matrix = np.zeros((len(sequences), size))
        for row, sequence in enumerate(sequences):
            for number, count in Counter(n for n in sequence if n < size).items():
                matrix[row, number] = self._weight(mode, number, count, len(sequence))
        return matrix

    def get_config(self) -> dict:
        names = ("num_words", "filters", "lower", "split", "char_level", "oov_token",
                 "document_count")  # fmt: skip
        config = {name: getattr(self, name) for name in names}
        return config | {name: json.dumps(getattr(self, name)) for name in _TABLES}

    def to_json(self, **kwargs: Any) -> str:
        """The whole as JSON, for `tokenizer_from_json`."""
        return json.dumps({"class_name": "Tokenizer", "config": self.get_config()}, **kwargs)

    def _words(self, text: Any) -> Any:
        if self.char_level or isinstance(text, list):
            if not self.lower:
                return text
            return [word.lower() for word in text] if isinstance(text, list) else text.lower()
        if self.analyzer is not None:
            return self.analyzer(text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def _rare(self, number: int | None) -> bool:
        return bool(self.num_words) and number is not None and number >= self.num_words

    def _weight(self, mode: str, number: int, count: int, length: int) -> float:
        if mode == "tfidf":
            documents = self.document_count / (1 + self.index_docs.get(number, 0))
            return (1 + np.log(count)) * np.log(1 + documents)
        return {"binary": 1.0, "count": count, "freq": count / length}[mode]


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """The tokenizer that `Tokenizer.to_json` wrote, here or in Keras."""
    config = json.loads(json_string)["config"]
    tables = {name: json.loads(config.pop(name)) for name in _TABLES}
    tokenizer = Tokenizer(**config)
    for name, table in tables.items():
        if name in _BY_NUMBER:
            table = {int(number): value for number, value in table.items()}
        setattr(tokenizer, name, table)
    return tokenizer
