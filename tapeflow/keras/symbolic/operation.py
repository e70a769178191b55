"""`Operation`: what can be called on KerasTensors, and remembers those calls."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import naming
from tapeflow.keras.symbolic.node import Node
from tapeflow.keras.symbolic.structure import keras_tensors_in
from tapeflow.keras.symbolic.trace_spec import traced_spec


class Connected:
    """The part of layers and operations that knows where they stand in functional models."""

    _inbound_nodes: list[Node]

    @property
    def input(self) -> Any:
        """What it was first called on, as a KerasTensor or a list of them.

        Raises:
          AttributeError: it was not called on KerasTensors.
        """
        return self._of_call(0, "input_tensors", "input")

    @property
    def output(self) -> Any:
        """What its first call on KerasTensors gave, as a KerasTensor or a list of them."""
        return self._of_call(0, "output_tensors", "output")

    def get_input_at(self, node_index: int) -> Any:
        """`input` of the call number `node_index`."""
        return self._of_call(node_index, "input_tensors", "input")

    def get_output_at(self, node_index: int) -> Any:
        """`output` of the call number `node_index`."""
        return self._of_call(node_index, "output_tensors", "output")

    def _of_call(self, index: int, attribute: str, what: str) -> Any:
        nodes = self._inbound_nodes
        if not nodes:
            raise AttributeError(
                problem(
                    f"The layer {self.name} has never been called and thus has no defined {what}.",
                    fix="call it on tf.keras.Input(shape), or make that the first entry of the "
                    "Sequential model it is in",
                )
            )
        if index >= len(nodes):
            raise ValueError(
                problem(
                    f"Asked to get {what} at node {index}, but the operation has only "
                    f"{len(nodes)} inbound nodes.",
                    given=self.name,
                )
            )
        tensors = getattr(nodes[index], attribute)
        return tensors[0] if len(tensors) == 1 else list(tensors)

    def _symbolic_mask(self, node_index: int, tensor_index: int) -> Any:
        return None


class Operation(Connected):
    """A function with a name and a config, which can be a step of a functional model.

    A subclass writes `call`, and may write `compute_output_spec` where recording `call` is not
    enough to tell what it gives.

    Args:
      name: by default made of the class's name.

    >>> import tapeflow as tf
    >>> class Twice(tf.keras.Operation):
    ...     def call(self, x):
    ...         return x * 2
    >>> Twice()(tf.keras.Input((3,))).shape
    (None, 3)
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        operation = object.__new__(cls)
        operation._inbound_nodes = []
        operation._arguments = (args, kwargs)
        return operation

    def __init__(self, name: str | None = None):
        if name is not None and (not isinstance(name, str) or "/" in name):
            raise ValueError(
                problem(
                    f"{type(self).__name__}: name must be a string without '/'", given=repr(name)
                )
            )
        self.name = name or naming.auto_name(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if keras_tensors_in([args, kwargs]):
            return self.symbolic_call(*args, **kwargs)
        return self.call(*args, **kwargs)

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """Remembers a call on KerasTensors, and gives KerasTensors."""
        outputs = self.compute_output_spec(*args, **kwargs)
        Node(self, args, kwargs, outputs)
        return outputs

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation; a subclass writes it."""
        raise NotImplementedError

    def quantized_call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation on weights of few bits: not there, see `Layer.quantize`."""
        raise NotImplementedError

    def rematerialized_call(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """What to call in place of `fn`: itself, as a `RematScope` is about layers here."""
        return fn

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """KerasTensors for what `call` gives."""
        return traced_spec(self.call, args, kwargs)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal operation."""
        return {"name": self.name, **self._arguments[1]}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """An operation of that config."""
        return cls(**config)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_inbound_nodes": []}

    def __repr__(self) -> str:
        return f"<Operation name={self.name}>"


__all__ = ["Connected", "Operation"]
