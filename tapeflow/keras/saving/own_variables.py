"""A layer's own variables from arrays by number: all of them fit, or none is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tapeflow.engine import problem
from tapeflow.engine.convert import adopt
from tapeflow.ops.files.h5_store import Arrays


def load(layer: Any, store: Mapping[str, Any]) -> None:
    """Gives the variables their arrays, one after the other.

    Raises:
      ValueError: see `check`.
    """
    check(layer, store)
    for i, variable in enumerate(layer._own()[0]):
        array = np.asarray(store[str(i)])
        if isinstance(store, Arrays):  # read just now, and nobody else's
            variable.assign(adopt(array.astype(variable.dtype.np, copy=False)))
        else:
            variable.assign(array.astype(variable.dtype.np))


def check(layer: Any, store: Mapping[str, Any]) -> None:
    """Looks at numbers and shapes, and reads nothing.

    Raises:
      ValueError: another number of arrays than variables, or an array of another shape.
    """
    variables = layer._own()[0]
    if len(store) != len(variables):
        raise ValueError(
            problem(
                f"Layer '{layer._name}' was never built and thus it doesn't have any variables"
                if not variables and not layer.built
                else f"Layer '{layer._name}': the weights do not fit",
                given=f"{len(store)} arrays in the file",
                expected=f"{len(variables)}: " + ", ".join(v.name for v in variables),
                fix="build the layer as the saved one was (its build method must make all "
                "layers in it too)",
            )
        )
    for i, variable in enumerate(variables):
        key = str(i)
        shape = store.shape(key) if isinstance(store, Arrays) else np.shape(store[key])
        if tuple(variable.shape) != shape:
            raise ValueError(
                problem(
                    f"Layer '{layer._name}': the weights do not fit",
                    given=f"shape {shape} for {variable.name}",
                    expected=str(tuple(variable.shape)),
                )
            )


def loads_as_stored(part: Any) -> bool:
    """Whether `load` is all that the part does when it is loaded."""
    kind = type(part)
    plain = getattr(kind, "_loads_as_stored", None) is kind.load_own_variables
    return plain and not getattr(part, "lora_enabled", False)
