"""`Attention` and `AdditiveAttention`: values, averaged as queries and keys agree."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.attention_masks import causal_mask
from tapeflow.keras.layers.checks import one_of
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.seeds import SeedGenerator
from tapeflow.ops.array import expand_dims, where, zeros_like
from tapeflow.ops.linalg import matmul
from tapeflow.ops.math import cast, logical_and, reduce_sum
from tapeflow.ops.nn import seeded_dropout, softmax, tanh


class Attention(Layer):
    """Dot-product attention (Luong et al. 2015, arXiv:1508.04025).

    Args:
      use_scale: whether the scores are multiplied with a learned number.
      score_mode: "dot" for `query @ key`, "concat" for `sum(tanh(query + key))`.
      dropout: the part of the weights to drop while training.
      seed: makes the dropout repeatable.
      **kwargs: see `Layer`.

    Call: a list of `query` `[batch, targets, size]`, `value` `[batch, sources, size]` and, if it is
    not the values, `key` `[batch, sources, size]`. `mask`: a list of bool tensors `[batch,
    targets]` and `[batch, sources]` or None; `use_causal_mask`: whether target `i` sees the sources
    up to `i` only. Gives `[batch, targets, size]`, and with `return_attention_scores` the weights
    `[batch, targets, sources]` too.

    Raises:
      ValueError: inputs are no list of two or three tensors.

    >>> import tapeflow as tf
    >>> query, value = tf.ones([2, 3, 4]), tf.ones([2, 5, 4])
    >>> tf.keras.layers.Attention()([query, value]).shape
    TensorShape([2, 3, 4])
    """

    supports_masking = True

    def __init__(
        self,
        use_scale: bool = False,
        score_mode: str = "dot",
        dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.use_scale, self.dropout, self.seed = use_scale, dropout, seed
        self.score_mode = one_of(type(self).__name__, "score_mode", score_mode, ("dot", "concat"))
        if dropout > 0:
            self.seed_generator = SeedGenerator(seed)

    def build(self, input_shape):
        self._check(input_shape)
        self.scale = self.concat_score_weight = None
        if self.use_scale:
            self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(
                name="concat_score_weight", shape=(), initializer="ones"
            )

    def call(
        self,
        inputs,
        mask=None,
        training=False,
        return_attention_scores=False,
        use_causal_mask=False,
    ):
        self._check(inputs, mask)
        query, value = inputs[:2]
        key = inputs[2] if len(inputs) > 2 else value
        query_mask, value_mask = mask[:2] if mask else (None, None)
        scores = self._scores(query, key)
        allowed = None if value_mask is None else expand_dims(cast(value_mask, "bool"), -2)
        if use_causal_mask:
            past = causal_mask(scores._spec.shape[-2], scores._spec.shape[-1])
            allowed = past if allowed is None else logical_and(allowed, past)
        if allowed is not None:
            # The sum, not the low number itself: a row without a source keeps its softmax.
            low = 65504.0 if scores.dtype.name == "float16" else 1e9
            scores = where(allowed, scores, scores - low)
        weights = softmax(scores)
        if training and self.dropout > 0:
            weights = seeded_dropout(weights, self.dropout, *self.seed_generator.next_pair())
        outputs = matmul(weights, value)
        if query_mask is not None:
            kept = expand_dims(cast(query_mask, "bool"), -1)
            outputs = where(kept, outputs, zeros_like(outputs))
        return (outputs, weights) if return_attention_scores else outputs

    def _scores(self, query: Any, key: Any) -> Any:
        if self.score_mode == "dot":
            scores = matmul(query, key, transpose_b=True)
            return scores if self.scale is None else scores * self.scale
        total = expand_dims(query, -2) + expand_dims(key, -3)
        if self.scale is not None:
            total = self.scale * total
        return self.concat_score_weight * reduce_sum(tanh(total), -1)

    def _check(self, inputs: Any, mask: Any = None) -> None:
        name = f"{type(self).__name__} '{self.name}'"
        if not isinstance(inputs, (list, tuple)) or not 2 <= len(inputs) <= 3:
            raise ValueError(
                problem(
                    f"{name}: layer must be called on a list of inputs, namely [query, value] or "
                    "[query, value, key].",
                    given=f"{len(inputs)} inputs" if isinstance(inputs, (list, tuple)) else inputs,
                )
            )
        if mask is not None and (not isinstance(mask, (list, tuple)) or not 2 <= len(mask) <= 3):
            raise ValueError(
                problem(
                    f"{name}: layer mask must be a list, namely [query_mask, value_mask].",
                    given=f"mask={mask}",
                )
            )

    def compute_mask(self, inputs, mask=None):
        return None if mask is None else mask[0]

    def compute_output_shape(self, input_shape):
        return (*input_shape[0][:-1], input_shape[1][-1])


class AdditiveAttention(Attention):
    """Additive attention: scores are `sum(scale * tanh(query + key))` (Bahdanau et al. 2014).

    Args:
      use_scale: whether `scale`, one number for each feature, is learned, or else is 1.
      dropout: the part of the weights to drop while training.
      **kwargs: see `Layer`.

    Call: as `Attention`.
    """

    _never_written = ("score_mode",)

    def __init__(self, use_scale: bool = True, dropout: float = 0.0, **kwargs: Any):
        super().__init__(use_scale, "dot", dropout, **kwargs)

    def build(self, input_shape):
        self._check(input_shape)
        self.scale = None
        if self.use_scale:
            self.scale = self.add_weight(
                name="scale", shape=(input_shape[0][-1],), initializer="glorot_uniform"
            )

    def _scores(self, query, key):
        squashed = tanh(expand_dims(query, -2) + expand_dims(key, -3))
        return reduce_sum(squashed if self.scale is None else self.scale * squashed, -1)
