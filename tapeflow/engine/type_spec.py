"""`TypeSpec`, `TensorSpec`: what a value looks like from outside, without the value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tapeflow.engine.convert import convert_to_tensor
from tapeflow.engine.dtypes import DType, as_dtype, float32
from tapeflow.engine.tensor import Tensor
from tapeflow.engine.tensor_shape import TensorShape
from tapeflow.engine.variable import Variable

# How the spec of a value of a class is had: type -> function(value) -> TypeSpec. Classes above the
# engine register themselves here.
SPECS: dict[type, Callable[[Any], TypeSpec]] = {}


class TypeSpec:
    """The base of the specs: two of them compare equal if they say the same.

    A subclass gives `value_type` and `_serialize`, a tuple of all it says.
    """

    @property
    def value_type(self) -> type:
        """The class of the values described."""
        raise NotImplementedError(f"{type(self).__name__}.value_type")

    def _serialize(self) -> tuple:
        raise NotImplementedError(f"{type(self).__name__}._serialize")

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether some value could be both this and the other; a value is described first."""
        try:
            other = as_spec(spec_or_value)
        except (TypeError, ValueError):
            return False
        return type(other) is type(self) and all(
            map(_compatible, self._serialize(), other._serialize())
        )

    def is_subtype_of(self, other: Any) -> bool:
        """Whether every value that this describes is described by the other as well."""
        return type(other) is type(self) and all(
            map(_narrower, self._serialize(), other._serialize())
        )

    def most_specific_common_supertype(self, others: Sequence[Any]) -> Any:
        """The spec that says what this and all others say, or None if there is none."""
        parts = self._serialize()
        for other in others:
            if type(other) is not type(self):
                return None
            joined = [_common(a, b) for a, b in zip(parts, other._serialize(), strict=True)]
            if _NONE in joined:
                return None
            parts = tuple(joined)
        return type(self)(*parts)

    def most_specific_compatible_type(self, other: Any) -> Any:
        """`most_specific_common_supertype` of the two.

        Raises:
          ValueError: there is none.
        """
        found = self.most_specific_common_supertype([other])
        if found is None:
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return found

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._serialize() == other._serialize()

    def __hash__(self) -> int:
        return hash((type(self), self._serialize()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._serialize()!r}"

    def __reduce__(self):
        return type(self), self._serialize()


class TensorSpec(TypeSpec):
    """A tensor's shape, perhaps with unknown sizes, and its dtype.

    Args:
      shape: a shape; None where a size is unknown, None for one of which nothing is known.
      dtype: float32 by default.
      name: an optional name, by which `tf.function` calls the argument.

    >>> import tapeflow as tf
    >>> tf.TensorSpec([None, 28], name="images")
    TensorSpec(shape=(None, 28), dtype=tf.float32, name='images')
    """

    __slots__ = ("_dtype", "_name", "_shape")

    def __init__(self, shape: Any, dtype: Any = float32, name: str | None = None):
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)
        self._name = name

    @classmethod
    def from_spec(cls, spec: Any, name: str | None = None) -> TensorSpec:
        """The same shape and dtype under another name.

        Args:
          spec: anything with a shape and a dtype.
          name: by default the spec's own.
        """
        return cls(spec.shape, spec.dtype, name or getattr(spec, "name", None))

    @classmethod
    def from_tensor(cls, tensor: Any, name: str | None = None) -> TensorSpec:
        """A tensor's shape and dtype."""
        return cls(tensor.shape, tensor.dtype, name)

    @property
    def shape(self) -> TensorShape:
        return self._shape

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def name(self) -> str | None:
        return self._name

    @property
    def value_type(self) -> type:
        return Tensor

    def is_compatible_with(self, spec_or_tensor: Any) -> bool:
        """Whether shape and dtype of a spec or tensor agree with this one's, as far as known."""
        shape = getattr(spec_or_tensor, "shape", None)
        dtype = getattr(spec_or_tensor, "dtype", None)
        if not isinstance(shape, TensorShape) or dtype is not self._dtype:
            return False
        return self._shape.is_compatible_with(shape)

    def is_subtype_of(self, other: Any) -> bool:
        return (
            isinstance(other, TensorSpec)
            and self._dtype is other._dtype
            and other._name in (None, self._name)
            and _narrower(self._shape, other._shape)
        )

    def most_specific_common_supertype(self, others: Sequence[Any]) -> Any:
        shape, name = self._shape, self._name
        for other in others:
            if not isinstance(other, TensorSpec) or other._dtype is not self._dtype:
                return None
            shape = shape.most_specific_compatible_shape(other._shape)
            name = name if name == other._name else None
        return type(self)(shape, self._dtype, name)

    def _serialize(self) -> tuple:
        return (self._shape, self._dtype, self._name)

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r})"


class VariableSpec(TypeSpec):
    """A variable's shape and dtype.

    Args:
      shape: a shape.
      dtype: float32 by default.
      trainable: whether gradient tapes watch it by themselves.
    """

    __slots__ = ("dtype", "shape", "trainable")

    def __init__(self, shape: Any, dtype: Any = float32, trainable: bool = True):
        self.shape = TensorShape(shape)
        self.dtype = as_dtype(dtype)
        self.trainable = trainable

    @classmethod
    def from_value(cls, value: Variable) -> VariableSpec:
        """A variable's spec."""
        return cls(value.shape, value.dtype, value.trainable)

    @property
    def value_type(self) -> type:
        return Variable

    def _serialize(self) -> tuple:
        return (self.shape, self.dtype, self.trainable)

    def __repr__(self) -> str:
        return f"VariableSpec(shape={self.shape}, dtype={self.dtype!r}, trainable={self.trainable})"


def type_spec_from_value(value: Any) -> TypeSpec:
    """The spec that describes a value.

    Args:
      value: a tensor, variable, ragged or sparse tensor, data set, or what converts to a tensor.

    Raises:
      TypeError: it is nothing of the kind.

    >>> import tapeflow as tf
    >>> tf.type_spec_from_value(tf.constant([1, 2]))
    TensorSpec(shape=(2,), dtype=tf.int32, name=None)
    """
    for kind in type(value).__mro__:
        if kind in SPECS:
            return SPECS[kind](value)
    try:
        return TensorSpec.from_tensor(convert_to_tensor(value))
    except (TypeError, ValueError) as error:
        raise TypeError(f"Could not build a TypeSpec for {value!r} of {type(value)}") from error


def as_spec(spec_or_value: Any) -> TypeSpec:
    """A spec as it is, and a value's spec."""
    if isinstance(spec_or_value, TypeSpec):
        return spec_or_value
    return type_spec_from_value(spec_or_value)


SPECS[Tensor] = TensorSpec.from_tensor
SPECS[Variable] = VariableSpec.from_value

_NONE = object()


def _compatible(a: Any, b: Any) -> bool:
    if isinstance(a, TensorShape):
        return a.is_compatible_with(b)
    if isinstance(a, TypeSpec):
        return a.is_compatible_with(b)
    return a == b


def _narrower(a: Any, b: Any) -> bool:
    if isinstance(a, TensorShape):
        if b.rank is None or a.rank is None:
            return b.rank is None
        return a.rank == b.rank and all(n is None or m == n for m, n in zip(a, b, strict=True))
    if isinstance(a, TypeSpec):
        return a.is_subtype_of(b)
    return a == b


def _common(a: Any, b: Any) -> Any:
    if isinstance(a, TensorShape):
        return a.most_specific_compatible_shape(b)
    if isinstance(a, TypeSpec):
        found = a.most_specific_common_supertype([b])
        return _NONE if found is None else found
    return a if a == b else _NONE
