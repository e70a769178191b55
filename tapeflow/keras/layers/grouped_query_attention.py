"""`GroupQueryAttention`: heads of the query share keys and values."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.layers.checks import positive_int
from tapeflow.keras.layers.dropout import Dropout
from tapeflow.keras.layers.multi_head_attention import ProjectedAttention
from tapeflow.ops.array import repeat


class GroupQueryAttention(ProjectedAttention):
    """Attention in which groups of heads share a key and value (Ainslie et al. 2023).

    Args:
      head_dim: the size of a head.
      num_query_heads: how many heads the query has, a multiple of the following.
      num_key_value_heads: how many heads keys and values have.
      dropout, use_bias, sliding_window, flash_attention, kernel_initializer, bias_initializer,
        kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, use_gate, seed: see `MultiHeadAttention`.
      **kwargs: see `Layer`.

    Call: as `MultiHeadAttention`, with inputs of three axes.

    Raises:
      ValueError: the heads can't be divided among the keys'.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.GroupQueryAttention(4, num_query_heads=4, num_key_value_heads=2)
    >>> layer(tf.ones([2, 5, 16]), tf.ones([2, 3, 16])).shape
    TensorShape([2, 5, 16])
    """

    _dot_product_equation = "bkuh,bquh->buqk"
    _combine_equation = "buqk,bkuh->bquh"
    _attention_axes_now = (1,)

    # As Keras's own class is called.
    _name_in_files = "grouped_query_attention"

    def __init__(
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        name = "GroupQueryAttention"
        self.head_dim = positive_int(name, "head_dim", head_dim)
        self.num_query_heads = positive_int(name, "num_query_heads", num_query_heads)
        self.num_key_value_heads = positive_int(name, "num_key_value_heads", num_key_value_heads)
        if num_query_heads % num_key_value_heads:
            raise ValueError(
                problem(
                    f"{name}: `num_query_heads` must be divisible by `num_key_value_heads`.",
                    given=f"{num_query_heads} and {num_key_value_heads}",
                )
            )
        self.num_repeats = num_query_heads // num_key_value_heads
        self._keep(
            dropout=dropout,
            use_bias=use_bias,
            sliding_window=sliding_window,
            flash_attention=flash_attention,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            _projections_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            use_gate=use_gate,
            seed=seed,
        )
        self._scale = self.head_dim**-0.5

    def build(self, query_shape, value_shape, key_shape=None):
        key_shape = value_shape if key_shape is None else key_shape
        own = (None, self.num_query_heads, self.head_dim)
        shared = (None, self.num_key_value_heads, self.head_dim)
        self._query_dense = self._projection("query", "bqm,muh->bquh", own, "uh")
        self._query_dense.build(query_shape)
        self._key_dense = self._projection("key", "bkm,mvh->bkvh", shared, "vh")
        self._key_dense.build(key_shape)
        if self.use_gate:
            self._gate_dense = self._projection(
                "gate", "bqm,muh->bquh", own, "uh", activation="sigmoid"
            )
            self._gate_dense.build(query_shape)
        self._value_dense = self._projection("value", "bkm,mvh->bkvh", shared, "vh")
        self._value_dense.build(value_shape)
        self._dropout_layer = Dropout(self.dropout, dtype=self.dtype_policy, seed=self.seed)
        self._output_dense = self._projection(
            "attention_output", "bquh,uhm->bqm", (None, query_shape[-1]), "m"
        )
        self._output_dense.build((None, None, self.num_query_heads, self.head_dim))

    def _compute_attention(
        self,
        query,
        key,
        value,
        attention_mask=None,
        training=None,
        return_attention_scores=False,
        use_causal_mask=False,
    ):
        if self.dropout or return_attention_scores:
            key, value = repeat(key, self.num_repeats, 2), repeat(value, self.num_repeats, 2)
        return super()._compute_attention(
            query, key, value, attention_mask, training, return_attention_scores, use_causal_mask
        )

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        key_shape = value_shape if key_shape is None else key_shape
        if tuple(value_shape[1:-1]) != tuple(key_shape[1:-1]):
            raise ValueError(
                problem(
                    f"GroupQueryAttention '{self.name}': All dimensions of `value` and `key`, "
                    "except the last one, must be equal.",
                    given=f"value {tuple(value_shape)}, key {tuple(key_shape)}",
                )
            )
        return tuple(query_shape)
