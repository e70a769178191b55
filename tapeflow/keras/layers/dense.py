"""`Dense`: a matrix product, a bias and an activation."""

from __future__ import annotations

from typing import Any

from tapeflow.keras import activations, constraints, initializers, regularizers
from tapeflow.keras.layers.checks import fused, not_given, positive_int
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.layers.lora import LowRank
from tapeflow.ops.nn import dense


class Dense(LowRank, Layer):
    """`activation(inputs @ kernel + bias)`, over the last axis of `inputs`.

    Args:
      units: size of the last axis of the outputs, at least 1.
      activation: a function, its name, or None.
      use_bias: whether there is a bias.
      kernel_initializer, bias_initializer: what the weights are at first.
      kernel_regularizer, bias_regularizer: penalties, added to `losses`.
      activity_regularizer: a penalty on the outputs.
      kernel_constraint, bias_constraint: applied after each update of a weight.
      lora_rank, lora_alpha: for `enable_lora`, when it is built.
      quantization_config: only None.
      **kwargs: `name`, `dtype`, `trainable`; see `Layer`.

    Call: float `[batch, ..., features]` -> `[batch, ..., units]`. Integers become floats.

    Raises:
      ValueError: `units` is not positive; inputs with another number of features than at first.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Dense(3)(tf.ones([2, 5])).shape
    TensorShape([2, 3])
    """

    _is_simple = True
    supports_masking = True
    _casts_integers = True
    _unwritten = ("activity_regularizer", "lora_rank", "lora_alpha")

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        not_given("Dense", quantization_config=quantization_config)
        self.units = positive_int("Dense", "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.lora_rank, self.quantization_config = lora_rank, None
        self.lora_alpha = lora_rank if lora_alpha is None else lora_alpha
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape):
        features = input_shape[-1]
        self.kernel = self.add_weight(
            shape=(features, self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            name="kernel",
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                shape=(self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                name="bias",
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: features})
        if self.lora_rank:
            self.__dict__["built"] = True
            self.enable_lora(self.lora_rank, self.lora_alpha)

    def call(self, inputs):
        inner, outer = fused(self.activation)
        bias, kernel = self.bias, self.kernel.value()
        if self.lora_enabled:
            kernel = self._with_low_rank(kernel)
        outputs = dense(inputs, kernel, None if bias is None else bias.value(), inner)
        return outputs if outer is None else outer(outputs)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)
