"""A learning rate of constant pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.optimizers.schedules.learning_rate_schedule import LearningRateSchedule
from tapeflow.ops.keras_math.schedules import piecewise_constant_decay


class PiecewiseConstantDecay(LearningRateSchedule):
    """`values[0]` up to and including step `boundaries[0]`, then `values[1]`, and so on.

    Args:
      boundaries: increasing steps.
      values: rates, one more than boundaries.
      name: kept for the configuration.

    Raises:
      ValueError: not one value more than boundaries.

    >>> import tapeflow as tf
    >>> schedule = tf.keras.optimizers.schedules.PiecewiseConstantDecay([100, 200], [1.0, 0.5, 0.1])
    >>> [float(schedule(step)) for step in (100, 101)]
    [1.0, 0.5]
    """

    def __init__(
        self, boundaries: Sequence[float], values: Sequence[float], name: str = "PiecewiseConstant"
    ):
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                problem(
                    "PiecewiseConstantDecay: The length of boundaries should be 1 less than the "
                    "length of values.",
                    given=f"{len(boundaries)} boundaries and {len(values)} values",
                )
            )
        self.boundaries, self.values, self.name = list(boundaries), list(values), name

    def __call__(self, step: Any) -> Any:
        return piecewise_constant_decay(step, self.vector(*self.values), tuple(self.boundaries))
