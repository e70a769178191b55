"""`Identity` and `Lambda`: nothing, and a function of the user's, as layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.saving.serialization import serialize_keras_object


class Identity(Layer):
    """Gives its inputs back."""

    _is_simple = True
    supports_masking = True

    def call(self, inputs):
        return inputs

    def compute_output_shape(self, input_shape):
        return input_shape

    def compute_mask(self, inputs, mask=None):
        return mask


class Lambda(Layer):
    """Calls a function. For one with weights write a `Layer` of your own.

    Args:
      function: called with the inputs; with `mask` and `training` too if it takes them.
      output_shape: a shape without the batch, or a function from the inputs' shape to the outputs'.
      mask: a mask, or a function of inputs and mask.
      arguments: a dict of more arguments for the function.
      **kwargs: see `Layer`.

    >>> import tapeflow as tf
    >>> tf.keras.layers.Lambda(lambda x: x**2)(tf.constant([3.0])).numpy().tolist()
    [9.0]
    """

    def __init__(
        self,
        function: Callable,
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.function, self.mask = function, mask
        self.arguments = arguments or {}
        self.output_shape_option = output_shape
        self._takes = getattr(getattr(function, "__code__", None), "co_varnames", ())
        self.supports_masking = mask is not None

    def call(self, inputs, mask=None, training=None):
        options = dict(self.arguments)
        if "mask" in self._takes:
            options["mask"] = mask
        if "training" in self._takes:
            options["training"] = training
        return self.function(inputs, **options)

    def compute_mask(self, inputs, mask=None):
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape):
        if self.output_shape_option is None:
            return super().compute_output_shape(input_shape)
        if callable(self.output_shape_option):
            return self.output_shape_option(input_shape)
        return (input_shape[0], *self.output_shape_option)

    def get_config(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": serialize_keras_object(self.dtype_policy),
            "function": serialize_keras_object(self.function),
            "arguments": dict(self.arguments),
        }
