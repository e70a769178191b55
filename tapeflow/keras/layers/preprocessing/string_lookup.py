"""`StringLookup`: strings as indices of a vocabulary, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.layers.preprocessing.index_lookup import IndexLookup
from tapeflow.ops.strings import to_hash_bucket_fast, to_hash_bucket_strong


class StringLookup(IndexLookup):
    """The index of each string in a vocabulary, which is given or learned by `adapt`.

    With "int", index 0 is the mask's (if there is one), then come those for strings out of
    vocabulary, then the vocabulary's own.

    Args:
      max_tokens: how many indices there may be, special ones included; None for no limit.
      num_oov_indices: how many indices strings out of vocabulary share by hash; with 0 they are an
        error.
      mask_token: the string that stands for nothing.
      oov_token: what `invert` gives for the indices out of vocabulary.
      vocabulary: the tokens, or the path of a file with one on each line.
      idf_weights: with "tf_idf", the weight of each token.
      invert: whether indices are turned into strings.
      output_mode: "int"; "one_hot", "multi_hot", "count" as in `CategoryEncoding`; "tf_idf": counts
        times the tokens' weights.
      pad_to_max_tokens: whether vectors have `max_tokens` numbers rather than one per token.
      sparse: whether vectors are given as a `SparseTensor`.
      encoding: only "utf-8".
      name: see `Layer`.
      salt: one or two integers, for another hash of strings out of vocabulary.
      **kwargs: see `Layer`.

    Raises:
      ValueError: options that exclude each other, or a bad vocabulary.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.StringLookup(vocabulary=["a", "b", "c"])
    >>> layer([["a", "c"], ["d", "b"]]).numpy().tolist()
    [[1, 3], [0, 2]]
    """

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: str | None = None,
        oov_token: str = "[UNK]",
        vocabulary: Any = None,
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        pad_to_max_tokens: bool = False,
        sparse: bool = False,
        encoding: str = "utf-8",
        name: str | None = None,
        salt: Any = None,
        **kwargs: Any,
    ):
        size = kwargs.pop("vocabulary_size", None)
        for ignored in ("has_input_vocabulary", "oov_method", "vocabulary_dtype"):
            kwargs.pop(ignored, None)
        super().__init__(name=name, **kwargs)
        self.__dict__["_saved_size"] = size
        if encoding != "utf-8":
            raise NotImplementedError(problem(f"StringLookup: encoding {encoding!r}", fix="utf-8"))
        self.encoding = encoding
        self.salt = [salt, salt] if isinstance(salt, int) else salt
        self._set_options(
            max_tokens, num_oov_indices, mask_token, oov_token, vocabulary, idf_weights, invert,
            output_mode, sparse, pad_to_max_tokens,
        )  # fmt: skip

    def _bins(self, tokens: list) -> np.ndarray:
        count = self.num_oov_indices
        if self.salt is not None:
            return to_hash_bucket_strong(tokens, count, self.salt).numpy()
        return to_hash_bucket_fast(tokens, count).numpy()
