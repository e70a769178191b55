"""A graph that starts at tensors in the middle of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapeflow.keras.symbolic.graph import Graph
from tapeflow.keras.symbolic.keras_tensor import KerasTensor
from tapeflow.keras.symbolic.node import Node, node_of
from tapeflow.keras.symbolic.structure import keras_tensors_in, with_each


def clone_graph(inputs: Any, outputs: Any, new_input: Callable) -> tuple[Any, Any]:
    """The same calls of the same operations, recorded anew from inputs of their own.

    Args:
      inputs, outputs: structures of KerasTensors.
      new_input: makes an input in place of a KerasTensor that is none.
    """
    new: dict[int, KerasTensor] = {}
    for tensor in keras_tensors_in(inputs):
        new[id(tensor)] = tensor if node_of(tensor).is_input else new_input(tensor)
    graph = Graph(keras_tensors_in(inputs), keras_tensors_in(outputs))

    def copied(tensor: KerasTensor) -> KerasTensor:
        if id(tensor) not in new:
            new[id(tensor)] = KerasTensor(tensor.shape, tensor.dtype)
        return new[id(tensor)]

    for node in graph.nodes:
        if not node.is_input and not all(id(tensor) in new for tensor in node.output_tensors):
            args, kwargs = with_each(copied, (node.args, node.kwargs))
            Node(node.operation, args, kwargs, with_each(copied, node.outputs))
    return with_each(copied, inputs), with_each(copied, outputs)
