"""How a call's arguments are told apart: what is a tensor, and what makes another trace."""

from __future__ import annotations

import inspect
import types
import weakref
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import numpy as np

from tapeflow.engine import SPECS, DType, Spec, Tensor, TensorSpec, Variable, convert_to_tensor
from tapeflow.engine.spec import spec

LITERALS = frozenset({int, float, bool, str, bytes, complex, type(None)})


class Unknown(NamedTuple):
    """A tensor of which not every size is known, in `get_concrete_function`."""

    spec: TensorSpec


class VariableKey:
    """A variable as an argument: another one is traced anew, but not counted as a new trace."""

    __slots__ = ("identity", "spec")

    def __init__(self, variable: Variable):
        self.identity = weakref.ref(variable)
        self.spec = (str(variable.shape), variable.dtype)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VariableKey) and self.identity is other.identity

    def __hash__(self) -> int:
        return id(self.identity)


class _SameObject:
    """An object that can't be hashed, known by its identity."""

    __slots__ = ("reference",)

    def __init__(self, value: Any):
        self.reference = weakref.ref(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameObject) and self.reference is other.reference

    def __hash__(self) -> int:
        return id(self.reference)


class Call:
    """A call's arguments taken apart.

    Attributes:
      key: equal for two calls that the same trace serves.
      operands: the tensors among the arguments, from left to right, or specs in their place.
      specs: theirs.
      rebuild: makes the arguments of other operands.
      eager: whether something is among them that only Python can handle: strings, ragged tensors.
    """

    __slots__ = ("eager", "key", "operands", "rebuild", "specs")

    def __init__(self, args: tuple, kwargs: dict):
        self.operands: list[Any] = []
        self.specs: list[Any] = []
        self.eager = False
        parts: list[Any] = []
        positional = [self._take(arg, parts) for arg in args]
        keywords = _mapping(dict, {})
        if kwargs:
            keywords = self._take(kwargs, parts)
        self.rebuild = lambda operands: (
            [made(operands) for made in positional],
            keywords(operands),
        )
        self.key = tuple(parts)

    def _take(self, value: Any, parts: list) -> Callable:
        """Adds to the key and the operands. Returns how to make `value` of other operands."""
        kind = value.__class__
        if kind is Tensor:
            return self._tensor(value, value._spec, parts)
        if kind in LITERALS:
            parts.append(value)
            return lambda operands: value
        if isinstance(value, (list, tuple)):
            parts.append((kind, len(value)))
            items = [self._take(item, parts) for item in value]
            return _sequence(kind, items)
        if isinstance(value, Mapping):
            parts.append((kind, *value))
            made = {key: self._take(item, parts) for key, item in value.items()}
            return _mapping(kind, made)
        if isinstance(value, (np.ndarray, np.generic, jax.Array)):
            tensor = convert_to_tensor(value)
            return self._tensor(tensor, tensor._spec, parts)
        if isinstance(value, TensorSpec):
            known = value.shape.is_fully_defined()
            shape = tuple(value.shape) if known else ()
            return self._tensor(value, spec(shape, value.dtype) if known else Unknown(value), parts)
        if isinstance(value, Variable):
            parts.append(VariableKey(value))
        else:
            self.eager = self.eager or any(base in SPECS for base in kind.__mro__)
            parts.append(_object_key(value))
        return lambda operands: value

    def _tensor(self, value: Any, described: Spec | Unknown, parts: list) -> Callable:
        position = len(self.operands)
        self.operands.append(value)
        self.specs.append(described)
        parts.append(described)
        if value.dtype.name == "string":
            self.eager = True
        return lambda operands: operands[position]


def _sequence(kind: type, items: list[Callable]) -> Callable:
    if hasattr(kind, "_fields"):
        return lambda operands: kind(*[item(operands) for item in items])
    if issubclass(kind, tuple):
        return lambda operands: tuple([item(operands) for item in items])
    return lambda operands: [item(operands) for item in items]


def _mapping(kind: type, made: dict[Any, Callable]) -> Callable:
    def rebuild(operands: Any) -> Any:
        pairs = {key: item(operands) for key, item in made.items()}
        return pairs if kind is dict else kind(pairs)

    return rebuild


def _object_key(value: Any) -> Any:
    if isinstance(value, (DType, type, types.MethodType)):  # a method object dies with the call
        return value
    try:
        reference = weakref.ref(value)
    except TypeError:
        try:
            hash(value)
        except TypeError:
            raise TypeError(
                f"Could not generate a generic TraceType for {value!r}. Please verify that it is "
                "immutable/hashable. Otherwise, consider implementing the Tracing Protocol for it."
            ) from None
        return value
    try:
        hash(reference)
    except TypeError:
        if isinstance(value, (set, dict)):
            raise TypeError(
                f"Could not generate a generic TraceType for {value!r}. Please verify that it is "
                "immutable/hashable; pass a tuple or frozenset."
            ) from None
        return _SameObject(value)
    return reference


class Binder:
    """Arguments as the function's parameters take them: defaults filled in, order settled."""

    def __init__(self, function: Callable):
        self.signature = signature = _signature(function)
        parameters = list(signature.parameters.values())
        self.names = [p.name for p in parameters]
        kinds = {p.kind for p in parameters}
        simple = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY}
        self._plain = len(parameters) if kinds <= simple else None

    def __call__(self, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        """Positional and keyword arguments.

        Raises:
          TypeError: they don't fit the function.
        """
        if not kwargs and len(args) == self._plain:
            return args, {}
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(
                f"Binding inputs to tf.function failed due to `{error}`. Received args: {args} "
                f"and kwargs: {kwargs} for signature: {self.signature}."
            ) from None
        bound.apply_defaults()
        return bound.args, dict(sorted(bound.kwargs.items()))

    def check_count(self, described: int) -> None:
        """Refuses an `input_signature` of another length than the function has parameters.

        Raises:
          TypeError: there are more, or one without a default is missing.
        """
        if self._plain is None:
            return
        if described > self._plain:
            count = described - self._plain
            raise TypeError(f"input_signature contains {count} extra type constraints.")
        for parameter in list(self.signature.parameters.values())[described:]:
            if parameter.default is parameter.empty:
                raise TypeError(f"input_signature missing type constraint for {parameter.name}")


def _signature(function: Callable) -> inspect.Signature:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return inspect.Signature(
            [
                inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL),
                inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
            ]
        )
