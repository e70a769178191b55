"""`tf.keras.constraints`: what optimizers make of a weight after each update."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras import backend
from tapeflow.keras.saving.registry import get_registered_object
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.ops.keras_math import penalties


class Constraint:
    """A projection: called with a weight's value, it gives the value the weight is to have."""

    def __call__(self, w: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} does not implement __call__")

    def get_config(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)


class MaxNorm(Constraint):
    """Scales a weight down where its norm is above `max_value`.

    Args:
      max_value: the largest norm.
      axis: the axis, or axes, along which norms are taken; 0 for a Dense kernel's columns.

    >>> import tapeflow as tf
    >>> tf.keras.constraints.MaxNorm(1.0)(tf.constant([[3.0], [4.0]])).numpy().round(3).tolist()
    [[0.6000000238418579], [0.800000011920929]]
    """

    def __init__(self, max_value: float = 2, axis: Any = 0):
        self.max_value, self.axis = max_value, axis

    def __call__(self, w: Any) -> Tensor:
        return penalties.norm_at_most(
            convert_to_tensor(w), self.max_value, self.axis, backend.epsilon()
        )

    def get_config(self) -> dict[str, Any]:
        return {"max_value": self.max_value, "axis": self.axis}


class NonNeg(Constraint):
    """Makes negative elements 0."""

    def __call__(self, w: Any) -> Tensor:
        return penalties.non_negative(convert_to_tensor(w))


class UnitNorm(Constraint):
    """Divides a weight by its norm along `axis`.

    Args:
      axis: the axis, or axes, along which norms are taken.
    """

    def __init__(self, axis: Any = 0):
        self.axis = axis

    def __call__(self, w: Any) -> Tensor:
        return penalties.norm_one(convert_to_tensor(w), self.axis, backend.epsilon())

    def get_config(self) -> dict[str, Any]:
        return {"axis": self.axis}


class MinMaxNorm(Constraint):
    """Scales a weight so that its norm comes between two bounds.

    Args:
      min_value, max_value: the bounds.
      rate: how much of the way is gone at each update, in `[0, 1]`.
      axis: the axis, or axes, along which norms are taken.
    """

    def __init__(
        self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Any = 0
    ):
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w: Any) -> Tensor:
        return penalties.norm_between(
            convert_to_tensor(w),
            self.min_value,
            self.max_value,
            self.rate,
            self.axis,
            backend.epsilon(),
        )

    def get_config(self) -> dict[str, Any]:
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }


max_norm = MaxNorm
non_neg = NonNeg
unit_norm = UnitNorm
min_max_norm = MinMaxNorm
_BY_NAME = {
    "MaxNorm": MaxNorm,
    "MinMaxNorm": MinMaxNorm,
    "NonNeg": NonNeg,
    "UnitNorm": UnitNorm,
    "max_norm": MaxNorm,
    "min_max_norm": MinMaxNorm,
    "non_neg": NonNeg,
    "nonneg": NonNeg,
    "unit_norm": UnitNorm,
    "unitnorm": UnitNorm,
}


def get(identifier: Any) -> Any:
    """The constraint that an object, name, config, class or None stands for.

    Raises:
      ValueError: nothing known by that name.

    >>> import tapeflow as tf
    >>> type(tf.keras.constraints.get("non_neg")).__name__
    'NonNeg'
    """
    found = identifier
    if isinstance(identifier, dict):
        found = deserialize_keras_object(identifier)
    elif isinstance(identifier, str):
        found = get_registered_object(identifier) or _BY_NAME.get(identifier)
    if isinstance(found, type):
        found = found()
    if (found is None and identifier is None) or callable(found):
        return found
    raise ValueError(
        problem(
            f"Could not interpret constraint identifier: {identifier}",
            expected=f"a function, None, or one of {', '.join(sorted(_BY_NAME))}",
        )
    )


def serialize(constraint: Any) -> Any:
    """The config of a constraint."""
    return serialize_keras_object(constraint)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The constraint of a config."""
    return deserialize_keras_object(config, custom_objects)
