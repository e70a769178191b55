"""Metrics of yes-or-no predictions: counts of right and wrong ones, precision and recall."""

from __future__ import annotations

from typing import Any

import numpy as np

from tapeflow.engine import Tensor
from tapeflow.engine.variable import assign_all
from tapeflow.keras.metrics.metric import Metric
from tapeflow.ops.keras_math.confusion import NEVER, confusion_update
from tapeflow.ops.keras_math.constants import on_device
from tapeflow.ops.keras_math.curves import share

NAMES = {
    "tp": "true_positives",
    "fp": "false_positives",
    "tn": "true_negatives",
    "fn": "false_negatives",
}


class Confusion(Metric):
    """What metrics that count at thresholds share; a subclass calls `_count` in its `__init__`."""

    _state: tuple = ()

    def _count(
        self, kinds: tuple[str, ...], thresholds: list[float], labels: int | None = None, **options
    ) -> None:
        """Makes the variables, `[thresholds]` or `[thresholds, labels]`.

        Args:
          kinds: which of "tp", "fp", "tn" and "fn" are counted, in the variables' order.
          thresholds: ascending.
          labels: if given, each label is counted for itself.
          **options: passed to `confusion_update`.
        """
        shape = (len(thresholds),) if labels is None else (len(thresholds), labels)
        self._state = tuple(self.add_variable(shape, name=NAMES[kind]) for kind in kinds)
        for kind, variable in zip(kinds, self._state, strict=True):
            setattr(self, NAMES[kind], variable)
        self._limits = on_device(thresholds, self.dtype)
        self._options = {"kinds": kinds, "even": are_even(thresholds), **options}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch.

        Args:
          y_true: labels, `[batch, ...]`; all but 0 are true.
          y_pred: predictions of the same shape.
          sample_weight: a weight for each example, or for each prediction.
        """
        state = [variable._tensor for variable in self._state]
        counts = confusion_update(
            state, self._limits, y_true, y_pred, sample_weight, **self._options
        )
        assign_all(self._state, counts)


def parsed(thresholds: Any, default: float = 0.5) -> list[float]:
    """Thresholds as a list.

    Raises:
      ValueError: one is not in `[0, 1]`.
    """
    if thresholds is None:
        return [default]
    listed = list(thresholds) if isinstance(thresholds, (list, tuple)) else [thresholds]
    wrong = [value for value in listed if value is None or not 0 <= value <= 1]
    if wrong:
        raise ValueError(f"Threshold values must be in [0, 1]. Received: {wrong}")
    return listed


def are_even(thresholds: list[float]) -> bool:
    """Whether thresholds are 0, 1 / (n - 1), ..., 1, but for 1e-7."""
    count = len(thresholds)
    if count < 3:
        return False
    return bool(
        np.allclose(thresholds, np.arange(count, dtype=np.float32) / (count - 1), atol=1e-7)
    )


class _Count(Confusion):
    """One of the four counts."""

    kind = ""

    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None):
        super().__init__(dtype, name)
        self.init_thresholds = thresholds
        self.thresholds = parsed(thresholds)
        self.accumulator = self.add_variable((len(self.thresholds),), name="accumulator")
        self._state = (self.accumulator,)
        self._limits = on_device(self.thresholds, self.dtype)
        self._options = {"kinds": (self.kind,), "even": are_even(self.thresholds)}

    def result(self) -> Tensor:
        value = self.accumulator.value()
        return value[0] if len(self.thresholds) == 1 else value

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "thresholds": self.init_thresholds}


class TruePositives(_Count):
    """The number, or the weight, of true labels whose predictions are above a threshold.

    Args:
      thresholds: a number or a list, in `[0, 1]`; 0.5 by default. With a list there is a result
        for each.
      name: see `Metric`.
      dtype: see `Metric`.

    >>> import tapeflow as tf
    >>> print(tf.keras.metrics.TruePositives()([0, 1, 1, 1], [0.1, 0.4, 0.9, 0.8]))
    tf.Tensor(2.0, shape=(), dtype=float32)
    """

    kind = "tp"


class FalsePositives(_Count):
    """The number of false labels whose predictions are above; arguments as `TruePositives`."""

    kind = "fp"


class TrueNegatives(_Count):
    """The number of false labels whose predictions are not above; arguments as `TruePositives`."""

    kind = "tn"


class FalseNegatives(_Count):
    """The number of true labels whose predictions are not above; arguments as `TruePositives`."""

    kind = "fn"


class _Share(Confusion):
    """True positives among those and another count."""

    other = ""

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(dtype, name)
        self.init_thresholds, self.top_k, self.class_id = thresholds, top_k, class_id
        self.thresholds = parsed(thresholds, 0.5 if top_k is None else NEVER)
        self._count(("tp", self.other), self.thresholds, top_k=top_k, class_id=class_id)

    def result(self) -> Tensor:
        part, rest = self._state
        return share(part._tensor, rest._tensor)

    def get_config(self) -> dict[str, Any]:
        own = {"thresholds": self.init_thresholds, "top_k": self.top_k, "class_id": self.class_id}
        return {**super().get_config(), **own}


class Precision(_Share):
    """The share of true labels among the predictions above a threshold.

    Args:
      thresholds: a number or a list, in `[0, 1]`; 0.5 by default, or none with `top_k`. For
        logits, use 0. With a list there is a result for each.
      top_k: if given, only so many largest predictions of an example count.
      class_id: if given, only this class counts, of `[batch, classes]`.
      name: see `Metric`.
      dtype: see `Metric`.

    >>> import tapeflow as tf
    >>> print("%.4f" % tf.keras.metrics.Precision()([0, 1, 1, 1], [1, 0, 1, 1]))
    0.6667
    """

    other = "fp"


class Recall(_Share):
    """The share of true labels whose predictions are above; arguments are those of `Precision`.

    >>> import tapeflow as tf
    >>> print("%.4f" % tf.keras.metrics.Recall()([0, 1, 1, 1], [1, 0, 1, 1]))
    0.6667
    """

    other = "fn"
