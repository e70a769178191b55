"""`tf.keras.regularizers`: penalties on weights and outputs, which layers add to `losses`."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor, problem
from tapeflow.keras.saving.registry import get_registered_object
from tapeflow.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from tapeflow.ops.keras_math import penalties


class Regularizer:
    """A penalty: a scalar for a tensor. A subclass writes `__call__` and `get_config`."""

    def __call__(self, x: Any) -> Any:
        return 0.0

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)

    def get_config(self) -> dict[str, Any]:
        raise NotImplementedError(f"{type(self).__name__} does not implement get_config()")


class L1L2(Regularizer):
    """`l1 * sum(abs(x)) + l2 * sum(x ** 2)`.

    Args:
      l1, l2: finite numbers, at least 0.

    >>> import tapeflow as tf
    >>> float(tf.keras.regularizers.L1L2(l1=1.0, l2=0.5)(tf.constant([1.0, -2.0])))
    5.5
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0):
        self.l1 = _coefficient("l1", 0.0 if l1 is None else l1)
        self.l2 = _coefficient("l2", 0.0 if l2 is None else l2)

    def __call__(self, x: Any) -> Tensor:
        return penalties.l1_l2(_tensor(x), self.l1, self.l2)

    def get_config(self) -> dict[str, Any]:
        return {"l1": self.l1, "l2": self.l2}


class L1(Regularizer):
    """`l1 * sum(abs(x))`.

    Args:
      l1: a finite number, at least 0.
    """

    def __init__(self, l1: float = 0.01):
        self.l1 = _coefficient("l1", 0.01 if l1 is None else l1)

    def __call__(self, x: Any) -> Tensor:
        return penalties.l1_l2(_tensor(x), self.l1, 0.0)

    def get_config(self) -> dict[str, Any]:
        return {"l1": self.l1}


class L2(Regularizer):
    """`l2 * sum(x ** 2)`.

    Args:
      l2: a finite number, at least 0.
    """

    def __init__(self, l2: float = 0.01):
        self.l2 = _coefficient("l2", 0.01 if l2 is None else l2)

    def __call__(self, x: Any) -> Tensor:
        return penalties.l1_l2(_tensor(x), 0.0, self.l2)

    def get_config(self) -> dict[str, Any]:
        return {"l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """`factor` times the mean absolute cosine between different rows (or columns) of a matrix.

    Args:
      factor: a number.
      mode: "rows" or "columns".

    Raises:
      ValueError: another mode, or an input that is no matrix.
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows"):
        self.factor = factor
        if mode not in ("rows", "columns"):
            raise ValueError(
                problem(
                    "OrthogonalRegularizer: unknown mode",
                    given=repr(mode),
                    expected="'rows' or 'columns'",
                )
            )
        self.mode = mode

    def __call__(self, x: Any) -> Tensor:
        inputs = _tensor(x)
        if inputs.ndim != 2:
            raise ValueError(
                problem(
                    "Inputs to OrthogonalRegularizer must have rank 2",
                    given=f"shape {inputs.shape}",
                    expected="a matrix",
                )
            )
        return penalties.orthogonal(inputs, self.factor, self.mode == "rows")

    def get_config(self) -> dict[str, Any]:
        return {"factor": self.factor, "mode": self.mode}


def _tensor(x: Any) -> Tensor:
    return convert_to_tensor(x)


def _coefficient(name: str, value: Any) -> float:
    if (
        not isinstance(value, (int, float))
        or isinstance(value, bool)
        or not 0 <= value < float("inf")
    ):
        raise ValueError(
            problem(
                f"Invalid value for argument {name}: expected a non-negative float",
                given=repr(value),
                expected="a finite number, at least 0",
            )
        )
    return float(value)


l1 = L1
l2 = L2
l1_l2 = L1L2
orthogonal_regularizer = OrthogonalRegularizer
_BY_NAME = {
    "L1": L1,
    "L1L2": L1L2,
    "L2": L2,
    "OrthogonalRegularizer": OrthogonalRegularizer,
    "l1": L1,
    "l1_l2": l1_l2,
    "l1l2": L1L2,
    "l2": L2,
    "orthogonal_regularizer": OrthogonalRegularizer,
}


def get(identifier: Any) -> Any:
    """The regularizer that an object, name, config, class or None stands for.

    Raises:
      ValueError: nothing known by that name.

    >>> import tapeflow as tf
    >>> tf.keras.regularizers.get("l2").get_config()
    {'l2': 0.01}
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
            f"Could not interpret regularizer identifier: {identifier}",
            expected=f"a function, None, or one of {', '.join(sorted(_BY_NAME))}",
        )
    )


def serialize(regularizer: Any) -> Any:
    """The config of a regularizer."""
    return serialize_keras_object(regularizer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The regularizer of a config."""
    return deserialize_keras_object(config, custom_objects)
