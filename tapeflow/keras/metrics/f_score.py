"""F scores: precision and recall as one number."""

from __future__ import annotations

from typing import Any

from tapeflow.engine import Tensor, convert_to_tensor
from tapeflow.engine.variable import assign_all
from tapeflow.keras.metrics.metric import Metric
from tapeflow.ops.keras_math.f_score import f_score, f_score_update

_AVERAGES = (None, "micro", "macro", "weighted")
_NAMES = ("true_positives", "false_positives", "false_negatives", "intermediate_weights")


class FBetaScore(Metric):
    """`(1 + beta**2) * precision * recall / (beta**2 * precision + recall)`, for each class.

    Args:
      average: None for a score for each class; "micro" counts all classes together; "macro" is
        the mean of the classes' scores; "weighted" weights them by how often a class is true.
      beta: how much more recall counts than precision, above 0.
      threshold: above it a class is predicted, in `(0, 1]`; by default that with the largest
        prediction.
      name: see `Metric`.
      dtype: see `Metric`.

    Raises:
      ValueError: an unknown average, or a number outside its range.

    >>> import tapeflow as tf
    >>> metric = tf.keras.metrics.FBetaScore(beta=2.0, threshold=0.5)
    >>> score = metric([[1, 1], [1, 0]], [[0.2, 0.6], [0.9, 0.3]])
    >>> [round(float(s), 3) for s in score]
    [0.556, 1.0]
    """

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str | None = "fbeta_score",
        dtype: Any = None,
    ):
        super().__init__(dtype, name)
        if average not in _AVERAGES:
            raise ValueError(
                f"Invalid `average` argument value. Expected one of: {_AVERAGES}. "
                f"Received: average={average}"
            )
        if not isinstance(beta, float) or beta <= 0:
            raise ValueError(
                "Invalid `beta` argument value. It should be a Python float > 0. "
                f"Received: beta={beta} of type '{type(beta)}'"
            )
        if threshold is not None and not (isinstance(threshold, float) and 0 < threshold <= 1):
            raise ValueError(
                "Invalid `threshold` argument value. It should be a Python float with "
                f"0 < threshold <= 1. Received: threshold={threshold} of type '{type(threshold)}'"
            )
        self.average, self.beta, self.threshold = average, beta, threshold
        self._state: tuple = ()

    def _build(self, y_true: Tensor, y_pred: Tensor) -> None:
        if y_true._spec.ndim != 2 or y_pred._spec.ndim != 2:
            raise ValueError(
                f"{type(self).__name__} expects 2D inputs with shape (batch_size, output_dim). "
                f"Received input shapes: y_pred.shape={y_pred.shape} and "
                f"y_true.shape={y_true.shape}."
            )
        shape = () if self.average == "micro" else (y_pred._spec.shape[-1],)
        self._state = tuple(self.add_variable(shape, name=name) for name in _NAMES)
        for name, variable in zip(_NAMES, self._state, strict=True):
            setattr(self, name, variable)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch.

        Args:
          y_true: labels `[batch, classes]`, 0 or 1.
          y_pred: predictions `[batch, classes]`.
          sample_weight: `[batch]`.

        Raises:
          ValueError: the first batch is not two-dimensional.
        """
        if not self._state:
            y_true, y_pred = convert_to_tensor(y_true), convert_to_tensor(y_pred)
            self._build(y_true, y_pred)
        state = [variable._tensor for variable in self._state]
        counts = f_score_update(state, y_true, y_pred, sample_weight, self.threshold)
        assign_all(self._state, counts)

    def result(self) -> Tensor:
        counts = [variable._tensor for variable in self._state]
        return f_score(*counts, beta=self.beta, average=self.average)

    def get_config(self) -> dict[str, Any]:
        own = {"average": self.average, "beta": self.beta, "threshold": self.threshold}
        return {**super().get_config(), **own}


class F1Score(FBetaScore):
    """`2 * precision * recall / (precision + recall)`, for each class.

    Args:
      average: see `FBetaScore`.
      threshold: see `FBetaScore`.
      name: see `Metric`.
      dtype: see `Metric`.

    >>> import tapeflow as tf
    >>> metric = tf.keras.metrics.F1Score(average="micro", threshold=0.5)
    >>> round(float(metric([[1, 1], [1, 0]], [[0.2, 0.6], [0.9, 0.3]])), 3)
    0.8
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str | None = "f1_score",
        dtype: Any = None,
    ):
        super().__init__(average, 1.0, threshold, name, dtype)

    def get_config(self) -> dict[str, Any]:
        return {key: value for key, value in super().get_config().items() if key != "beta"}
