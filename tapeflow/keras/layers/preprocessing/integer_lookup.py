"""`IntegerLookup`: integers as indices of a vocabulary, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.keras.layers.preprocessing.index_lookup import IndexLookup
from tapeflow.ops.strings import as_string, to_hash_bucket_fast, to_hash_bucket_strong


class IntegerLookup(IndexLookup):
    """The index of each integer in a vocabulary; see `StringLookup`.

    Args:
      max_tokens: see `StringLookup`.
      num_oov_indices: see `StringLookup`.
      mask_token: the integer that stands for nothing.
      oov_token: what `invert` gives for the indices out of vocabulary.
      vocabulary: the integers, or the path of a file with one on each line.
      vocabulary_dtype: "int64" or "int32".
      idf_weights: see `StringLookup`.
      invert: see `StringLookup`.
      output_mode: see `StringLookup`.
      sparse: see `StringLookup`.
      pad_to_max_tokens: see `StringLookup`.
      oov_method: how those out of vocabulary share several indices: "floormod" or "farmhash".
      salt: one or two integers, with "farmhash".
      name: see `Layer`.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.IntegerLookup(vocabulary=[12, 36, 1138, 42])
    >>> layer([[12, 1138, 42], [42, 1000, 36]]).numpy().tolist()
    [[1, 3, 4], [4, 0, 2]]
    """

    _is_text = False

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: int | None = None,
        oov_token: int = -1,
        vocabulary: Any = None,
        vocabulary_dtype: str = "int64",
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        sparse: bool = False,
        pad_to_max_tokens: bool = False,
        oov_method: str = "floormod",
        salt: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        size = kwargs.pop("vocabulary_size", None)
        kwargs.pop("has_input_vocabulary", None)
        super().__init__(name=name, **kwargs)
        self.__dict__["_saved_size"] = size
        if oov_method not in ("floormod", "farmhash"):
            raise ValueError(
                problem("IntegerLookup: unknown oov_method", repr(oov_method),
                        "'floormod' or 'farmhash'")
            )  # fmt: skip
        if salt is not None and oov_method != "farmhash":
            raise ValueError(problem("`salt` can only be used when `oov_method='farmhash'`"))
        self.vocabulary_dtype, self.oov_method = vocabulary_dtype, oov_method
        self.salt = [salt, salt] if isinstance(salt, int) else salt
        self._set_options(
            max_tokens, num_oov_indices, mask_token, oov_token, vocabulary, idf_weights, invert,
            output_mode, sparse, pad_to_max_tokens,
        )  # fmt: skip

    def _bins(self, tokens: list) -> np.ndarray:
        count = self.num_oov_indices
        if self.oov_method == "floormod":
            return np.array(tokens, np.int64) % count
        texts = as_string(np.array(tokens, np.int64))
        if self.salt is not None:
            return to_hash_bucket_strong(texts, count, self.salt).numpy()
        return to_hash_bucket_fast(texts, count).numpy()
