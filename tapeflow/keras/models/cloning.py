"""`clone_model`: the same model of new layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.engine import problem
from tapeflow.engine.nest import flatten, pack_like
from tapeflow.keras.layers.input_layer import Input
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.models.functional import Functional
from tapeflow.keras.models.sequential import Sequential
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.keras.symbolic import KerasTensor


def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Callable | None = None,
    call_function: Callable | None = None,
    recursive: bool = False,
    **kwargs: Any,
) -> Any:
    """A model like `model`, with new layers and new weights.

    Args:
      model: a functional or `Sequential` model, or one that its config describes.
      input_tensors: KerasTensors to build it on, in place of new inputs.
      clone_function: called with each layer but the inputs; what it returns is used in the layer's
        place. By default a new layer of the same config.
      call_function: called with each new layer and the call's arguments in place of the layer.
      recursive: whether `clone_function` gets the layers of inner models, not the models.

    Raises:
      ValueError: functions or inputs for a model that is neither, or `call_function` for a
        `Sequential` model.

    >>> import tapeflow as tf
    >>> model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2)])
    >>> clone = tf.keras.models.clone_model(model)
    >>> clone.layers[0] is model.layers[0], clone.output_shape
    (False, (None, 2))
    """
    cache = kwargs.pop("cache", None)
    if kwargs:
        raise ValueError(f"Unexpected keyword argument(s): {tuple(kwargs)}")
    cloner = _Cloner(clone_function, call_function, recursive, {} if cache is None else cache)
    if isinstance(model, Sequential):
        if call_function is not None:
            raise ValueError(
                problem(
                    "`call_function` argument is not supported with Sequential models",
                    given=f"model '{model.name}', call_function={call_function}",
                    fix="make a functional model of it: tf.keras.Model(model.input, model.output)",
                )
            )
        made = cloner.sequential(model, input_tensors)
    elif isinstance(model, Functional) and (
        clone_function is not None
        or input_tensors is not None
        or type(model).get_config is Functional.get_config
    ):
        made = cloner.functional(model, input_tensors)
    else:
        return _by_config(model, clone_function, call_function, input_tensors)
    if getattr(model, "compiled", False):
        made.compile_from_config(model.get_compile_config())
    return made


def _by_config(model: Any, clone_function: Any, call_function: Any, input_tensors: Any) -> Any:
    if not (clone_function is call_function is input_tensors is None):
        raise ValueError(
            problem(
                "Arguments `clone_function`, `call_function` and `input_tensors` are only "
                "supported for Sequential models or Functional models.",
                given=f"a model of type '{type(model).__name__}'",
                fix="clone_model(model), which makes the model anew from its get_config()",
            )
        )
    kind = type(model)
    return deserialize_keras_object(serialize_keras_object(model), {kind.__name__: kind})


class _Cloner:
    """Makes each layer's clone, once."""

    def __init__(
        self, clone: Callable | None, call: Callable | None, recursive: bool, cache: dict[int, Any]
    ):
        self.clone, self.call, self.recursive, self.cache = clone, call, recursive, cache

    def cloned(self, operation: Any) -> Any:
        key = id(operation)
        if key not in self.cache:
            self.cache[key] = self._new(operation)
        return self.cache[key]

    def _new(self, operation: Any) -> Any:
        if self.recursive and isinstance(operation, Sequential):
            return clone_model(
                operation, clone_function=self.clone, recursive=True, cache=self.cache
            )
        if self.recursive and isinstance(operation, Functional):
            return clone_model(
                operation,
                clone_function=self.clone,
                call_function=self.call,
                recursive=True,
                cache=self.cache,
            )
        if not isinstance(operation, Layer):
            copy = getattr(operation, "copy", None)
            return copy() if copy else type(operation).from_config(operation.get_config())
        if self.clone is not None:
            return self.clone(operation)
        return type(operation).from_config(operation.get_config())

    def sequential(self, model: Sequential, tensors: Any) -> Sequential:
        layers = [self.cloned(layer) for layer in model.layers]
        given = flatten(tensors)
        if tensors is not None:
            _check_tensors(given, 1)
            layers.insert(0, Input(tensor=given[0], name=model._stack[0].name))
        elif len(model.layers) < len(model._stack):
            layers.insert(0, _new_input(model._stack[0]))
        return Sequential(layers, name=model.name, trainable=model.trainable)

    def functional(self, model: Functional, tensors: Any) -> Any:
        if tensors is None:
            given = [_new_input(tensor._keras_history.operation) for tensor in model.inputs]
        else:
            given = flatten(tensors)
            _check_tensors(given, len(model.inputs))
            names = [tensor._keras_history.operation.name for tensor in model.inputs]
            given = [
                tensor if tensor._keras_history else Input(tensor=tensor, name=name)
                for tensor, name in zip(given, names, strict=True)
            ]
        outputs = model._run_symbolically(given, self._caller)
        kind = type(model) if model._takes_graph(type(model)) else Functional
        made = kind(pack_like(model._inputs_struct, given), outputs, name=model.name)
        if not model.trainable:
            made.trainable = False
        return made

    def _caller(self, operation: Any) -> Callable:
        new = self.cloned(operation)
        if self.call is None:
            return new
        return lambda *args, **kwargs: self.call(new, *args, **kwargs)


def _new_input(layer: Any) -> KerasTensor:
    return Input(
        batch_shape=layer.batch_shape,
        dtype=layer.dtype,
        sparse=layer.sparse,
        ragged=layer.ragged,
        name=layer.name,
        optional=layer.optional,
    )


def _check_tensors(tensors: list, count: int) -> None:
    if len(tensors) != count or not all(isinstance(tensor, KerasTensor) for tensor in tensors):
        raise ValueError(
            problem(
                "Argument `input_tensors` must be KerasTensors, one for each input",
                given=str(tensors),
                expected=f"{count} KerasTensor(s)",
                fix="tf.keras.Input(shape) makes one",
            )
        )
