"""`MultiHeadAttention`: several attentions side by side, on projections of the inputs."""

from __future__ import annotations

import string
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import regularizers
from tapeflow.keras.layers.attention_masks import causal_mask, joined_mask
from tapeflow.keras.layers.checks import positive_int
from tapeflow.keras.layers.dropout import Dropout
from tapeflow.keras.layers.einsum_dense import EinsumDense
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.weight_options import keep_options
from tapeflow.ops.array import expand_dims
from tapeflow.ops.linalg import einsum
from tapeflow.ops.math import logical_and, multiply
from tapeflow.ops.nn import softmax
from tapeflow.ops.nn.attention import dot_product_attention, masked_softmax


class ProjectedAttention(Layer):
    """What the attention layers with projections share: the projections' options, and the masks."""

    supports_masking = True
    _never_written = ("output_shape", "flash_attention")

    def _keep(self, **options: Any) -> None:
        """Sets the options that all have."""
        window = options["sliding_window"]
        if window is not None and (not isinstance(window, int) or window <= 0):
            raise ValueError(
                problem(
                    f"{type(self).__name__}: `sliding_window` must be `None` or a positive "
                    "integer.",
                    given=f"sliding_window={window!r}",
                )
            )
        if options["flash_attention"] and options["dropout"] > 0:
            raise ValueError(
                problem(
                    f"{type(self).__name__}: Dropout is not supported when flash attention is "
                    "enabled.",
                    given=f"flash_attention=True, dropout={options['dropout']}",
                    fix="dropout=0.0",
                )
            )
        keep_options(self, **options)

    def _projection(self, name: str, equation: str, shape: Any, bias_axes: str, **more: Any) -> Any:
        made = EinsumDense(
            equation,
            output_shape=shape,
            bias_axes=bias_axes if self.use_bias else None,
            name=name,
            kernel_initializer=_again(self.kernel_initializer),
            bias_initializer=_again(self.bias_initializer),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
            activity_regularizer=self._projections_regularizer,
            dtype=self.dtype_policy,
            **more,
        )
        made.supports_masking = True  # the masks of its inputs are this layer's concern
        return made

    def call(
        self,
        query,
        value,
        key=None,
        query_mask=None,
        value_mask=None,
        key_mask=None,
        attention_mask=None,
        return_attention_scores=False,
        training=None,
        use_causal_mask=False,
    ):
        if self.flash_attention and return_attention_scores:
            raise ValueError(
                problem(
                    f"{type(self).__name__} '{self.name}': Returning attention scores is not "
                    "supported when flash attention is enabled.",
                    fix="flash_attention=False",
                )
            )
        key = value if key is None else key
        given = (query_mask, value_mask, key_mask, attention_mask, self.sliding_window)
        # The fused op makes a causal mask itself; a user's own computation is handed one.
        own = type(self)._compute_attention is not _base_of(self)._compute_attention
        causal_only = use_causal_mask and not own and all(mask is None for mask in given)
        mask = self._compute_attention_mask(
            query,
            value,
            query_mask=query_mask,
            value_mask=value_mask,
            key_mask=key_mask,
            attention_mask=attention_mask,
            use_causal_mask=use_causal_mask and not causal_only,
        )
        gate = self._gate_dense(query) if self.use_gate else None
        projected = self._query_dense(query), self._key_dense(key), self._value_dense(value)
        more = {"use_causal_mask": True} if causal_only else {}
        outputs, scores = self._compute_attention(
            *projected, mask, training, return_attention_scores, **more
        )
        outputs = self._output_dense(outputs if gate is None else multiply(outputs, gate))
        return (outputs, scores) if return_attention_scores else outputs

    def _compute_attention_mask(
        self,
        query,
        value,
        query_mask=None,
        value_mask=None,
        key_mask=None,
        attention_mask=None,
        use_causal_mask=False,
    ):
        return joined_mask(
            query,
            value,
            query_mask,
            value_mask,
            key_mask,
            attention_mask,
            use_causal_mask,
            self.sliding_window,
        )

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
        """Outputs and scores (None if not asked for) of projected inputs; may be overridden."""
        if not self.dropout and not return_attention_scores and query.ndim == 4:
            mask = _for_heads(attention_mask, 4, 1)
            scale = self._scale
            return dot_product_attention(query, key, value, mask, scale, use_causal_mask), None
        if use_causal_mask:
            past = causal_mask(query._spec.shape[1], value._spec.shape[1])
            attention_mask = past if attention_mask is None else logical_and(attention_mask, past)
        scores = einsum(self._dot_product_equation, key, query * self._scale)
        axes = len(self._attention_axes_now)
        norm_axes = tuple(range(-axes, 0))
        mask = _for_heads(attention_mask, scores.ndim, axes)
        if mask is not None:
            scores = masked_softmax(scores, mask, norm_axes)
        else:
            scores = softmax(scores) if axes == 1 else masked_softmax(scores, True, norm_axes)
        dropped = self._dropout_layer(scores, training=training) if self.dropout else scores
        return einsum(self._combine_equation, dropped, value), scores

    def compute_mask(self, query, mask=None):
        return mask

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config["activity_regularizer"] = regularizers.serialize(self._projections_regularizer)
        return config


class MultiHeadAttention(ProjectedAttention):
    """Attention with several heads (Vaswani et al. 2017, arXiv:1706.03762).

    Args:
      num_heads: how many.
      key_dim: the size of each head's queries and keys.
      value_dim: the size of each head's values; `key_dim` by default.
      dropout: the part of the attention weights to drop while training.
      use_bias: whether the projections have biases.
      output_shape: the outputs' last axes; by default as large as the query's last axis.
      attention_axes: the axes over which to attend; by default all but batch and features.
      sliding_window: how far a target may look, or None.
      flash_attention: accepted; the computation is fused anyway, and then gives no scores.
      kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
        activity_regularizer, kernel_constraint, bias_constraint: of the projections.
      use_gate: whether outputs are multiplied with `sigmoid` of a projection of the query.
      seed: makes the dropout repeatable.
      **kwargs: see `Layer`.

    Call: `query` `[batch, targets, size]`, `value` `[batch, sources, size]`, and `key` if it is not
    `value`; `query_mask`, `value_mask`, `key_mask`, bool `[batch, length]`; `attention_mask`, bool
    `[batch, targets, sources]`; `use_causal_mask`; `return_attention_scores`, to get the weights
    `[batch, heads, targets, sources]` too.

    >>> import tapeflow as tf
    >>> layer = tf.keras.layers.MultiHeadAttention(num_heads=2, key_dim=4)
    >>> layer(tf.ones([2, 5, 16]), tf.ones([2, 3, 16])).shape
    TensorShape([2, 5, 16])
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: Any = None,
        attention_axes: Any = None,
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
        name = "MultiHeadAttention"
        self.num_heads = positive_int(name, "num_heads", num_heads)
        self.key_dim = positive_int(name, "key_dim", key_dim)
        self.value_dim = positive_int(name, "value_dim", value_dim) if value_dim else self.key_dim
        if isinstance(output_shape, int):
            output_shape = (output_shape,)
        self._output_sizes = tuple(output_shape) if output_shape else None
        single = isinstance(attention_axes, int)
        self.attention_axes = (attention_axes,) if single else attention_axes
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
        self._scale = self.key_dim**-0.5

    @property
    def query_dense(self) -> Any:
        return self._query_dense

    @property
    def key_dense(self) -> Any:
        return self._key_dense

    @property
    def value_dense(self) -> Any:
        return self._value_dense

    @property
    def output_dense(self) -> Any:
        return self._output_dense

    def build(self, query_shape, value_shape, key_shape=None):
        key_shape = value_shape if key_shape is None else key_shape
        _check_shapes(self, value_shape, key_shape)
        heads, free = self.num_heads, len(query_shape) - 2
        names = string.ascii_lowercase
        batch = names[: free + 1]

        def project(name: str, shape: Any, size: int, **more: Any) -> Any:
            own = names[: len(shape) - 1]
            equation = f"{own}x,xyz->{own}yz"
            sizes = (*(None,) * (len(shape) - 2), heads, size)
            made = self._projection(name, equation, sizes, "yz", **more)
            made.build(shape)
            return made

        self._query_dense = project("query", query_shape, self.key_dim)
        self._key_dense = project("key", key_shape, self.key_dim)
        if self.use_gate:
            self._gate_dense = project("gate", query_shape, self.value_dim, activation="sigmoid")
        self._value_dense = project("value", value_shape, self.value_dim)
        rank = len(query_shape)
        axes = self.attention_axes or tuple(range(1, rank - 1))
        self._attention_axes_now = tuple(axis % rank for axis in axes)
        self._equations(rank)
        self._dropout_layer = Dropout(self.dropout, dtype=self.dtype_policy, seed=self.seed)
        outer = self._output_sizes or (query_shape[-1],)
        last = names[23 - len(outer) : 23]
        self._output_dense = self._projection(
            "attention_output",
            f"{batch}yz,yz{last}->{batch}{last}",
            (*(None,) * free, *outer),
            last,
        )
        self._output_dense.build((*query_shape[:-1], heads, self.value_dim))

    def _equations(self, rank: int) -> None:
        """For scores `[batch..., heads, targets..., sources...]` of inputs of that rank.

        Axes that are attended to have other letters in keys and values than in queries.
        """
        names = string.ascii_lowercase
        query = names[: rank - 1]
        axes = self._attention_axes_now
        key = "".join(names[10 + i] if i in axes else name for i, name in enumerate(query))
        batch = "".join(name for i, name in enumerate(query) if i not in axes)
        targets = "".join(query[axis] for axis in axes)
        sources = "".join(key[axis] for axis in axes)
        scores = f"{batch}y{targets}{sources}"
        self._dot_product_equation = f"{key}yz,{query}yz->{scores}"
        self._combine_equation = f"{scores},{key}yz->{query}yz"

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "output_shape": self._output_sizes}

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        _check_shapes(self, value_shape, value_shape if key_shape is None else key_shape)
        return (*query_shape[:-1], *(self._output_sizes or (query_shape[-1],)))


def _check_shapes(layer: Layer, value_shape: Any, key_shape: Any) -> None:
    if tuple(value_shape[1:-1]) != tuple(key_shape[1:-1]):
        raise ValueError(
            problem(
                f"{type(layer).__name__} '{layer.name}': All dimensions of `value` and `key`, "
                "except the last one, must be equal.",
                given=f"value {tuple(value_shape)}, key {tuple(key_shape)}",
            )
        )


def _for_heads(mask: Any, rank: int, axes: int) -> Any:
    """A mask with axes of size 1 where the heads are."""
    while mask is not None and mask.ndim < rank:
        mask = expand_dims(mask, -2 * axes - 1)
    return mask


def _again(initializer: Any) -> Any:
    """Another initializer like it, so that weights do not get the same values."""
    return type(initializer).from_config(initializer.get_config())


def _base_of(layer: Any) -> type:
    kinds = type(layer).__mro__
    return next(kind for kind in kinds if kind.__module__.startswith("tapeflow."))
