"""`Ftrl`: follow the regularized leader."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import problem
from tapeflow.keras.optimizers.optimizer import Optimizer
from tapeflow.keras.optimizers.slot import Slot
from tapeflow.ops.keras_math.updates.ftrl import ftrl


class Ftrl(Optimizer):
    """FTRL-Proximal (McMahan et al. 2013), for large, sparse linear models.

    Args:
      learning_rate: a number, a schedule, or a function without arguments.
      learning_rate_power: how the rate falls with the accumulated squares, at most 0.
      initial_accumulator_value: what the accumulator starts with, at least 0.
      l1_regularization_strength: at least 0; it makes zeros.
      l2_regularization_strength: at least 0.
      l2_shrinkage_regularization_strength: at least 0; applied to gradients only.
      beta: the paper's beta.
      *common: see `Optimizer`.
      **options: see `Optimizer`.

    Raises:
      ValueError: a number on the wrong side of 0.
    """

    rule = staticmethod(ftrl)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        *common: Any,
        **options: Any,
    ):
        super().__init__(learning_rate, *common, **options)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta
        if learning_rate_power > 0:
            raise ValueError(
                problem(
                    "Ftrl: `learning_rate_power` needs to be negative or zero.", learning_rate_power
                )
            )
        for name in (
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
        ):
            if getattr(self, name) < 0:
                raise ValueError(
                    problem(f"Ftrl: `{name}` needs to be positive or zero.", getattr(self, name))
                )

    def rule_slots(self):
        return ((Slot("accumulator", self.initial_accumulator_value), Slot("linear")),)

    def numbers(self):
        return (
            -self.learning_rate_power,
            self.l1_regularization_strength,
            self.l2_regularization_strength,
            self.l2_shrinkage_regularization_strength,
            self.beta,
        )
