"""`Reduction`: Keras 2's names for how losses become one number."""

from __future__ import annotations

from typing import Any

ALLOWED = ("sum_over_batch_size", "sum", None, "none", "mean", "mean_with_sample_weight")


class Reduction:
    """Keras 2's constants; a `Loss` takes them and Keras 3's strings alike."""

    AUTO = "auto"
    NONE = "none"
    SUM = "sum"
    SUM_OVER_BATCH_SIZE = "sum_over_batch_size"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        return (cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE)

    @classmethod
    def validate(cls, key: str) -> None:
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key: {key}. Expected keys are {cls.all()}")


def standardize_reduction(reduction: Any) -> str | None:
    """Keras 3's name of a reduction.

    Raises:
      ValueError: there is no such reduction.
    """
    if reduction == Reduction.AUTO:
        return "sum_over_batch_size"
    if reduction not in ALLOWED:
        raise ValueError(
            f"Invalid value for argument `reduction`. Expected one of {ALLOWED}. "
            f"Received: reduction={reduction}"
        )
    return reduction
