"""`LearningRateSchedule`: the base class of learning rates that depend on the step."""

from __future__ import annotations

import inspect
from typing import Any

from tapeflow.engine import Tensor, problem
from tapeflow.ops.keras_math.constants import on_device


class LearningRateSchedule:
    """A learning rate as a function of the step; subclasses define `__call__(step)`.

    The optimizer calls it at every step with its int64 step count, and uses the tensor it gives.
    It is recorded with the step, so that a changing rate does not compile anything again.

    >>> import tapeflow as tf
    >>> class Warmup(tf.keras.optimizers.schedules.LearningRateSchedule):
    ...     def __call__(self, step):
    ...         return 0.1 * tf.minimum(tf.cast(step, tf.float32) / 10.0, 1.0)
    >>> print(Warmup()(5))
    tf.Tensor(0.05, shape=(), dtype=float32)
    """

    def __call__(self, step: Any) -> Any:
        raise NotImplementedError(
            f"Learning rate schedule '{type(self).__name__}' must override `__call__(self, step)`."
        )

    def vector(self, *numbers: Any) -> Tensor:
        """The schedule's numbers as a float32 vector, kept until one of them changes."""
        known = self.__dict__.get("_vector")
        if known is None or known[0] != numbers:
            known = self._vector = (
                numbers,
                on_device([float(number) for number in numbers], "float32"),
            )
        return known[1]

    def get_config(self) -> dict[str, Any]:
        """The arguments of a schedule like this one."""
        if type(self).__module__.split(".")[0] != __name__.split(".")[0]:
            raise NotImplementedError(
                f"Learning rate schedule '{type(self).__name__}' must override `get_config()` "
                "in order to be serializable."
            )
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> LearningRateSchedule:
        """A schedule made of what `get_config` gave."""
        return cls(**config)


def check_steps(owner: object, name: str, value: Any) -> None:
    """Refuses a length of zero steps or less.

    Raises:
      ValueError: `value` is not positive.
    """
    if value <= 0:
        raise ValueError(
            problem(
                f"{type(owner).__name__}: Argument `{name}` must be > 0", given=f"{name}={value}"
            )
        )
