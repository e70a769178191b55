"""`Model.get_state_tree`: the values of a model's variables as nested dicts by their paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tapeflow.engine import Variable, problem

_FORMATS = ("backend_tensor", "numpy_array")


def get_state_tree(model: Any, value_format: str = "backend_tensor") -> dict[str, dict]:
    """See `Model.get_state_tree`."""
    if value_format not in _FORMATS:
        raise ValueError(
            problem(
                "Model.get_state_tree: unknown value_format",
                given=repr(value_format),
                expected=" or ".join(map(repr, _FORMATS)),
            )
        )
    tree: dict[str, dict] = {}
    for kind, variables in _kinds(model):
        tree[kind] = {}
        for path, variable in _by_path(variables):
            *outer, name = path
            inner = tree[kind]
            for part in outer:
                inner = inner.setdefault(part, {})
            is_array = value_format == "numpy_array"
            inner[name] = np.asarray(variable.numpy()) if is_array else variable.value()
    return tree


def set_state_tree(model: Any, state_tree: dict[str, dict]) -> None:
    """See `Model.set_state_tree`."""
    kinds = dict(_kinds(model))
    for kind, tree in state_tree.items():
        if kind not in kinds:
            raise ValueError(
                problem(
                    f"Model.set_state_tree: Unknown variable name: {kind}",
                    expected=", ".join(kinds),
                )
            )
        for path, variable in _by_path(kinds[kind]):
            value: Any = tree
            for part in path:
                value = value.get(part) if isinstance(value, dict) else None
            if value is not None:
                variable.assign(value)


def _kinds(model: Any) -> Iterator[tuple[str, list[Variable]]]:
    yield "trainable_variables", model.trainable_variables
    yield "non_trainable_variables", model.non_trainable_variables
    optimizer = getattr(model, "optimizer", None)
    yield "optimizer_variables", [] if optimizer is None else list(optimizer.variables)
    yield "metrics_variables", model.metrics_variables


def _by_path(variables: list[Variable]) -> Iterator[tuple[list[str], Variable]]:
    for variable in variables:
        path = getattr(variable, "path", None) or variable.name.split(":")[0]
        yield path.split("/"), variable
