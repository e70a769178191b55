"""`Functional`: a model made of symbolic inputs and outputs."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from typing import Any

from tapeflow.engine import Variable, problem
from tapeflow.engine.nest import flatten
from tapeflow.keras.layers import tracking
from tapeflow.keras.layers.input_layer import Input, InputLayer
from tapeflow.keras.layers.input_spec import InputSpec
from tapeflow.keras.layers.layer import Layer
from tapeflow.keras.masks import attach
from tapeflow.keras.models.functional_inputs import FunctionalInputs
from tapeflow.keras.models.model import Model
from tapeflow.keras.metrics.added import metric_of
from tapeflow.keras.models.symbolic_terms import SymbolicTerms
from tapeflow.keras.symbolic import (
    Graph,
    KerasTensor,
    Node,
    Plan,
    clone_graph,
    keras_tensors_in,
    node_of,
    with_each,
)
from tapeflow.keras.symbolic.shape import as_shape, is_shape


# What `_set_graph` makes.
_GRAPH = frozenset({
    "_captured", "_flat_inputs", "_graph", "_inputs_struct", "_operations", "_outputs_struct",
    "_plan", "_taker",
})  # fmt: skip


class Functional(Model):
    """The model that computes `outputs` from `inputs`; made by `tf.keras.Model(inputs, outputs)`.

    Args:
      inputs: a KerasTensor, or a list, tuple or dict of them: from `tf.keras.Input`, or from the
        middle of another model.
      outputs: a KerasTensor or a structure of them, made of the inputs by calls of layers, models,
        `tf.*` and `keras.ops` functions and operators.
      name: by default `functional`.
      trainable: whether the weights are to be trained.

    Raises:
      ValueError: something else than KerasTensors, or outputs that depend on more than the inputs.

    >>> import tapeflow as tf
    >>> inputs = tf.keras.Input((4,))
    >>> hidden = tf.keras.layers.Dense(3, activation="relu")(inputs)
    >>> model = tf.keras.Model(inputs, tf.concat([inputs, hidden], -1))
    >>> model(tf.ones([2, 4])).shape
    TensorShape([2, 7])
    """

    # In files, before other attributes; see `saving.state_tree`.
    _lists_layers_first = True

    def __init__(
        self,
        inputs: Any,
        outputs: Any,
        name: str | None = None,
        trainable: bool | None = None,
        **kwargs: Any,
    ):
        self.__dict__["_terms"] = SymbolicTerms()
        _check_tensors("inputs", inputs)
        _check_tensors("outputs", outputs)
        _warn_of_names(inputs)
        if not all(node_of(tensor).is_input for tensor in flatten(inputs)):
            inputs, outputs = clone_graph(inputs, outputs, _input_like)
        Model.__init__(self, name=name, **kwargs)
        self._set_graph(inputs, outputs)
        if trainable is not None:
            self.trainable = trainable

    def _set_graph(self, inputs: Any, outputs: Any) -> None:
        """Takes the calls between inputs and outputs for the model's own."""
        flat_inputs = flatten(inputs)
        terms = self._terms.tensors
        graph = Graph(flat_inputs, [*flatten(outputs), *terms])
        captured = [
            variable
            for node in graph.nodes
            if not isinstance(node.operation, Layer)
            for variable in _variables_in([node.args, node.kwargs])
        ]
        state = self.__dict__
        # As Keras lists them: a list of one stays a list, inputs are flat.
        state["_inputs_struct"] = inputs
        state["_outputs_struct"] = outputs
        state["_flat_inputs"] = flat_inputs
        state["_graph"] = Untracked(graph)
        state["_plan"] = Plan(graph, flat_inputs, (outputs, terms) if terms else outputs)
        state["_operations"] = graph.operations
        state["_captured"] = captured
        state["_taker"] = FunctionalInputs(self.name, inputs)
        state["autocast"] = False  # inputs get the dtypes that were said
        state["built"] = True
        tracking.note(self._order, [*graph.operations, *captured])
        tracking.changed()

    def __getstate__(self) -> dict[str, Any]:
        state = {key: value for key, value in super().__getstate__().items() if key not in _GRAPH}
        # Side by side: a chain of a thousand layers must not be a thousand levels deep.
        calls = [(n.operation, n.args, n.kwargs, n.outputs) for n in self._graph.held.nodes]
        return {**state, "_calls": (calls, self._inputs_struct, self._outputs_struct)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        calls, inputs, outputs = state.pop("_calls")
        self.__dict__.update(state)
        for operation, args, kwargs, results in calls:
            if isinstance(operation, InputLayer):
                operation._inbound_nodes.clear()  # its input is the one copied with the model
            Node(operation, args, kwargs, results)
        self._set_graph(inputs, outputs)
        super().__setstate__({**state, "_order": self._order})

    # ---- calling ----

    def _check_inputs(self, inputs: Any) -> None:
        pass  # done in `call`, with the inputs' names

    def build(self, input_shape: Any = None) -> None:
        """Nothing: the weights were made when the layers were called."""
        self.__dict__["built"] = True

    build._is_default = True  # type: ignore[attr-defined]

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """The outputs, computed step by step; masks travel with the tensors."""
        values = self._taker.take(inputs)
        if mask is not None:
            for value, its_mask in zip(values, flatten(mask), strict=False):
                if its_mask is not None:
                    attach(value, its_mask)
        outputs = self._plan.run(values)
        if self._terms.tensors:
            outputs, terms = outputs
            self._terms.take(self, terms)
        if outputs.__class__ in (list, tuple) and len(outputs) == 1:
            return outputs[0]
        return outputs

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return None  # the layers attach their masks themselves

    def compute_output_spec(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """KerasTensors for the outputs, of inputs of other shapes too."""
        given = self._taker.take_symbolic(inputs)
        if all(new.shape == mine.shape for new, mine in zip(given, self._flat_inputs, strict=True)):
            outputs = with_each(
                lambda tensor: KerasTensor(tensor.shape, tensor.dtype), self._outputs_struct
            )
        else:
            outputs = self._run_symbolically(given, lambda operation: operation.compute_output_spec)
        if outputs.__class__ in (list, tuple) and len(outputs) == 1:
            return outputs[0]
        return outputs

    def _run_symbolically(self, inputs: list, call: Callable) -> Any:
        outputs = self._plan.run(inputs, call)
        return outputs[0] if self._terms.tensors else outputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The outputs' shapes for inputs of these shapes."""
        shapes = as_shape(input_shape)
        given = _tensors_of(shapes)
        for tensor, mine in zip(keras_tensors_in(given), self._flat_inputs, strict=False):
            tensor.dtype = mine.dtype
        return with_each(lambda tensor: tensor.shape, self.compute_output_spec(given))

    def add_loss(self, loss: Any) -> None:
        """Adds to `losses`: KerasTensors of this model's graph are computed at every call.

        Args:
          loss: a KerasTensor, or what `Layer.add_loss` takes, or a list of them.
        """
        for item in loss if isinstance(loss, (list, tuple)) else [loss]:
            if isinstance(item, KerasTensor):
                self._add_term(item, None)
            else:
                Model.add_loss(self, item)

    _add_value_loss = Model.add_loss

    def add_metric(self, value: Any, name: str | None = None, aggregation: Any = None) -> None:
        """Keras 2's: a KerasTensor of this model's graph whose mean is shown by `fit`.

        Args:
          value: the KerasTensor.
          name: what it is called in logs.
          aggregation: "mean".
        """
        metric = metric_of(name, aggregation)
        setattr(self, f"_metric_{name}", metric)
        self._add_term(value, metric)

    def _add_term(self, tensor: KerasTensor, metric: Any) -> None:
        _check_tensors("outputs", tensor)
        self._terms.add(tensor, metric)
        self._set_graph(self._inputs_struct, self._outputs_struct)

    # ---- the graph ----

    @property
    def layers(self) -> list[Layer]:
        """The layers, inputs first; not those inside of layers."""
        return [operation for operation in self._operations if isinstance(operation, Layer)]

    @layers.setter
    def layers(self, _: Any) -> None:
        raise AttributeError(
            "`Model.layers` attribute is reserved and should not be used. Please use another name."
        )

    @property
    def operations(self) -> list[Any]:
        """The layers, and the functions and operators between them."""
        return list(self._operations)

    @property
    def input(self) -> Any:
        """The inputs as they were given."""
        return self._inputs_struct

    @property
    def output(self) -> Any:
        """The outputs as they were given."""
        return self._outputs_struct

    @property
    def inputs(self) -> list[KerasTensor]:
        """The inputs, in a flat list."""
        return list(self._flat_inputs)

    @property
    def outputs(self) -> list[KerasTensor]:
        """The outputs, in a flat list."""
        return flatten(self._outputs_struct)

    @property
    def input_names(self) -> list[str]:
        return [tensor._keras_history.operation.name for tensor in self._flat_inputs]

    @property
    def output_names(self) -> list[str]:
        return [tensor._keras_history.operation.name for tensor in self.outputs]

    @property
    def input_shape(self) -> Any:
        """The shape of the input, or a list of shapes."""
        return _one([tuple(tensor.shape) for tensor in self._flat_inputs])

    @property
    def output_shape(self) -> Any:
        """The shape of the output, or a list of shapes."""
        return _one([tuple(tensor.shape) for tensor in self.outputs])

    @property
    def input_spec(self) -> Any:
        """What inputs must look like; the batch's size is free."""
        given = self.__dict__.get("input_spec")
        if given is not None or "_flat_inputs" not in self.__dict__:
            return given
        return [
            InputSpec(
                shape=(None, *tensor.shape[1:]) if tensor.shape else (),
                allow_last_axis_squeeze=True,
                name=tensor._keras_history.operation.name,
                optional=getattr(tensor._keras_history.operation, "optional", False),
            )
            for tensor in self._flat_inputs
        ]

    @input_spec.setter
    def input_spec(self, spec: Any) -> None:
        self.__dict__["input_spec"] = spec

    # ---- config ----

    # Set by `functional_config`, which makes functional models.
    _config: Callable[[Functional], dict[str, Any]]
    _from_config: Callable

    def get_config(self) -> dict[str, Any]:
        """The layers and how they are called; of a class with arguments of its own, these."""
        if takes_graph(type(self)):
            return Functional._config(self)
        return Model.get_config(self)

    @property
    def _serialized_as(self) -> tuple[str, str, str]:
        return "keras.src.models.functional", "Functional", "Functional"


def takes_graph(kind: type) -> bool:
    """Whether a class is made of inputs and outputs, as `Functional` is."""
    names = list(inspect.signature(kind.__init__).parameters.values())[1:]
    kinds = {parameter.kind for parameter in names}
    if inspect.Parameter.VAR_POSITIONAL in kinds and inspect.Parameter.VAR_KEYWORD in kinds:
        return True
    return [p.name for p in names if p.kind is p.POSITIONAL_OR_KEYWORD][:2] == ["inputs", "outputs"]


def make_functional(kind: type) -> None:
    """Puts `Functional` in `Model`'s place above a class that gives Model inputs and outputs."""
    if kind is not Model and kind is not object and Functional not in kind.__mro__:
        for base in kind.__bases__:
            make_functional(base)
        kind.__bases__ = tuple(Functional if base is Model else base for base in kind.__bases__)


class Untracked:
    """Holds something where a search for layers does not look."""

    __slots__ = ("held",)

    def __init__(self, held: Any):
        self.held = held


def _check_tensors(what: str, tensors: Any) -> None:
    for tensor in flatten(tensors):
        if not isinstance(tensor, KerasTensor):
            raise ValueError(
                problem(
                    f"All `{what}` values must be KerasTensors. Received: {what}={tensors} "
                    f"including invalid value {tensor} of type {type(tensor)}",
                    fix="make inputs with tf.keras.Input(shape), and outputs of them by calling "
                    "layers and tf.* functions",
                )
            )


def _warn_of_names(inputs: Any) -> None:
    if not isinstance(inputs, dict):
        return
    for key, tensor in inputs.items():
        if isinstance(tensor, KerasTensor) and key != tensor.name:
            warnings.warn(
                "When providing `inputs` as a dict, all keys in the dict must match the names of "
                f"the corresponding tensors. Received key '{key}' mapping to value {tensor} which "
                f"has name '{tensor.name}'. Change the tensor name to '{key}' "
                f"(via `Input(..., name='{key}')`)",
                stacklevel=4,
            )


def _input_like(tensor: KerasTensor) -> KerasTensor:
    return Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=f"{tensor.name}CLONE")


def _variables_in(value: Any) -> list[Variable]:
    return [item for item in tracking.found_in(value) if isinstance(item, Variable)]


def _tensors_of(shapes: Any) -> Any:
    if is_shape(shapes):
        return KerasTensor(shapes)
    if isinstance(shapes, dict):
        return {key: _tensors_of(item) for key, item in shapes.items()}
    return [_tensors_of(item) for item in shapes]


def _one(items: list) -> Any:
    return items[0] if len(items) == 1 else items


Model._functional = Functional
Model._make_functional = staticmethod(make_functional)
Model._takes_graph = staticmethod(takes_graph)
