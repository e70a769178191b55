"""`Node`: one call of an operation on KerasTensors."""

from __future__ import annotations

from typing import Any

from tapeflow.keras.symbolic.keras_tensor import KerasHistory, KerasTensor
from tapeflow.keras.symbolic.structure import keras_tensors_in


class Node:
    """Remembers a call and makes its results known as that call's.

    Attributes:
      operation: what was called.
      args, kwargs: with what, KerasTensors among them.
      input_tensors: the KerasTensors in these, flat.
      outputs: what it gave.
      output_tensors: the KerasTensors in that, flat.
      is_input: whether it is a model's input rather than a call.
    """

    __slots__ = ("args", "input_tensors", "kwargs", "operation", "output_tensors", "outputs")

    def __init__(self, operation: Any, args: tuple, kwargs: dict[str, Any], outputs: Any):
        self.operation = operation
        self.args, self.kwargs, self.outputs = args, kwargs, outputs
        if len(args) == 1 and not kwargs and args[0].__class__ is KerasTensor:
            self.input_tensors = [args[0]]
        else:
            self.input_tensors = keras_tensors_in([args, kwargs])
        self.output_tensors = keras_tensors_in(outputs)
        nodes = operation._inbound_nodes
        for position, tensor in enumerate(self.output_tensors):
            tensor._keras_history = KerasHistory(operation, len(nodes), position)
        nodes.append(self)

    @property
    def is_input(self) -> bool:
        return not self.input_tensors

    @property
    def parent_nodes(self) -> list[Node]:
        """The calls that gave the inputs."""
        return [node_of(tensor) for tensor in self.input_tensors]

    def __repr__(self) -> str:
        return f"<Node operation={self.operation.name}>"


def node_of(tensor: KerasTensor) -> Node:
    """The call that gave a KerasTensor."""
    operation, node_index, _ = tensor._keras_history  # type: ignore[misc]
    return operation._inbound_nodes[node_index]
