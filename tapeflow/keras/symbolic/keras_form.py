"""`keras_form`: a call of a `keras.ops` function as Keras writes it, so that Keras can read it.

Keras makes a class of each function: what its tensors are given to is the call, the rest (`axis`,
`keepdims`) is the operation's config.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from tapeflow.engine import DType, Tensor, host_value


# The module of the classes that are not in `keras.src.ops.numpy`.
_MODULES = {
    "nn": "relu relu6 sigmoid sparse_sigmoid softplus softsign soft_shrink sparse_plus silu "
    "squareplus log_sigmoid leaky_relu hard_sigmoid hard_silu elu selu gelu celu glu tanh_shrink "
    "hard_tanh hard_shrink threshold softmax log_softmax sparsemax max_pool average_pool conv "
    "depthwise_conv separable_conv conv_transpose one_hot multi_hot binary_crossentropy "
    "categorical_crossentropy sparse_categorical_crossentropy moments normalize",
    "core": "stop_gradient unstack cast saturate_cast convert_to_tensor scatter slice slice_update",
    "linalg": "cholesky det inv lu_factor norm qr solve solve_triangular",
    "math": "segment_sum segment_max top_k in_top_k logsumexp rsqrt erf erfinv extract_sequences",
}
# Parameters that are given to the call, not kept in the config.
_OPERANDS = frozenset({
    "a", "array", "arrays", "b", "condition", "constant_values", "data", "depthwise_kernel",
    "fill_value", "indices", "inputs", "kernel", "key", "output", "pointwise_kernel", "predictions",
    "q", "segment_ids", "start", "start_indices", "stop", "target", "targets", "updates", "values",
    "variable", "weights", "x", "x1", "x2", "xs", "y",
})  # fmt: skip
# TensorFlow's ops of tensors alone that are Keras's by the same name.
_SAME = frozenset({
    "absolute", "add", "cast", "cos", "cosh", "elu", "equal", "erf", "exp", "expm1", "floor",
    "greater", "greater_equal", "less", "less_equal", "log", "log1p", "log_softmax",
    "logical_and", "logical_not", "logical_or", "maximum", "minimum", "multiply", "negative",
    "not_equal", "power", "relu", "relu6", "rsqrt", "selu", "sigmoid", "sign", "sin", "sinh",
    "softmax", "softplus", "softsign", "sqrt", "square", "subtract", "tan", "tanh", "true_divide",
})  # fmt: skip
# Classes whose parameters don't follow that, or whose names are no words.
_OTHERS = frozenset({"bincount", "einsum", "trapezoid", "full", "arange", "linspace", "isclose",
                     "all_close", "searchsorted", "meshgrid", "histogram"})  # fmt: skip


class KerasForm(NamedTuple):
    """The parts of an operation in Keras's form."""

    module: str
    class_name: str
    options: dict[str, Any]
    args: tuple


def operands_by_name(function: Callable, args: tuple, options: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call, by the names that Keras's options leave for them."""
    parameters = inspect.signature(function).parameters
    names = [name for name in parameters if name in _OPERANDS and name not in options]
    return dict(zip(names, args, strict=False)) if len(args) <= len(names) else {}


def keras_form(
    function: Callable, kind: str, args: tuple, kwargs: dict[str, Any]
) -> KerasForm | None:
    """The form of `function(*args, **kwargs)`; None if Keras has no such operation."""
    is_same = function.__module__.startswith("tapeflow.ops.") and kind in _SAME
    if not is_same and (kind in _OTHERS or not _is_of_keras(function, kind)):
        return None
    try:
        given = inspect.signature(function).bind(*args, **kwargs).arguments
    except TypeError:
        return None
    operand_names = _OPERANDS
    if is_same and hasattr(function, "op"):
        operand_names = function.op.tensor_names  # type: ignore[attr-defined]
    options = {n: _plain(value) for n, value in given.items() if n not in operand_names}
    known = all(map(_is_plain, options.values()))
    if not known or (is_same and not set(options) <= {"axis", "dtype"}):
        return None
    operands = tuple([value for name, value in given.items() if name in operand_names])
    return KerasForm(_module(kind), _class(kind), options, operands)


def _is_of_keras(function: Callable, kind: str) -> bool:
    """Whether it is the function of that name in `keras.ops`, or the op in it."""
    page = importlib.import_module("tapeflow.keras.ops")
    found = getattr(page, kind, None)
    if found is function or function.__module__.startswith("tapeflow.ops.numpy"):
        return found is not None
    return found is not None and getattr(found, "op", None) is getattr(function, "op", found)


def _plain(value: Any) -> Any:
    if isinstance(value, DType):
        return value.name
    if isinstance(value, Tensor) and not value.ndim and host_value(value) is not None:
        return value.numpy().item()
    return value


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (bool, int, float, str))


def _module(kind: str) -> str:
    module = next((m for m, names in _MODULES.items() if kind in names.split()), "numpy")
    return f"keras.src.ops.{module}"


def _class(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))
