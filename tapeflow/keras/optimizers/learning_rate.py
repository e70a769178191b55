"""`LearningRate`: a number, a schedule or a function, as the one scalar that an update needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tapeflow.engine import Tensor, Variable, convert_to_tensor, host_value
from tapeflow.keras.optimizers.schedules.learning_rate_schedule import LearningRateSchedule


class LearningRate:
    """What an optimizer was given as its learning rate.

    Args:
      value: a number, which becomes a variable; a variable; a `LearningRateSchedule`; or a function
        without arguments that gives the rate.
      name: the variable's name.

    Raises:
      ValueError: `value` is none of these.
    """

    def __init__(self, value: Any, name: str = "learning_rate"):
        self.source: Variable | LearningRateSchedule | Callable
        if isinstance(value, (Variable, LearningRateSchedule)) or callable(value):
            self.source = value
        else:
            try:
                number = np.asarray(value, np.float32).reshape(())
            except (TypeError, ValueError) as error:
                raise ValueError(
                    "Argument `learning_rate` should be float, or an instance of "
                    "LearningRateSchedule, or a callable that gives the rate. Received instead: "
                    f"learning_rate={value!r}"
                ) from error
            self.source = Variable(number, trainable=False, name=name)

    @property
    def variable(self) -> Variable | None:
        return self.source if isinstance(self.source, Variable) else None

    def assign(self, value: Any) -> None:
        """Another number for the variable.

        Raises:
          TypeError: the rate is a schedule's, which a number can't replace.
        """
        if self.variable is None:
            raise TypeError(
                "This optimizer was created with a `LearningRateSchedule` object as its "
                "`learning_rate` constructor argument, hence its learning rate is not settable. "
                "If you need the learning rate to be settable, you should instantiate the "
                "optimizer with a float `learning_rate` argument."
            )
        self.variable.assign(_as_array(value))

    def now(self, iterations: Variable) -> Any:
        """What users see: the variable itself, or what the schedule or the function gives."""
        if isinstance(self.source, Variable):
            return self.source
        if isinstance(self.source, LearningRateSchedule):
            return self.source(iterations)
        return self.source()

    def tensor(self, iterations: Variable) -> Tensor:
        """The rate for the next update, never as a bare number.

        A number and an array enter a program in different ways. The rate is always an array, so
        that assigning numbers to it does not compile the step again.
        """
        if isinstance(self.source, Variable):
            return self.source._tensor
        return _settled(convert_to_tensor(self.now(iterations)))


def _as_array(value: Any) -> Any:
    return (
        value
        if isinstance(value, (Tensor, Variable))
        else np.asarray(value, np.float32).reshape(())
    )


def _settled(tensor: Tensor) -> Tensor:
    value = host_value(tensor)
    return tensor if value is None else convert_to_tensor(value)
