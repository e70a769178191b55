"""The best of one rate where another one is high enough."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor
from tapeflow.keras.metrics.confusion import Confusion
from tapeflow.ops.keras_math.curves import best_at


class _AtConstraint(Confusion):
    """All four counts at evenly spaced thresholds, of which the best is chosen."""

    argument = ""  # the subclass's name of `value`
    best, at = "", ""

    def __init__(self, value: float, num_thresholds: int, class_id: Any, name: Any, dtype: Any):
        if not 0 <= value <= 1:
            raise ValueError(
                f"Argument `{self.argument}` must be in the range [0, 1]. "
                f"Received: {self.argument}={value}"
            )
        if num_thresholds <= 0:
            raise ValueError(
                "Argument `num_thresholds` must be an integer > 0. "
                f"Received: num_thresholds={num_thresholds}"
            )
        super().__init__(dtype, name)
        self.value, self.num_thresholds, self.class_id = value, num_thresholds, class_id
        setattr(self, self.argument, value)
        last = num_thresholds - 1
        self.thresholds = [i / last for i in range(num_thresholds)] if last else [0.5]
        self._count(("tp", "fp", "tn", "fn"), self.thresholds, class_id=class_id)

    def result(self) -> Tensor:
        counts = [variable._tensor for variable in self._state]
        return best_at(*counts, best=self.best, at=self.at, least=float(self.value))

    def get_config(self) -> dict[str, Any]:
        own = {"num_thresholds": self.num_thresholds, self.argument: self.value}
        return {**super().get_config(), "class_id": self.class_id, **own}


class SensitivityAtSpecificity(_AtConstraint):
    """The largest `tp / (tp + fn)` at any threshold where `tn / (tn + fp)` is high enough.

    Args:
      specificity: how high, in `[0, 1]`.
      num_thresholds: how many thresholds are tried, evenly spaced in `[0, 1]`.
      class_id: if given, only this class counts, of `[batch, classes]`.
      name: see `Metric`.
      dtype: see `Metric`.

    Raises:
      ValueError: a number outside its range.

    >>> import tapeflow as tf
    >>> metric = tf.keras.metrics.SensitivityAtSpecificity(0.5)
    >>> print(metric([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8]))
    tf.Tensor(0.5, shape=(), dtype=float32)
    """

    argument, best, at = "specificity", "sensitivity", "specificity"

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(specificity, num_thresholds, class_id, name, dtype)


class SpecificityAtSensitivity(_AtConstraint):
    """The largest `tn / (tn + fp)` at any threshold where `tp / (tp + fn)` is high enough.

    Args:
      sensitivity: how high, in `[0, 1]`.
      num_thresholds: see `SensitivityAtSpecificity`.
      class_id: see `SensitivityAtSpecificity`.
      name: see `Metric`.
      dtype: see `Metric`.

    Raises:
      ValueError: a number outside its range.
    """

    argument, best, at = "sensitivity", "specificity", "sensitivity"

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)


class PrecisionAtRecall(_AtConstraint):
    """The largest precision at any threshold where recall is high enough.

    Args:
      recall: how high, in `[0, 1]`.
      num_thresholds: see `SensitivityAtSpecificity`.
      class_id: see `SensitivityAtSpecificity`.
      name: see `Metric`.
      dtype: see `Metric`.

    Raises:
      ValueError: a number outside its range.
    """

    argument, best, at = "recall", "precision", "sensitivity"

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(recall, num_thresholds, class_id, name, dtype)


class RecallAtPrecision(_AtConstraint):
    """The largest recall at any threshold where precision is high enough.

    Args:
      precision: how high, in `[0, 1]`.
      num_thresholds: see `SensitivityAtSpecificity`.
      class_id: see `SensitivityAtSpecificity`.
      name: see `Metric`.
      dtype: see `Metric`.

    Raises:
      ValueError: a number outside its range.
    """

    argument, best, at = "precision", "sensitivity", "precision"

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(precision, num_thresholds, class_id, name, dtype)
