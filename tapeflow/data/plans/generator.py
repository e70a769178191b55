"""Elements that a Python generator yields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tapeflow.data.plans.plan import Element, Plan, Reader
from tapeflow.data.structure import flatten
from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.engine.dtypes import string
from tapeflow.engine.errors import (
    InvalidArgumentError,
    ResourceExhaustedError,
    UnimplementedError,
    UnknownError,
)
from tapeflow.engine.nest import is_nested
from tapeflow.engine.type_spec import TensorSpec

# How TensorFlow hands on what Python raised.
_KINDS = {
    TypeError: InvalidArgumentError,
    ValueError: InvalidArgumentError,
    MemoryError: ResourceExhaustedError,
    NotImplementedError: UnimplementedError,
}


class FromGenerator(Plan):
    """What `generator(*arguments)` yields, anew at every iteration."""

    title = "FlatMap"

    cheap = False

    def __init__(self, generator: Callable, arguments: tuple, signature: Any):
        super().__init__()
        self.generator, self.arguments, self.signature = generator, arguments, signature
        for leaf in flatten(signature):
            if not isinstance(leaf, TensorSpec):
                raise NotImplementedError(
                    problem(
                        "Dataset.from_generator: an output_signature that is not of tensors",
                        given=leaf,
                        fix="tf.TensorSpec, with None for sizes that vary; padded_batch pads them",
                    )
                )

    @property
    def element_spec(self) -> Any:
        return self.signature

    def reader(self) -> Reader:
        return _Generator(self)


class _Generator(Reader):
    def __init__(self, plan: FromGenerator):
        self._plan = plan
        self._specs = flatten(plan.signature)
        self._items: Any = None

    def element(self) -> Element | None:
        try:
            if self._items is None:
                self._items = iter(self._plan.generator(*self._plan.arguments))
            value = next(self._items, self)
            if value is self:
                return None
            leaves = _leaves(self._plan.signature, value)
            return tuple(
                [_tensor(leaf, spec) for leaf, spec in zip(leaves, self._specs, strict=True)]
            )
        except Exception as error:
            raise _translated(error) from error

    def close(self) -> None:
        close = getattr(self._items, "close", None)
        if close is not None:
            close()


def _translated(error: Exception) -> Exception:
    kinds = [kind for base, kind in _KINDS.items() if isinstance(error, base)]
    kind = kinds[0] if kinds else UnknownError
    return kind(None, None, f"{type(error).__name__}: {error}")


def _leaves(signature: Any, value: Any) -> list:
    """The parts of a yielded value that the signature has specs for."""
    if not is_nested(signature):
        return [value]
    leaves: list = []
    if not _gather(signature, value, leaves):
        raise TypeError(
            problem(
                "`generator` yielded an element that did not match the expected structure.",
                given=repr(value)[:200],
                expected=signature,
            )
        )
    return leaves


def _gather(signature: Any, value: Any, leaves: list) -> bool:
    if isinstance(signature, Mapping):
        return (
            isinstance(value, Mapping)
            and value.keys() == signature.keys()
            and all(_gather(signature[key], value[key], leaves) for key in sorted(signature))
        )
    if isinstance(signature, tuple):
        return (
            isinstance(value, tuple)
            and len(value) == len(signature)
            and all(_gather(a, b, leaves) for a, b in zip(signature, value, strict=True))
        )
    leaves.append(value)
    return True


def _tensor(value: Any, spec: TensorSpec) -> Tensor:
    """A copy of the value in the spec's dtype: the generator may go on to change its array."""
    dtype = spec.dtype
    try:
        if value.__class__ is Tensor:
            tensor = convert_to_tensor(value, dtype)
        elif dtype is string:
            tensor = convert_to_tensor(value, string)
        else:
            tensor = convert_to_tensor(np.array(value, dtype.np))
    except (TypeError, ValueError) as error:
        raise TypeError(
            problem(
                "`generator` yielded an element that could not be converted to the expected type.",
                given=repr(value)[:200],
                expected=dtype.name,
            )
        ) from error
    if not spec.shape.is_compatible_with(tensor.shape):
        raise TypeError(
            problem(
                f"`generator` yielded an element of shape {tensor.shape} where an element of shape "
                f"{spec.shape} was expected."
            )
        )
    return tensor
