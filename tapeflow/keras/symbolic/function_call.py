"""`FunctionCall`: a `tf.*` or `keras.ops` function, or an operator, as a step of a model."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.engine.symbolic import hook
from tapeflow.keras import naming
from tapeflow.keras.symbolic.keras_form import KerasForm, keras_form, operands_by_name
from tapeflow.keras.symbolic.node import Node
from tapeflow.keras.symbolic.operation import Operation
from tapeflow.keras.symbolic.structure import keras_tensors_in
from tapeflow.keras.symbolic.whole_functions import is_page_of_functions

# Names that Keras gives to what functions of other names do here.
KERAS_NAMES = {
    "abs": "absolute", "and": "logical_and", "floordiv": "floor_divide", "floormod": "mod",
    "ge": "greater_equal", "getitem": "get_item", "gt": "greater", "invert": "logical_not",
    "le": "less_equal", "lt": "less", "mul": "multiply", "ne": "not_equal", "neg": "negative",
    "or": "logical_or",
    "pow": "power", "sub": "subtract", "truediv": "true_divide", "xor": "logical_xor",
}  # fmt: skip


class FunctionCall(Operation):
    """One function, called on KerasTensors.

    Args:
      function: a public function of tensors, or its path, `tapeflow.ops.nn.relu:relu`.
      name: by default the function's.
      options: arguments that every call gets.

    Raises:
      ValueError: a path that is not one of TapeFlow's functions.
    """

    def __init__(
        self, function: Callable | str, name: str | None = None, options: dict | None = None
    ):
        self.function = _found(function) if isinstance(function, str) else function
        self.options = options or {}
        own = self.function.__name__.strip("_")
        self.kind = KERAS_NAMES.get(own, own)
        super().__init__(name or naming.auto_name(self.kind))

    def call(self, *args: Any, **kwargs: Any) -> Any:
        if not self.options:
            return self.function(*args, **kwargs)
        by_name = operands_by_name(self.function, args, self.options)
        return self.function(*(() if by_name else args), **by_name, **self.options, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if keras_tensors_in([args, kwargs]):
            return self.symbolic_call(*args, **kwargs)
        return self.call(*args, **kwargs)

    @property
    def _plan_step(self) -> Callable:
        """What a model calls: the function itself."""
        return self.call if self.options else self.function

    def copy(self) -> FunctionCall:
        """The same, for another model."""
        return FunctionCall(self.function, self.name, self.options)

    @property
    def path(self) -> str:
        """Where the function is found again."""
        return f"{self.function.__module__}:{self.function.__qualname__}"

    @property
    def keras_form(self) -> KerasForm | None:
        """How Keras writes the call, if it has such an operation."""
        if len(self._inbound_nodes) != 1:
            return None
        (node,) = self._inbound_nodes
        args, kwargs = node.args, {**self.options, **node.kwargs}
        by_name = operands_by_name(self.function, args, self.options) if self.options else {}
        return keras_form(self.function, self.kind, () if by_name else args, {**by_name, **kwargs})

    @property
    def written_call(self) -> tuple[tuple, dict[str, Any]]:
        """The arguments that stand with the call in a config, not in the operation's own."""
        form = self.keras_form
        if form is not None:
            return form.args, {}
        return self._inbound_nodes[0].args, self._inbound_nodes[0].kwargs

    def get_config(self) -> dict[str, Any]:
        if self.is_operator:
            return {"name": self.name}
        form = self.keras_form
        if form is not None:
            return {"name": self.name, **form.options}
        options = {"options": self.options} if self.options else {}
        return {"name": self.name, "function": self.path, **options}

    def __reduce__(self) -> tuple:
        function = self.function if self.is_operator else self.path
        return FunctionCall, (function, self.name, self.options)

    @property
    def is_operator(self) -> bool:
        """Whether it is one of Python's operators, which Keras has as operations of its own."""
        return self.function.__module__ == "_operator"

    @property
    def class_name(self) -> str:
        """The name of Keras's class: `GetItem`."""
        return "".join(part.capitalize() for part in self.kind.split("_"))

    @property
    def _serialized_as(self) -> tuple[str, str, str | None]:
        if self.is_operator:
            return "keras.src.ops.numpy", self.class_name, self.class_name
        form = self.keras_form
        if form is not None:
            return form.module, form.class_name, form.class_name
        return __name__, "FunctionCall", None


def record_function(function: Callable, args: tuple, kwargs: dict[str, Any]) -> Any:
    """Makes a call of a function on KerasTensors a step, and gives KerasTensors for its results."""
    operation = FunctionCall(function)
    kwargs = {name: _kept(value) for name, value in kwargs.items() if name != "name"}
    args = tuple([_kept(value) for value in args])
    outputs = operation.compute_output_spec(*args, **kwargs)
    Node(operation, args, kwargs, outputs)
    return outputs


def _kept(value: Any) -> Any:
    # The user may change the array afterwards.
    return value.copy() if value.__class__ is np.ndarray else value


def _found(path: str) -> Callable:
    # A file must not choose what code is run: only functions of tensors are found.
    module, _, name = path.partition(":")
    found = None
    if is_page_of_functions(module.rpartition(".")[0]) or module == "tapeflow.keras.activations":
        found = getattr(importlib.import_module(module), name, None)
    if found.__class__ is not FunctionType:
        raise ValueError(
            problem(
                "Unknown function in a model's config",
                given=path,
                expected="a function of tensors of TapeFlow's, as get_config wrote it",
            )
        )
    return found


hook.call = record_function
