"""`Embedding`: a row of a table for each integer."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import as_dtype, problem
from tapeflow.engine.dtypes import string
from tapeflow.keras import constraints, initializers, regularizers
from tapeflow.keras.layers.checks import not_given, positive_int
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.lora import LowRank
from tapeflow.ops.linalg import matmul
from tapeflow.ops.math import cast, not_equal
from tapeflow.ops.nn import embedding


class Embedding(LowRank, Layer):
    """Rows of a learned table.

    Args:
      input_dim: how many rows: the largest integer and one more.
      output_dim: the length of a row.
      embeddings_initializer, embeddings_regularizer, embeddings_constraint: of the table.
      mask_zero: whether 0 stands for "nothing here": the outputs then get a mask.
      weights: a list with the table to begin with.
      lora_rank, lora_alpha: for `enable_lora`.
      quantization_config: only None.
      **kwargs: see `Layer`; `input_length` as in Keras 2.

    Call: integers `[batch, ...]` -> `[batch, ..., output_dim]`.

    Raises:
      InvalidArgumentError: an integer is not in `[0, input_dim)`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Embedding(10, 4)(tf.constant([[1, 2, 3]])).shape
    TensorShape([1, 3, 4])
    """

    _never_written = ("weights",)
    _unwritten = ("lora_rank", "lora_alpha")
    _is_simple = True

    _low_rank_weight = "embeddings"

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        self.input_length = kwargs.pop("input_length", None)
        if self.input_length is not None and not {"input_shape", "batch_input_shape"} & set(kwargs):
            kwargs["input_shape"] = (self.input_length,)
        super().__init__(weights=weights, **kwargs)
        not_given("Embedding", quantization_config=quantization_config)
        self.input_dim = positive_int("Embedding", "input_dim", input_dim)
        self.output_dim = positive_int("Embedding", "output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self._makes_mask = self.supports_masking = bool(mask_zero)
        self.lora_rank, self.quantization_config = lora_rank, None
        self.lora_alpha = lora_rank if lora_alpha is None else lora_alpha
        self.autocast = False
        self.build(None)
        if self.lora_rank:
            self.enable_lora(self.lora_rank, self.lora_alpha)

    def build(self, input_shape=None):
        if not self.built:
            self.embeddings = self.add_weight(
                shape=(self.input_dim, self.output_dim),
                initializer=self.embeddings_initializer,
                regularizer=self.embeddings_regularizer,
                constraint=self.embeddings_constraint,
                name="embeddings",
                autocast=False,
            )

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.setdefault("activity_regularizer", None)
        return config

    def call(self, inputs):
        if inputs._spec.dtype is string:
            raise ValueError(
                problem(
                    f"Embedding '{self.name}': rows are found by integers",
                    given=f"inputs {tuple(inputs.shape)} string",
                    fix="a StringLookup or TextVectorization layer before it",
                )
            )
        if not inputs._spec.dtype.is_integer:
            inputs = cast(inputs, as_dtype("int32"))
        rows = embedding(self.embeddings.value(), inputs)
        if self.lora_enabled:  # of these rows only
            a, b = self._low_rank_pair()
            added = matmul(embedding(a.value(), inputs), b.value()) * self._low_rank_scale
            rows = rows + cast(added, rows._spec.dtype)
        compute = self._compute_dtype
        return rows if rows._spec.dtype is compute else cast(rows, compute)

    def compute_mask(self, inputs, mask=None):
        return not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)
