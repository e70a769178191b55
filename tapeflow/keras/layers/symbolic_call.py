"""What a layer does when it is called on KerasTensors: build, and tell what it would give."""

from __future__ import annotations

import contextlib
from typing import Any

from tapeflow.engine import DType
from tapeflow.engine.errors import HostValueNeededError
from tapeflow.keras.layers import calls
from tapeflow.keras.layers.building import name_layer
from tapeflow.keras.layers.call_signature import build_arguments, call_signature
from tapeflow.keras.layers.input_spec import check_inputs
from tapeflow.keras.layers.tried_call import tried_spec
from tapeflow.keras.symbolic import (
    KerasTensor,
    Node,
    Shape,
    keras_tensors_in,
    traced_spec,
    with_each,
    without_stand_ins,
)
from tapeflow.keras.symbolic.shape import is_shape


def call_on_keras_tensors(layer: Any, args: tuple, kwargs: dict[str, Any]) -> Any:
    """Makes the weights, and KerasTensors for what `layer(*args, **kwargs)` will give."""
    signature = call_signature(type(layer).call)
    given, options = args, kwargs
    around = calls.local
    layers, ambient = around.layers, around.training
    if layer.autocast:
        dtype = layer._compute_dtype
        args, kwargs = with_each(lambda tensor: _cast(tensor, dtype), (args, kwargs))
    training = layer._resolve_training(signature, args, kwargs := dict(kwargs), ambient)
    around.layers = (*layers, layer)
    around.training = training
    try:
        first = args[0] if args else next(iter(kwargs.values()), None)
        layer._check_inputs(first)
        if not layer.built:
            layer._build_for_call(signature, args, kwargs)
        outputs = layer.compute_output_spec(*args, **kwargs)
    except Exception as error:
        name_layer(error, layer, args)
        raise
    finally:
        around.layers = layers
        around.training = ambient
    inputs = {id(tensor) for tensor in keras_tensors_in([given, options])}
    outputs = with_each(lambda tensor: _fresh(tensor, inputs), outputs)
    Node(layer, given, options, outputs)
    return outputs


def output_spec(layer: Any, args: tuple, kwargs: dict[str, Any], base: Any) -> Any:
    """KerasTensors for a call: by `compute_output_shape`, if the class has one, else recorded."""
    compute = type(layer).compute_output_shape
    if compute is not base:
        names = call_signature(type(layer).call).names
        # A layer of a function, Lambda, can't tell: its call is recorded too.
        with contextlib.suppress(NotImplementedError):
            shapes = layer.compute_output_shape(**build_arguments(compute, names, args, kwargs))
            return _of_shapes(shapes, layer._compute_dtype)
    try:
        outputs = traced_spec(layer.call, args, kwargs)
    except HostValueNeededError as error:
        outputs = _tried(layer, args, kwargs, error)
    for inner in layer._flatten_layers():
        inner.__dict__["_build_shapes"] = without_stand_ins(inner._build_shapes)
    if layer._cache.get("has_losses"):
        layer._clear_losses()  # they were of the recording
    return outputs


def _tried(layer: Any, args: tuple, kwargs: dict[str, Any], error: Exception) -> Any:
    """KerasTensors for a call that needs values; `error` if it doesn't work on zeros either."""
    try:
        return tried_spec(layer, args, kwargs)
    except Exception:
        raise error from None


def _of_shapes(shapes: Any, dtype: DType) -> Any:
    if is_shape(shapes):
        return KerasTensor(Shape(shapes), dtype)
    if isinstance(shapes, dict):
        return {key: _of_shapes(item, dtype) for key, item in shapes.items()}
    items = [_of_shapes(item, dtype) for item in shapes]
    return tuple(items) if isinstance(shapes, tuple) else items


def _cast(tensor: KerasTensor, dtype: DType) -> KerasTensor:
    if tensor.dtype.is_floating and tensor.dtype is not dtype:
        return KerasTensor(tensor.shape, dtype)
    return tensor


def _fresh(tensor: KerasTensor, inputs: set[int]) -> KerasTensor:
    """Another KerasTensor for one that was passed through: each comes from one call."""
    if id(tensor) in inputs or tensor._keras_history is not None:
        return KerasTensor(tensor.shape, tensor.dtype)
    return tensor
