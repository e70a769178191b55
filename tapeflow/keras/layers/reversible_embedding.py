"""`ReversibleEmbedding`: a table of rows, and scores of rows by the same table."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import masks
from tapeflow.keras.layers.embedding import Embedding
from tapeflow.ops.linalg import matmul
from tapeflow.ops.math import cast, not_equal
from tapeflow.ops.nn import tanh


class ReversibleEmbedding(Embedding):
    """An embedding that also goes back: with `reverse=True` it gives a score for each row.

    Press & Wolf 2016, arXiv:1608.05859.

    Args:
      input_dim, output_dim, embeddings_initializer, embeddings_regularizer, embeddings_constraint,
        mask_zero: see `Embedding`.
      tie_weights: whether the way back uses the same table, or one of its own.
      reverse_dtype: the dtype of the way back; the layer's by default.
      logit_soft_cap: a bound for the scores, `cap * tanh(scores / cap)`, or None.
      **kwargs: see `Layer`.

    Call: integers `[batch, ...]` -> `[batch, ..., output_dim]`; reversed, `[batch, ...,
    output_dim]` -> `[batch, ..., input_dim]`.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.ReversibleEmbedding(10, 4)
    >>> rows = layer(tf.constant([[1, 2, 3]]))
    >>> layer(rows, reverse=True).shape
    TensorShape([1, 3, 10])
    """

    _is_simple = False

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        tie_weights: bool = True,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        reverse_dtype: Any = None,
        logit_soft_cap: float | None = None,
        **kwargs: Any,
    ):
        # Before the base's __init__, which builds.
        self.tie_weights = tie_weights
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer,
            embeddings_regularizer,
            embeddings_constraint,
            mask_zero,
            **kwargs,
        )
        self.reverse_dtype, self.logit_soft_cap = reverse_dtype, logit_soft_cap
        self._makes_mask = False  # `call` sets it, on the way there only

    def build(self, input_shape=None):
        if self.built:
            return
        super().build(input_shape)
        if not self.tie_weights:
            self.reverse_embeddings = self.add_weight(
                shape=(self.output_dim, self.input_dim),
                initializer=self.embeddings_initializer,
                name="reverse_embeddings",
                autocast=False,
            )

    def call(self, inputs, reverse=False):
        if not reverse:
            outputs = super().call(inputs)
            if self.mask_zero:
                masks.attach(outputs, not_equal(inputs, 0))
            return outputs
        dtype = self.reverse_dtype or self.compute_dtype
        table = self.embeddings if self.tie_weights else self.reverse_embeddings
        kernel = table.value()
        if self.lora_enabled and self.tie_weights:
            kernel = self._with_low_rank(kernel)
        kernel = cast(kernel, dtype)
        logits = matmul(cast(inputs, dtype), kernel, transpose_b=self.tie_weights)
        cap = self.logit_soft_cap
        return logits if cap is None else tanh(logits / cap) * cap

    def compute_mask(self, inputs, mask=None):
        return None

    def compute_output_shape(self, input_shape, reverse=False):
        if reverse:
            return (*input_shape[:-1], self.input_dim)
        return (*input_shape, self.output_dim)
