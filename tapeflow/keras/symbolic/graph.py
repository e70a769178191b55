"""The calls between a model's inputs and outputs, in the order in which Keras lists them."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.symbolic.keras_tensor import KerasTensor
from tapeflow.keras.symbolic.node import Node, node_of


class Graph:
    """The calls that lead from `inputs` to `outputs`.

    Attributes:
      nodes: the calls, each after those that gave its inputs.
      depths: each node's distance from the outputs, by the node's id; the inputs are deepest.
      operations: what is called, inputs first.

    Raises:
      ValueError: an output does not come from the inputs, or two operations have one name.
    """

    def __init__(self, inputs: list[KerasTensor], outputs: list[KerasTensor]):
        self.nodes, met = _walk(inputs, outputs)
        among = {id(node) for node in self.nodes}
        depths: dict[int, int] = {}
        by_operation: dict[int, int] = {}
        for node in reversed(self.nodes):
            depth = max(depths.get(id(node), 0), by_operation.get(id(node.operation), 0))
            depths[id(node)] = by_operation[id(node.operation)] = depth
            for parent in node.parent_nodes:
                if id(parent) in among:
                    depths[id(parent)] = max(depth + 1, depths.get(id(parent), 0))
        operations = {id(node.operation): node.operation for node in self.nodes}
        for node in map(node_of, inputs):
            if id(node) not in among:  # an input that nothing uses
                self.nodes.append(node)
                among.add(id(node))
                depths[id(node)] = by_operation[id(node.operation)] = 0
                operations[id(node.operation)] = node.operation
        self.depths = depths
        # By depth, and within one as Keras has them: as the walk back from the outputs meets them.
        self.operations = sorted(
            operations.values(), key=lambda op: (-by_operation[id(op)], met.get(id(op), -1))
        )
        _check_names(self.operations)

    def by_depth(self) -> list[list[Node]]:
        """The nodes of each depth, inputs first."""
        found: dict[int, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(self.depths[id(node)], []).append(node)
        return [found[depth] for depth in sorted(found, reverse=True)]


def _walk(inputs: list[KerasTensor], outputs: list[KerasTensor]) -> tuple[list[Node], dict]:
    """The nodes, each after its parents, and the order in which operations were met.

    Depth first, without recursion: models are deeper than Python's stack.
    """
    ends = {id(tensor) for tensor in inputs}
    met: dict[int, int] = {}
    seen: set[int] = set()
    nodes: list[Node] = []
    for output in outputs:
        pending = [(node_of(output), None)]
        while pending:
            node, parents = pending.pop()
            if parents is None:
                if id(node) in seen:
                    continue
                seen.add(id(node))
                met.setdefault(id(node.operation), len(met))
                parents = iter(_parents(node, ends, output))
            parent = next(parents, None)
            if parent is None:
                nodes.append(node)
            else:
                pending.append((node, parents))
                pending.append((parent, None))
    return nodes, met


def _check_names(operations: list) -> None:
    names = [operation.name for operation in operations]
    for name in names:
        if names.count(name) != 1:
            raise ValueError(
                problem(
                    f'The name "{name}" is used {names.count(name)} times in the model. '
                    "All operation names should be unique.",
                    fix="give one of the layers another name",
                )
            )


def _parents(node: Node, ends: set[int], output: KerasTensor) -> list[Node]:
    if node.is_input or any(id(tensor) in ends for tensor in node.output_tensors):
        if not any(id(tensor) in ends for tensor in node.output_tensors):
            raise ValueError(
                problem(
                    f"`inputs` not connected to `outputs`: {output!r} depends on "
                    f"{node.output_tensors[0]!r}, which is not among the inputs.",
                    fix="give every tf.keras.Input that the outputs depend on",
                )
            )
        return []
    return [node_of(tensor) for tensor in node.input_tensors]
