"""`KerasOperation`: an operation of Keras's, as its files name it, in TapeFlow's functions."""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras import naming
from tapeflow.keras.symbolic.function_call import KERAS_NAMES, FunctionCall

_OPERATORS = {
    keras: getattr(operator, {"and": "and_", "or": "or_"}.get(own, own), None)
    for own, keras in KERAS_NAMES.items()
} | {name: getattr(operator, name) for name in ("add", "matmul", "mod")}
# Where a function of that name may be.
_PAGES = ("keras.ops", "keras.activations", "math", "nn", "linalg", "")


class KerasOperation:
    """Stands for a class of `keras.src.ops`: makes a step of a model from its config.

    Args:
      name: the class's name, `Relu`.
    """

    def __init__(self, name: str):
        self.name = name

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name}

    def from_config(self, config: dict[str, Any]) -> FunctionCall:
        """The step; the config's arguments are given to every call of the function.

        Raises:
          TypeError: there is no function of that name.
        """
        options = {key: value for key, value in config.items() if key != "name"}
        return FunctionCall(self._function(), config.get("name"), options)

    def _function(self) -> Callable:
        name = naming.snake_case(self.name)
        for page in _PAGES:
            module = importlib.import_module("tapeflow")
            for part in filter(None, page.split(".")):
                module = getattr(module, part, None)
            found = getattr(module, name, None)
            if callable(found):
                return found
        if _OPERATORS.get(name) is not None:
            return _OPERATORS[name]
        raise TypeError(
            problem(
                f"deserialize_keras_object: could not locate the operation '{self.name}'",
                given=f"a model with a step keras.ops.{name}",
                fix=f"custom_objects={{{self.name!r}: ...}} with a class of that name",
            )
        )
