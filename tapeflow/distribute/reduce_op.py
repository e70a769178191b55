"""`tf.distribute.ReduceOp`."""

from __future__ import annotations

from enum import Enum


class ReduceOp(Enum):
    """How values of several replicas become one."""

    SUM = "SUM"
    MEAN = "MEAN"
