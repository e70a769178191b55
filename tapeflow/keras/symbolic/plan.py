"""`Plan`: a graph as a flat list of calls on numbered places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tapeflow.engine.nest import flatten, pack_like
from tapeflow.keras.symbolic.graph import Graph
from tapeflow.keras.symbolic.keras_tensor import KerasTensor
from tapeflow.keras.symbolic.node import Node
from tapeflow.keras.symbolic.structure import with_each


class Plan:
    """Computes a graph's outputs. A place is used again once nothing more reads what it holds.

    Args:
      graph: the calls.
      inputs: the graph's inputs, flat.
      outputs: a structure of its outputs.
    """

    def __init__(self, graph: Graph, inputs: list[KerasTensor], outputs: Any):
        places = _Places(graph, inputs, flatten(outputs))
        self.starts = [places.take(tensor) for tensor in inputs]
        nodes = [node for node in graph.nodes if id(node) in places.run]
        self.operations = [node.operation for node in nodes]
        self.steps = [_step(node, places) for node in nodes]
        self.size = places.count
        self.outputs = outputs
        self.ends = [places.of[id(tensor)] for tensor in flatten(outputs)]

    def run(self, inputs: list, call: Callable | None = None) -> Any:
        """The outputs for these inputs.

        Args:
          inputs: in place of the graph's, flat.
          call: gives for an operation what to call in place of it.
        """
        values = [None] * self.size
        for place, value in zip(self.starts, inputs, strict=True):
            values[place] = value
        steps = self.steps
        if call is not None:
            # One by one: what `call` does for an operation comes after the calls before it.
            called = map(call, self.operations)
            steps = ((function, *rest) for function, (_, *rest) in zip(called, steps, strict=True))
        for function, source, target in steps:
            if source.__class__ is int:
                result = function(values[source])
            elif source.__class__ is list:
                result = function([values[place] for place in source])
            else:
                args, kwargs = source(values)
                result = function(*args, **kwargs)
            if target.__class__ is int:
                values[target] = result
            else:
                for place, value in zip(target, _leaves(result), strict=False):
                    values[place] = value
        return pack_like(self.outputs, [values[place] for place in self.ends])


class _Places:
    """Which place each tensor of the graph has."""

    def __init__(self, graph: Graph, inputs: list[KerasTensor], outputs: list[KerasTensor]):
        given = {id(tensor) for tensor in inputs}
        self.run = {
            id(node)
            for node in graph.nodes
            if not node.is_input and not any(id(t) in given for t in node.output_tensors)
        }
        self.uses: dict[int, int] = {}
        for tensor in outputs:
            self.uses[id(tensor)] = 1 << 40  # for ever
        for node in graph.nodes:
            if id(node) in self.run:
                for tensor in node.input_tensors:
                    self.uses[id(tensor)] = self.uses.get(id(tensor), 0) + 1
        self.of: dict[int, int] = {}
        self.free: list[int] = []
        self.count = 0

    def take(self, tensor: KerasTensor) -> int:
        if id(tensor) in self.of:
            return self.of[id(tensor)]
        if self.free:
            place = self.free.pop()
        else:
            place = self.count
            self.count += 1
        self.of[id(tensor)] = place
        if not self.uses.get(id(tensor)):
            self.free.append(place)
        return place

    def read(self, tensors: list[KerasTensor]) -> None:
        """Frees the places of tensors that have been read for the last time."""
        for tensor in tensors:
            self.uses[id(tensor)] -= 1
            if not self.uses[id(tensor)]:
                self.free.append(self.of[id(tensor)])


def _step(node: Node, places: _Places) -> tuple[Any, Any, Any]:
    function = getattr(node.operation, "_plan_step", node.operation)
    source = _source(node, places.of)
    places.read(node.input_tensors)
    if node.outputs.__class__ is KerasTensor:
        return function, source, places.take(node.outputs)
    return function, source, tuple([places.take(tensor) for tensor in node.output_tensors])


def _source(node: Node, of: dict[int, int]) -> Any:
    if len(node.args) == 1 and not node.kwargs:
        (only,) = node.args
        if only.__class__ is KerasTensor:
            return of[id(only)]
        if only.__class__ is list and all(item.__class__ is KerasTensor for item in only):
            return [of[id(item)] for item in only]
    args, kwargs = node.args, node.kwargs
    # What a KerasTensor's place is may be another's later: looked up now.
    places = {id(tensor): of[id(tensor)] for tensor in node.input_tensors}
    return lambda values: with_each(lambda tensor: values[places[id(tensor)]], (args, kwargs))


def _leaves(result: Any) -> list:
    """The tensors of a call's result, in the order in which KerasTensors were found in it."""
    if isinstance(result, (list, tuple)):
        return [leaf for item in result for leaf in _leaves(item)]
    if isinstance(result, Mapping):
        return [leaf for item in result.values() for leaf in _leaves(item)]
    return [] if result is None else [result]
