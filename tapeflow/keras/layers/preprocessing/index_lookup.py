"""`IndexLookup`: what `StringLookup` and `IntegerLookup` share."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import numpy as np

from tapeflow.engine import convert_to_tensor, invalid, problem
from tapeflow.keras import backend
from tapeflow.keras.layers.preprocessing.adapting import batches
from tapeflow.keras.layers.preprocessing.encode import check_mode, encode, encoded_shape
from tapeflow.keras.layers.preprocessing.host_layer import HostLayer
from tapeflow.keras.layers.preprocessing.vocabulary import (
    Vocabulary,
    as_tokens,
    by_frequency,
    tokens_from_file,
)
from tapeflow.keras.symbolic import KerasTensor
from tapeflow.ops.math import cast
from tapeflow.ops.ragged import RaggedTensor
from tapeflow.ops.sparse import SparseTensor

_MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")


class IndexLookup(HostLayer):
    """Tokens as indices of a vocabulary: mask first, then those out of vocabulary, then tokens."""

    # Whether tokens are strings; else they are integers.
    _is_text = True

    def _set_options(
        self,
        max_tokens: int | None,
        num_oov_indices: int,
        mask_token: Any,
        oov_token: Any,
        vocabulary: Any,
        idf_weights: Any,
        invert: bool,
        output_mode: str,
        sparse: bool,
        pad_to_max_tokens: bool,
    ) -> None:
        name = type(self).__name__
        if max_tokens is not None and max_tokens <= 1:
            raise ValueError(
                problem("If set, `max_tokens` must be greater than 1", f"max_tokens={max_tokens}")
            )
        if pad_to_max_tokens and max_tokens is None:
            raise ValueError(problem("If pad_to_max_tokens is True, must set `max_tokens`"))
        if num_oov_indices < 0:
            raise ValueError(
                problem(
                    "`num_oov_indices` must be greater than or equal to 0",
                    given=f"num_oov_indices={num_oov_indices}",
                )
            )
        self.output_mode = check_mode(name, output_mode, _MODES)
        if invert and self.output_mode != "int":
            raise ValueError(problem("`output_mode` must be `'int'` when `invert` is true",
                                     f"output_mode={output_mode!r}"))  # fmt: skip
        if sparse and self.output_mode == "int":
            raise ValueError(problem("`sparse` may only be true if `output_mode` is 'one_hot', "
                                     "'multi_hot', 'count' or 'tf_idf'"))  # fmt: skip
        if idf_weights is not None and self.output_mode != "tf_idf":
            raise ValueError(problem("`idf_weights` should only be set if `output_mode` is "
                                     "`'tf_idf'`", f"output_mode={output_mode!r}"))  # fmt: skip
        self.max_tokens, self.num_oov_indices = max_tokens, num_oov_indices
        self.mask_token, self.oov_token = mask_token, oov_token
        self.invert, self.sparse = invert, sparse
        self.pad_to_max_tokens = pad_to_max_tokens
        self.input_vocabulary = None if isinstance(vocabulary, (str, os.PathLike)) else vocabulary
        self.input_idf_weights = idf_weights
        state = self.__dict__  # not parts of the layer
        state["_vocabulary"] = Vocabulary([], self._token_start())
        state["_idf_weights"] = None
        # Of a file: the model is built before the vocabulary is read.
        state.setdefault("_saved_size", None)
        self.reset_state()
        if vocabulary is not None:
            self.set_vocabulary(vocabulary, idf_weights)

    # ---- the vocabulary ----

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Learns the vocabulary: the most frequent tokens first.

        Args:
          data: an array, tensor or list of tokens, a `tf.data.Dataset` or iterable of batches.
          batch_size: accepted for compatibility, not used.
          steps: how many batches are taken; None takes all.
        """
        self.reset_state()
        for batch in batches(data, steps):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Counts a batch's tokens, and in how many of its rows they are."""
        rows = self._rows(data)
        for row in rows:
            self._counts.update(row)
            if self.output_mode == "tf_idf":
                self._row_counts.update(set(row))
        self.__dict__["_row_count"] += len(rows)

    def finalize_state(self) -> None:
        """Makes the vocabulary of what was counted."""
        special = self._token_start()
        for token in (self.mask_token, self.oov_token):
            self._counts.pop(token, None)
        limit = None if self.max_tokens is None else self.max_tokens - special
        tokens = by_frequency(self._counts, limit)
        state = self.__dict__
        state["_vocabulary"] = Vocabulary(tokens, special)
        if self.output_mode == "tf_idf":
            found = np.array([self._row_counts[token] for token in tokens])
            weights = np.log(1 + self._row_count / (1 + found)).astype(np.float32)
            self._set_weights(weights, special)
        self.reset_state()

    def reset_state(self) -> None:
        """Forgets what was counted, not the vocabulary."""
        self.__dict__.update(_counts=Counter(), _row_counts=Counter(), _row_count=0)

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Gives the layer a vocabulary.

        Args:
          vocabulary: the tokens, with the special ones at its start or without them; or the path of
            a file with one on each line.
          idf_weights: with "tf_idf", a weight for each.

        Raises:
          ValueError: repeated tokens, special ones in other places, or too many.
        """
        if (self.output_mode == "tf_idf") != (idf_weights is not None):
            raise ValueError(
                problem(
                    "`idf_weights` must be set if output_mode is 'tf_idf', and only then",
                    given=f"output_mode={self.output_mode!r}",
                )
            )
        if isinstance(vocabulary, (str, os.PathLike)):
            given = tokens_from_file(os.fspath(vocabulary), self._is_text)
        else:
            given = as_tokens(vocabulary, self._is_text)
        if not given:
            raise ValueError(
                problem("Cannot set an empty vocabulary", f"vocabulary={vocabulary!r}")
            )
        start = self._token_start()
        special = [self.mask_token] * self._oov_start() + [self.oov_token] * self.num_oov_indices
        has_special = bool(start) and given[:start] == special
        tokens = given[start:] if has_special else given
        self._check_special(tokens)
        if self.max_tokens is not None and len(tokens) + start > self.max_tokens:
            raise ValueError(
                problem(
                    "Attempted to set a vocabulary larger than the maximum vocab size",
                    given=f"{len(tokens) + start} with special tokens",
                    expected=f"max_tokens={self.max_tokens} at most",
                )
            )
        self.__dict__["_vocabulary"] = Vocabulary(tokens, start)
        if idf_weights is not None:
            weights = np.asarray(idf_weights, np.float32)
            if weights.shape != (len(given),):
                raise ValueError(
                    problem(
                        "`idf_weights` must be the same length as vocabulary",
                        given=f"{weights.shape} for {len(given)} tokens",
                    )
                )
            self._set_weights(weights, 0 if has_special else start)

    def _check_special(self, tokens: list) -> None:
        for token, what in ((self.mask_token, "mask"), (self.oov_token, "OOV")):
            matters = what == "mask" or self.invert
            if token is not None and matters and token in tokens:
                raise ValueError(
                    problem(
                        f"Found reserved {what} token at unexpected location in `vocabulary`. Note "
                        "that passed `vocabulary` does not need to include the OOV and mask tokens",
                        given=f"{token!r} at position {tokens.index(token)}",
                    )
                )

    def _set_weights(self, weights: np.ndarray, front: int) -> None:
        """Special tokens weigh as much as the others on average."""
        back = 0
        if self.pad_to_max_tokens and self.max_tokens is not None:
            back = self.max_tokens - front - len(weights)
        mean = weights.mean() if len(weights) else 0
        padded = np.concatenate([np.full(front, mean), weights, np.zeros(back)])
        self.__dict__["_idf_weights"] = convert_to_tensor(padded.astype(backend.floatx()))

    def get_vocabulary(self, include_special_tokens: bool = True) -> list:
        """The tokens, each at the position of its index.

        Args:
          include_special_tokens: whether the mask and the token out of vocabulary are among them.
        """
        tokens = list(self._vocabulary.tokens)
        if not include_special_tokens:
            return tokens
        masks = [self.mask_token] * self._oov_start()
        return masks + [self.oov_token] * self.num_oov_indices + tokens

    def vocabulary_size(self) -> int:
        """How many indices there are, special ones included."""
        return self._token_start() + len(self._vocabulary)

    def _oov_start(self) -> int:
        return int(self.mask_token is not None and self.output_mode == "int")

    def _token_start(self) -> int:
        return self._oov_start() + self.num_oov_indices

    # ---- looking up ----

    def call(self, inputs):
        if isinstance(inputs, RaggedTensor):
            found: Any = inputs.with_flat_values(self._find(inputs.flat_values))
        elif isinstance(inputs, SparseTensor):
            found = SparseTensor(inputs.indices, self._find(inputs.values), inputs.dense_shape)
        else:
            found = self._find(inputs)
        if self.output_mode == "int":
            return found
        depth = self._depth()
        if self.output_mode != "tf_idf":
            return encode(found, self.output_mode, depth, "int64", self.sparse)
        if self._idf_weights is None:
            raise self._unknown()
        counts = encode(found, "count", depth, "int64")
        return cast(counts, self._idf_weights.dtype) * self._idf_weights

    def _find(self, inputs: Any) -> Any:
        shape = tuple(inputs.shape)
        if self.invert:
            return self._tokens_of(np.asarray(inputs.numpy()).ravel(), shape)
        tokens = as_tokens(inputs, self._is_text)
        indices = self._vocabulary.indices(tokens, -1)
        self._place_unknown(indices, tokens)
        if self.mask_token is not None:
            # Out of any vocabulary, where masks are not counted.
            mask = 0 if self.output_mode == "int" else np.iinfo(np.int64).max
            indices[[token == self.mask_token for token in tokens]] = mask
        return convert_to_tensor(indices.reshape(shape))

    def _place_unknown(self, indices: np.ndarray, tokens: list) -> None:
        """Gives tokens out of vocabulary their indices."""
        unknown = np.flatnonzero(indices < 0)
        if self.mask_token is not None:
            unknown = unknown[[tokens[i] != self.mask_token for i in unknown]]
        if not len(unknown):
            return
        missing = [tokens[i] for i in unknown]
        if self.num_oov_indices == 0:
            raise invalid(
                f"{type(self).__name__} '{self.name}': with `num_oov_indices=0` all inputs should "
                "be in vocabulary",
                given=f"out of vocabulary: {missing[:10]}",
                fix="num_oov_indices=1",
            )
        bins = self._bins(missing) if self.num_oov_indices > 1 else 0
        indices[unknown] = bins + self._oov_start()

    def _bins(self, tokens: list) -> np.ndarray:
        """Which of several indices out of vocabulary a token gets."""
        raise NotImplementedError

    def _tokens_of(self, indices: np.ndarray, shape: tuple) -> Any:
        known = self.get_vocabulary()
        tokens = [known[i] if 0 <= i < len(known) else self.oov_token for i in map(int, indices)]
        if self._is_text:
            array = np.empty(len(tokens), object)
            array[:] = [str(token).encode() for token in tokens]
            return convert_to_tensor(array.reshape(shape), "string")
        return convert_to_tensor(np.array(tokens, np.int64).reshape(shape))

    def _rows(self, data: Any) -> list[list]:
        if isinstance(data, RaggedTensor):
            return [_flat(row, self._is_text) for row in data.to_list()]
        if isinstance(data, SparseTensor):
            return [as_tokens(data.values, self._is_text)]
        array = np.asarray(data.numpy() if hasattr(data, "numpy") else data)
        array = array.reshape(len(array) if array.ndim else 1, -1)
        tokens = as_tokens(array, self._is_text)
        width = array.shape[1]
        return [tokens[i * width : (i + 1) * width] for i in range(len(array))]

    def _depth(self) -> int:
        if self.pad_to_max_tokens:
            return self.max_tokens
        if not len(self._vocabulary):
            raise self._unknown()
        return self.vocabulary_size()

    def _unknown(self) -> RuntimeError:
        return RuntimeError(
            problem(
                f"When using `output_mode={self.output_mode}` and `pad_to_max_tokens=False`, you "
                "must set the layer's vocabulary before calling it.",
                fix="vocabulary=..., or layer.adapt(data)",
            )
        )

    def compute_output_shape(self, input_shape):
        if self.output_mode == "int":
            return tuple(input_shape)
        mode = "multi_hot" if self.output_mode == "tf_idf" else self.output_mode
        if not len(self._vocabulary) and self._saved_size is not None:
            return encoded_shape(input_shape, mode, self._saved_size)
        return encoded_shape(input_shape, mode, self._depth())

    def compute_output_spec(self, inputs):
        dtype = "int64" if self.output_mode == "int" else backend.floatx()
        if self.invert and self._is_text:
            dtype = "string"
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype)

    # ---- config and files ----

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary": _listed(self.input_vocabulary, self._is_text),
            "idf_weights": None
            if self.input_idf_weights is None
            else np.asarray(self.input_idf_weights).tolist(),
            "vocabulary_size": self.vocabulary_size() if len(self._vocabulary) else None,
        }

    _never_written = ("vocabulary", "idf_weights")

    def save_own_variables(self, store: Any) -> None:
        if self.output_mode == "tf_idf" and self._idf_weights is not None:
            store["idf_weights"] = self._idf_weights.numpy()

    def load_own_variables(self, store: Any) -> None:
        if self.output_mode == "tf_idf":
            self.__dict__["_idf_weights"] = convert_to_tensor(np.asarray(store["idf_weights"]))

    def save_assets(self, folder: str) -> None:
        if self.input_vocabulary is None:
            with open(os.path.join(folder, "vocabulary.txt"), "w", encoding="utf-8") as file:
                file.write("\n".join(str(token) for token in self.get_vocabulary()))

    def load_assets(self, folder: str) -> None:
        if self.input_vocabulary is not None:
            return
        given = tokens_from_file(os.path.join(folder, "vocabulary.txt"), self._is_text)
        weights = None if self.output_mode != "tf_idf" else self._idf_weights
        self.set_vocabulary(given, None if weights is None else weights.numpy()[: len(given)])


def _flat(row: Any, is_text: bool) -> list:
    """All tokens of a nested list."""
    if isinstance(row, list):
        return [token for item in row for token in _flat(item, is_text)]
    return as_tokens([row], is_text)


def _listed(vocabulary: Any, is_text: bool) -> list | None:
    return None if vocabulary is None else as_tokens(vocabulary, is_text)
