"""`FunctionCall`: a `tf.*` or `keras.ops` function, or an operator, as a step of a model."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.engine.symbolic import hook
from tapeflow.keras import naming
from tapeflow.keras.symbolic.node import Node
from tapeflow.keras.symbolic.operation import Operation
from tapeflow.keras.symbolic.trace_spec import traced_spec

# Names that Keras gives to what functions of other names do here.
_KERAS_NAMES = {
    "abs": "absolute", "and": "logical_and", "floordiv": "floor_divide", "floormod": "mod",
    "ge": "greater_equal", "getitem": "get_item", "gt": "greater", "invert": "logical_not",
    "le": "less_equal", "lt": "less", "mul": "multiply", "neg": "negative", "or": "logical_or",
    "pow": "power", "sub": "subtract", "truediv": "true_divide", "xor": "logical_xor",
}  # fmt: skip


class FunctionCall(Operation):
    """One function, called on KerasTensors.

    Args:
      function: a public function of tensors, or its path, `tapeflow.ops.nn.relu:relu`.
      name: by default the function's.

    Raises:
      ValueError: a path that is not one of TapeFlow's functions.
    """

    def __init__(self, function: Callable | str, name: str | None = None):
        self.function = _found(function) if isinstance(function, str) else function
        own = self.function.__name__.strip("_")
        self.kind = _KERAS_NAMES.get(own, own)
        super().__init__(name or naming.auto_name(self.kind))

    def call(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        return traced_spec(self.function, args, kwargs)

    def get_config(self) -> dict[str, Any]:
        function = self.function
        module = function.__module__.removeprefix("_")  # Python's operators
        return {"name": self.name, "function": f"{module}:{function.__qualname__}"}


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
    module, _, name = path.partition(":")
    found = None
    if module == "operator" or module.startswith("tapeflow."):
        found = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part, None)
    if not callable(found):
        raise ValueError(
            problem(
                "Unknown function in a model's config",
                given=path,
                expected="a function of TapeFlow's or an operator, as get_config wrote it",
            )
        )
    return found


hook.call = record_function
