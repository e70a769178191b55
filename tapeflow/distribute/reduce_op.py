"""`tf.distribute.ReduceOp`."""

from __future__ import annotations

from enum import Enum
from typing import Any

from tapeflow.engine.variable import VariableAggregation


class ReduceOp(Enum):
    """How values of several replicas become one."""

    SUM = "SUM"
    MEAN = "MEAN"

    @staticmethod
    def from_variable_aggregation(aggregation: Any) -> ReduceOp:
        """What a `tf.VariableAggregation` does.

        Raises:
          ValueError: it is neither `SUM` nor `MEAN`.
        """
        if aggregation not in (VariableAggregation.SUM, VariableAggregation.MEAN):
            raise ValueError(
                f"Could not convert from `tf.VariableAggregation` {aggregation} to "
                "`tf.distribute.ReduceOp` type"
            )
        return ReduceOp(aggregation.upper())
