"""`Identity` and `Lambda`: nothing, and a function of the user's, as layers."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from tapeflow.engine import check_callable
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.saving.lambda_code import lambda_config
from tapeflow.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from tapeflow.keras.symbolic.shape import is_shape


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
        check_callable(function, "keras.layers.Lambda", "function")
        super().__init__(**kwargs)
        self.function, self.mask = function, mask
        self.arguments = arguments or {}
        self.output_shape_option = output_shape
        code = getattr(function, "__code__", None)
        count = 0 if code is None else code.co_argcount + code.co_kwonlyargcount
        self._takes = code.co_varnames[:count] if count else ()
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
        return _with_batch(_batch(input_shape), self.output_shape_option)

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": serialize_keras_object(self.dtype_policy),
            "function": _serialized(self.function),
            "arguments": serialize_keras_object(dict(self.arguments)),
        }
        if self.output_shape_option is not None:
            config["output_shape"] = _serialized(self.output_shape_option)
        if self.mask is not None:
            config["mask"] = _serialized(self.mask)
        return config

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: Any = None, safe_mode: bool | None = None
    ) -> Lambda:
        """A layer of that config; a function without a name is read with `safe_mode=False` only."""
        given = dict(config)
        for name in ("function", "output_shape", "mask", "arguments", "dtype"):
            if name in given:
                given[name] = deserialize_keras_object(
                    given[name], custom_objects, safe_mode is not False
                )
        shape = given.get("output_shape")
        given["output_shape"] = tuple(shape) if isinstance(shape, list) else shape
        return cls(**given)


def _batch(shape: Any) -> Any:
    """The first size of the first of the inputs' shapes."""
    while not is_shape(shape):
        shape = next(iter(shape.values() if isinstance(shape, dict) else shape))
    return shape[0]


def _with_batch(batch: int | None, shape: Any) -> Any:
    if is_shape(shape):
        return (batch, *shape)
    if isinstance(shape, dict):
        return {key: _with_batch(batch, item) for key, item in shape.items()}
    return type(shape)(_with_batch(batch, item) for item in shape)


def _serialized(value: Any) -> Any:
    if isinstance(value, types.FunctionType) and value.__name__ == "<lambda>":
        return lambda_config(value)
    return serialize_keras_object(value)
