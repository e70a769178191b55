"""Python's builtin functions in rewritten code, where they are given tensors of a program."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from tapeflow.engine import Tensor, Variable, convert_to_tensor, is_known, recording
from tapeflow.ops.array import range as tensor_range
from tapeflow.ops.autograph.rows import Counting, Rows
from tapeflow.ops.math import cast, maximum, minimum, reduce_all, reduce_any, reduce_max, reduce_min


def replacement(function: Any) -> Callable | None:
    """What is called in the place of a builtin function, or None."""
    try:
        return _REPLACEMENTS.get(function)
    except TypeError:  # not hashable
        return None


def _abstract(*values: Any) -> bool:
    return recording() and any(
        isinstance(value, (Tensor, Variable)) and not is_known(value) for value in values
    )


def _range(*args: Any) -> Any:
    return _counted(builtins.range, *args) if _abstract(*args) else builtins.range(*args)


def _tensor_range(*args: Any, **kwargs: Any) -> Any:
    if _abstract(*args, *kwargs.values()):
        return _counted(tensor_range, *args, **kwargs)
    return tensor_range(*args, **kwargs)


def _counted(function: Callable, start: Any, limit: Any = None, delta: Any = 1, **options: Any):
    start, limit = (0, start) if limit is None else (start, limit)
    if options.get("dtype") is not None:
        return Counting.of(*[cast(value, options["dtype"]) for value in (start, limit, delta)])
    return Counting.of(start, limit, delta)


def _int(value: Any = 0, *base: Any) -> Any:
    return cast(value, "int32") if _abstract(value) else builtins.int(value, *base)


def _float(value: Any = 0.0) -> Any:
    return cast(value, "float32") if _abstract(value) else builtins.float(value)


def _least(*values: Any, **options: Any) -> Any:
    return _extreme(builtins.min, minimum, reduce_min, values, options)


def _greatest(*values: Any, **options: Any) -> Any:
    return _extreme(builtins.max, maximum, reduce_max, values, options)


def _extreme(python: Callable, pair: Callable, reduce: Callable, values: tuple, options: dict):
    if options or not _abstract(*values):
        return python(*values, **options)
    if len(values) == 1:
        return reduce(values[0], 0)
    found = values[0]
    for value in values[1:]:
        found = pair(found, value)
    return found


def _any(values: Any) -> Any:
    return reduce_any(values) if _abstract(values) else builtins.any(values)


def _all(values: Any) -> Any:
    return reduce_all(values) if _abstract(values) else builtins.all(values)


def _enumerate(values: Any, start: int = 0) -> Any:
    if not _abstract(values):
        return builtins.enumerate(values, start)
    values = convert_to_tensor(values)
    numbers = tensor_range(start, start + values._spec.shape[0])
    return Rows([numbers, values], tuple)


def _zip(*iterables: Any, **options: Any) -> Any:
    tensors = all(isinstance(values, (Tensor, Variable)) for values in iterables)
    if tensors and _abstract(*iterables):
        return Rows([convert_to_tensor(values) for values in iterables], tuple)
    return builtins.zip(*iterables, **options)  # noqa: B905 - the caller's own


_REPLACEMENTS: dict[Any, Callable] = {
    builtins.all: _all,
    builtins.any: _any,
    builtins.enumerate: _enumerate,
    builtins.float: _float,
    builtins.int: _int,
    builtins.max: _greatest,
    builtins.min: _least,
    builtins.range: _range,
    builtins.zip: _zip,
    tensor_range: _tensor_range,
}
# A function that uses one of these is rewritten.
NAMES = frozenset({"all", "any", "enumerate", "float", "int", "max", "min", "zip"})
