"""How `add_weight` reads its arguments, of Keras 2 or Keras 3, and makes the variable."""

from __future__ import annotations

import functools
from typing import Any

from tapeflow.engine import DType, Variable, as_dtype, init_scope, problem
from tapeflow.keras import constraints, naming, initializers, regularizers
from tapeflow.keras.layers import calls
from tapeflow.keras.saving.weight_budget import claim, initially, note
from tapeflow.keras.symbolic import stands_for_unknown
from tapeflow.keras.layers.autocast_variable import AutocastVariable

_KERAS_3 = (
    "shape",
    "initializer",
    "dtype",
    "trainable",
    "autocast",
    "regularizer",
    "constraint",
    "aggregation",
    "overwrite_with_gradient",
    "name",
)
_KERAS_2 = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
# Accepted and without a meaning here.
_IGNORED = {"aggregation", "overwrite_with_gradient", "synchronization", "use_resource",
            "partitioner", "collections", "getter", "experimental_autocast"}  # fmt: skip


def make_weight(layer: Any, args: tuple, options: dict[str, Any]) -> Variable:
    """The variable that `layer.add_weight(*args, **options)` stands for."""
    given = _by_name(layer, args, options)
    dtype = as_dtype(given.get("dtype") or layer.variable_dtype)
    initializer = given.get("initializer")
    if initializer is None:
        initializer = "glorot_uniform" if dtype.is_floating else "zeros"
    name = given.get("name") or naming.unique_name("variable")
    path = f"{calls.path_of(layer)}/{name}"
    trainable = given.get("trainable")
    shape = _shape(layer, name, given.get("shape"))
    claim(path, shape, dtype.size)
    with init_scope():
        make = functools.partial(initializers.get(initializer), shape, dtype=dtype)
        initial = initially(shape, dtype, make)
    settings = {
        "trainable": True if trainable is None else bool(trainable),
        "name": path,
        "dtype": dtype,
        "constraint": constraints.get(given.get("constraint")),
    }
    mixed = layer.dtype_policy.is_mixed and dtype.is_floating
    if mixed and given.get("autocast", given.get("experimental_autocast", True)):
        variable: Variable = AutocastVariable(
            initial, compute_dtype=layer._compute_dtype, **settings
        )
    else:
        variable = Variable(initial, **settings)
    note(variable, initial, make)
    variable.path = path
    variable.regularizer = regularizers.get(given.get("regularizer"))
    return variable


def _by_name(layer: Any, args: tuple, options: dict[str, Any]) -> dict[str, Any]:
    names = _KERAS_3
    if args and isinstance(args[0], str):
        names = _KERAS_2
        if len(args) > 2 and not _is_dtype(args[2]):
            names = ("name", "shape", "initializer", "dtype", *_KERAS_2[4:])
    given = {**dict(zip(names, args, strict=False)), **options}
    unknown = [name for name in given if name not in _KERAS_3 and name not in _IGNORED]
    if unknown or len(args) > len(names):
        raise TypeError(
            problem(
                f"{type(layer).__name__}.add_weight() got unexpected arguments",
                given=", ".join(unknown) or f"{len(args)} by position",
                expected=", ".join(_KERAS_3),
            )
        )
    return given


def _is_dtype(value: Any) -> bool:
    if value is None or isinstance(value, DType):
        return True
    try:
        as_dtype(value)
    except TypeError:
        return False
    return True


def _shape(layer: Any, name: str, shape: Any) -> tuple[int, ...]:
    sizes = () if shape is None else shape if hasattr(shape, "__iter__") else (shape,)
    sizes = tuple([None if stands_for_unknown(size) else size for size in sizes])
    if any(size is None for size in sizes):
        raise ValueError(
            problem(
                f"{type(layer).__name__} '{layer.name}': cannot make weight '{name}'",
                given=f"shape {sizes}",
                expected="known sizes on all axes",
                fix="build the layer with a shape in which only the batch is None",
            )
        )
    return tuple(int(size) for size in sizes)
