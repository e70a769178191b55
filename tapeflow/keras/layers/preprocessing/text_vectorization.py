"""`TextVectorization`: texts as indices of words, or as vectors of counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import convert_to_tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.layers.preprocessing.adapting import batches
from tapeflow.keras.layers.preprocessing.host_layer import HostLayer
from tapeflow.keras.layers.preprocessing.string_lookup import StringLookup
from tapeflow.keras.symbolic import KerasTensor
from tapeflow.ops.array import pad, squeeze
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.strings import lower, ngrams, regex_replace, split, unicode_split

_PUNCTUATION = r'[!"#$%&()\*\+,-\./:;<=>?@\[\\\]^_`{|}~\']'
_STANDARDIZE = ("lower_and_strip_punctuation", "lower", "strip_punctuation", None)
_SPLIT = ("whitespace", "character", None)


class TextVectorization(HostLayer):
    """Cleans texts, splits them into words, and looks these up in a vocabulary.

    Args:
      max_tokens: how many words there may be, the empty and the unknown one included.
      standardize: "lower_and_strip_punctuation", "lower", "strip_punctuation", None, or a function
        of a string tensor.
      split: "whitespace", "character", None, or a function of a string tensor.
      ngrams: also groups of up to so many words; a tuple for groups of just these numbers.
      output_mode: "int"; or a vector for each text: see `StringLookup`.
      output_sequence_length: with "int", texts are cut or padded to so many words.
      pad_to_max_tokens: whether vectors have `max_tokens` numbers.
      vocabulary: the words, or the path of a file with one on each line.
      idf_weights: with "tf_idf", their weights.
      sparse: whether vectors are given as a `SparseTensor`.
      ragged: whether "int" gives a `RaggedTensor` rather than padding.
      encoding: only "utf-8".
      name: see `Layer`.
      **kwargs: see `Layer`.

    Raises:
      ValueError: unknown or contradicting options.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.TextVectorization(output_sequence_length=4)
    >>> layer.adapt(["a cat and a dog", "a dog!"])
    >>> layer.get_vocabulary()
    ['', '[UNK]', 'a', 'dog', 'cat', 'and']
    >>> layer(["A dog, a mouse?"]).numpy().tolist()
    [[2, 3, 2, 1]]
    """

    _never_written = ("vocabulary", "idf_weights")

    def __init__(
        self,
        max_tokens: int | None = None,
        standardize: Any = "lower_and_strip_punctuation",
        split: Any = "whitespace",
        ngrams: Any = None,
        output_mode: str = "int",
        output_sequence_length: int | None = None,
        pad_to_max_tokens: bool = False,
        vocabulary: Any = None,
        idf_weights: Any = None,
        sparse: bool = False,
        ragged: bool = False,
        encoding: str = "utf-8",
        name: str | None = None,
        **kwargs: Any,
    ):
        size = kwargs.pop("vocabulary_size", None)
        kwargs.pop("has_input_vocabulary", None)
        super().__init__(name=name, **kwargs)
        _check("standardize", standardize, _STANDARDIZE)
        _check("split", split, _SPLIT)
        ngrams = tuple(ngrams) if isinstance(ngrams, list) else ngrams
        if ngrams is not None and not isinstance(ngrams, (int, tuple)):
            raise ValueError(
                problem("`ngrams` must be None, an integer, or a tuple of integers", repr(ngrams))
            )
        if output_mode != "int" and output_sequence_length is not None:
            raise ValueError(
                problem(
                    "`output_sequence_length` must not be set if `output_mode` is not 'int'",
                    given=f"output_mode={output_mode!r}",
                )
            )
        if ragged and output_mode != "int":
            raise ValueError(problem("`ragged` must not be true if `output_mode` is not 'int'"))
        self.standardize, self.split, self.ngrams = standardize, split, ngrams
        self.output_sequence_length, self.ragged = output_sequence_length, ragged
        self._lookup_layer = StringLookup(
            max_tokens, mask_token="", vocabulary=vocabulary, idf_weights=idf_weights,
            output_mode=output_mode, pad_to_max_tokens=pad_to_max_tokens, sparse=sparse,
            encoding=encoding, vocabulary_size=size,
        )  # fmt: skip

    @property
    def max_tokens(self) -> int | None:
        return self._lookup_layer.max_tokens

    @property
    def output_mode(self) -> str:
        return self._lookup_layer.output_mode

    @property
    def pad_to_max_tokens(self) -> bool:
        return self._lookup_layer.pad_to_max_tokens

    @property
    def sparse(self) -> bool:
        return self._lookup_layer.sparse

    @property
    def encoding(self) -> str:
        return self._lookup_layer.encoding

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Learns the vocabulary of texts; the arguments are `StringLookup.adapt`'s."""
        self.reset_state()
        for batch in batches(data, steps):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Counts the words of a batch of texts."""
        self._lookup_layer.update_state(self._words(convert_to_tensor(data)))

    def finalize_state(self) -> None:
        """Makes the vocabulary of what was counted."""
        self._lookup_layer.finalize_state()

    def reset_state(self) -> None:
        """Forgets what was counted."""
        self._lookup_layer.reset_state()

    def get_vocabulary(self, include_special_tokens: bool = True) -> list:
        """The words, each at the position of its index; "" and "[UNK]" come first."""
        words = self._lookup_layer.get_vocabulary(include_special_tokens)
        return words

    def vocabulary_size(self) -> int:
        """How many indices there are, special ones included."""
        return self._lookup_layer.vocabulary_size()

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Gives the layer a vocabulary; see `StringLookup.set_vocabulary`."""
        self._lookup_layer.set_vocabulary(vocabulary, idf_weights)

    def call(self, inputs):
        found = self._lookup_layer.call(self._words(inputs))
        length = self.output_sequence_length
        if self.output_mode != "int":
            return found
        if isinstance(found, RaggedTensor):
            if self.ragged:
                return found
            shape = [None] * found.shape.rank
            shape[-1] = length
            return found.to_tensor(default_value=0, shape=shape)
        if length is None:
            return found
        found = found[..., :length]
        missing = length - found.shape[-1]
        return pad(found, [[0, 0]] * (found.ndim - 1) + [[0, missing]]) if missing else found

    def _words(self, texts: Any) -> Any:
        if self.standardize in ("lower", "lower_and_strip_punctuation"):
            texts = lower(texts)
        if self.standardize in ("strip_punctuation", "lower_and_strip_punctuation"):
            texts = regex_replace(texts, _PUNCTUATION, "")
        if callable(self.standardize):
            texts = self.standardize(texts)
        if self.split is not None:
            texts = self._split(texts)
        if self.ngrams is not None:
            widths = self.ngrams
            widths = tuple(range(1, widths + 1)) if isinstance(widths, int) else widths
            texts = ngrams(texts, ngram_width=widths, separator=" ")
        return texts

    def _split(self, texts: Any) -> Any:
        if texts.shape.rank is not None and texts.shape.rank > 1:
            if texts.shape[-1] != 1:
                raise ValueError(
                    problem(
                        "When using `TextVectorization` to tokenize strings, the input rank must "
                        "be 1 or the last shape dimension must be 1",
                        given=f"shape {tuple(texts.shape)}",
                    )
                )
            texts = squeeze(texts, axis=-1)
        if callable(self.split):
            return self.split(texts)
        return split(texts) if self.split == "whitespace" else unicode_split(texts, "UTF-8")

    def compute_output_shape(self, input_shape):
        if self.output_mode == "int":
            return (input_shape[0], self.output_sequence_length)
        shape = tuple(input_shape)
        if self.split is None:
            shape = (*shape, 1) if len(shape) <= 1 else shape
        elif len(shape) <= 1:
            shape = (*shape, None)
        return self._lookup_layer.compute_output_shape(shape)

    def compute_output_spec(self, inputs):
        dtype = "int64" if self.output_mode == "int" else backend.floatx()
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype)

    def get_config(self):
        inner = self._lookup_layer.get_config()
        kept = ("vocabulary", "idf_weights")
        return {
            **super().get_config(),
            **{name: inner[name] for name in kept},
            "vocabulary_size": self.vocabulary_size(),
        }

    def save_own_variables(self, store: Any) -> None:
        self._lookup_layer.save_own_variables(store)

    def load_own_variables(self, store: Any) -> None:
        self._lookup_layer.load_own_variables(store)

    def save_assets(self, folder: str) -> None:
        self._lookup_layer.save_assets(folder)

    def load_assets(self, folder: str) -> None:
        self._lookup_layer.load_assets(folder)


def _check(name: str, value: Any, known: tuple[str | Callable | None, ...]) -> None:
    if not callable(value) and value not in known:
        raise ValueError(
            problem(
                f"TextVectorization: unknown value of `{name}`",
                given=repr(value),
                expected=f"{', '.join(map(repr, known))}, or a function",
            )
        )
