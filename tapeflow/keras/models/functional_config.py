"""Functional models as configs in Keras 3's form, and back; Keras 2's form is read too."""

from __future__ import annotations

import copy
import inspect
from collections import deque
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.models.functional import Functional
from tapeflow.keras.saving.registry import CustomObjectScope
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.keras.symbolic import KerasTensor, Node


def functional_config(model: Functional) -> dict[str, Any]:
    """The layers, each with its calls in the model, and where inputs and outputs are."""
    graph = model._graph.held
    numbers = _call_numbers(graph.nodes)
    layers = []
    for operation in graph.operations:
        calls = [
            _written_call(node, numbers)
            for node in operation._inbound_nodes
            if id(node) in numbers and not node.is_input
        ]
        written = serialize_keras_object(operation)  # the dict itself: it may be marked as shared
        written.update(name=operation.name, inbound_nodes=calls)
        layers.append(written)
    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": layers,
        "input_layers": _places(model._inputs_struct, numbers),
        "output_layers": _places(model._outputs_struct, numbers),
    }


def _call_numbers(nodes: list[Node]) -> dict[int, int]:
    """For each node by its id, which of its operation's calls in this model it is."""
    among = {id(node) for node in nodes}
    numbers: dict[int, int] = {}
    for operation in {id(node.operation): node.operation for node in nodes}.values():
        own = [node for node in operation._inbound_nodes if id(node) in among]
        numbers.update({id(node): number for number, node in enumerate(own)})
    return numbers


def _written_call(node: Node, numbers: dict[int, int]) -> dict[str, Any]:
    # A function's options may stand in its config.
    args, kwargs = getattr(node.operation, "written_call", (node.args, node.kwargs))
    return {"args": _written(args, numbers), "kwargs": _written(kwargs, numbers)}


def _written(value: Any, numbers: dict[int, int]) -> Any:
    if isinstance(value, KerasTensor):
        return {
            "class_name": "__keras_tensor__",
            "config": {
                "shape": tuple(value.shape),
                "dtype": value.dtype.name,
                "keras_history": _history(value, numbers),
            },
        }
    if isinstance(value, (list, tuple)):
        items = [_written(item, numbers) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {key: _written(item, numbers) for key, item in value.items()}
    if isinstance(value, slice):
        parts = {name: _written(getattr(value, name), numbers) for name in _SLICE}
        return {"class_name": "__slice__", "config": parts}
    if value is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    return serialize_keras_object(value)


_SLICE = ("start", "stop", "step")


def _history(tensor: KerasTensor, numbers: dict[int, int]) -> list:
    operation, node_index, tensor_index = tensor._keras_history  # type: ignore[misc]
    number = numbers[id(operation._inbound_nodes[node_index])]
    return [operation.name, number, tensor_index]


def _places(struct: Any, numbers: dict[int, int]) -> Any:
    if isinstance(struct, KerasTensor):
        name, number, tensor_index = _history(struct, numbers)
        operation = struct._keras_history.operation  # type: ignore[union-attr]
        # Keras counts a functional model's own outputs as its first call, here but not in layers.
        return [name, number + isinstance(operation, Functional), tensor_index]
    if isinstance(struct, dict):
        return {key: _places(item, numbers) for key, item in struct.items()}
    items = [_places(item, numbers) for item in struct]
    return tuple(items) if isinstance(struct, tuple) else items


def functional_from_config(
    kind: type, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
) -> Any:
    """The model of a config: its layers are made anew and called as the config says.

    Raises:
      ValueError: the calls go round in a circle, or name a layer that is not there.
    """
    if custom_objects:
        with CustomObjectScope(custom_objects):
            return functional_from_config(kind, config)
    config = copy.copy(config)
    descriptions = config.pop("layers")
    inputs, outputs = config.pop("input_layers"), config.pop("output_layers")
    made = _Made({_name(item): deserialize_keras_object(item) for item in descriptions})
    _make_calls(descriptions, made)
    for key in ("dtype", "build_config"):
        config.pop(key, None)
    return kind(
        inputs=_tensors_at(inputs, made),
        outputs=_tensors_at(outputs, made),
        name=config.pop("name", None),
        trainable=config.pop("trainable", None),
        **config,
    )


def _name(description: dict[str, Any]) -> str:
    return description.get("name") or description["config"]["name"]


class _Made(dict):
    """Layers by name, and how often each was called before: in another model that shares it."""

    def __init__(self, layers: dict[str, Any]):
        super().__init__(layers)
        self.calls_before = {
            name: sum(not node.is_input for node in layer._inbound_nodes)
            for name, layer in layers.items()
        }


class _NotYet(Exception):
    """A call whose inputs were not computed so far."""


def _make_calls(descriptions: list[dict[str, Any]], made: _Made) -> None:
    """Calls the layers, each call as soon as its inputs are there."""
    waiting = {
        _name(item): deque(item["inbound_nodes"]) for item in descriptions if item["inbound_nodes"]
    }
    while waiting:
        progress = False
        for name in list(waiting):
            calls = waiting[name]
            while calls:
                try:
                    args, kwargs = _revived_call(calls[0], made)
                except _NotYet:
                    break
                made[name](*args, **_said(kwargs, made[name]))
                calls.popleft()
                progress = True
            if not calls:
                del waiting[name]
        if not progress:
            raise ValueError(
                problem(
                    "Invalid Functional model configuration. The graph of the Functional model "
                    "either has loops or disconnected nodes.",
                    given=f"layers that can't be called: {sorted(waiting)}",
                )
            )


def _said(kwargs: dict[str, Any], layer: Any) -> dict[str, Any]:
    """Without a `training` that is the default of the layer's `call`: Keras writes that too."""
    if "training" not in kwargs:
        return kwargs
    parameter = inspect.signature(layer.call).parameters.get("training")
    if parameter is None or parameter.default is not kwargs["training"]:
        return kwargs
    return {name: value for name, value in kwargs.items() if name != "training"}


def _revived_call(call: Any, made: _Made) -> tuple[list, dict[str, Any]]:
    if isinstance(call, dict):
        return _revived(call["args"], made), _revived(call["kwargs"], made)
    # Keras 2: a list of [layer, call, output, kwargs], one for each input.
    entries = call if isinstance(call[0], (list, tuple)) else [call]
    tensors = [_tensor_at(entry[0], entry[1], entry[2], made) for entry in entries]
    kwargs = entries[0][3] if len(entries[0]) == 4 else {}
    return [tensors[0] if len(tensors) == 1 else tensors], kwargs


def _revived(value: Any, made: _Made) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_revived(item, made) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("class_name")
    if kind == "__keras_tensor__":
        return _tensor_at(*value["config"]["keras_history"], made)
    if kind == "__slice__":
        return slice(*[_revived(value["config"][part], made) for part in _SLICE])
    if kind == "__ellipsis__":
        return Ellipsis
    if "config" in value and kind is not None:
        return deserialize_keras_object(value)
    return {key: _revived(item, made) for key, item in value.items()}


def _tensor_at(name: str, number: int, index: int, made: _Made) -> KerasTensor:
    if name not in made:
        raise ValueError(
            problem(
                f"Invalid Functional model configuration. Missing layer: {name}",
                given=f"layers {sorted(made)}",
            )
        )
    nodes = made[name]._inbound_nodes[made.calls_before[name] :]
    if number >= len(nodes):
        raise _NotYet
    return nodes[number].output_tensors[index]


def _tensors_at(places: Any, made: _Made) -> Any:
    if isinstance(places, dict):
        return {key: _tensors_at(item, made) for key, item in places.items()}
    if len(places) == 3 and isinstance(places[0], str):
        name, number, index = places
        if isinstance(made.get(name), Functional):
            number -= 1
        return _tensor_at(name, number, index, made)
    items = [_tensors_at(item, made) for item in places]
    return tuple(items) if isinstance(places, tuple) else items


Functional._config = staticmethod(functional_config)
Functional._from_config = staticmethod(functional_from_config)
