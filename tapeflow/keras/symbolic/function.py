"""`Function`: the calls between KerasTensors as a function of values."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.engine.nest import flatten
from tapeflow.keras.symbolic.graph import Graph
from tapeflow.keras.symbolic.keras_tensor import KerasTensor
from tapeflow.keras.symbolic.operation import Operation
from tapeflow.keras.symbolic.plan import Plan


class Function(Operation):
    """What leads from `inputs` to `outputs`, without a model's losses, masks and training.

    Args:
      inputs: a KerasTensor or a structure of them.
      outputs: a KerasTensor or a structure of them.
      name: by default `function`, with a number.

    Raises:
      ValueError: an output that does not come from the inputs, or inputs of another structure.

    >>> import tapeflow as tf
    >>> x = tf.keras.Input((2,))
    >>> tf.keras.Function(x, x * 3 + 1)(tf.ones([1, 2])).numpy().tolist()
    [[4.0, 4.0]]
    """

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None):
        super().__init__(name=name)
        self._inputs_struct, self._outputs_struct = inputs, outputs
        flat = flatten(inputs)
        for tensor in (*flat, *flatten(outputs)):
            if not isinstance(tensor, KerasTensor):
                raise ValueError(
                    problem(
                        "Function: inputs and outputs are KerasTensors",
                        given=repr(tensor),
                        fix="tf.keras.Input(shape), and what is computed of it",
                    )
                )
        self._graph = Graph(flat, flatten(outputs))
        self._plan = Plan(self._graph, flat, outputs)

    @property
    def operations(self) -> list[Any]:
        """What is called, inputs first."""
        return self._graph.operations[:]

    @property
    def inputs(self) -> list[KerasTensor]:
        """The inputs, flat."""
        return flatten(self._inputs_struct)

    @property
    def outputs(self) -> list[KerasTensor]:
        """The outputs, flat."""
        return flatten(self._outputs_struct)

    def call(self, inputs: Any) -> Any:
        """The outputs for these inputs."""
        return self._plan.run(self._flat(inputs))

    def compute_output_spec(self, inputs: Any) -> Any:
        """KerasTensors for the outputs."""
        return self._plan.run(self._flat(inputs), lambda operation: operation.compute_output_spec)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The outputs' shapes for inputs of this shape; of several, a list of shapes."""
        many = len(self.inputs) > 1
        shapes = list(input_shape) if many else [input_shape]
        given = [
            KerasTensor(tuple(shape), tensor.dtype)
            for shape, tensor in zip(shapes, self.inputs, strict=True)
        ]
        outputs = self._plan.run(given, lambda operation: operation.compute_output_spec)
        return tuple(outputs.shape) if isinstance(outputs, KerasTensor) else [
            tuple(tensor.shape) for tensor in flatten(outputs)
        ]  # fmt: skip

    def _flat(self, inputs: Any) -> list[Any]:
        given = flatten(inputs)
        if len(given) != len(self.inputs):
            raise ValueError(
                problem(
                    f"Function '{self.name}' was passed another structure than it was made of",
                    given=f"{len(given)} tensors",
                    expected=f"{len(self.inputs)}",
                )
            )
        return given
